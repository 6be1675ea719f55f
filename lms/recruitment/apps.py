from django.apps import AppConfig


class RecruitmentConfig(AppConfig):
    name = "lms.recruitment"
    label = "recruitment"
    verbose_name = "Recruitment"
