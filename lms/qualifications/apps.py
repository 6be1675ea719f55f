from django.apps import AppConfig


class QualificationsConfig(AppConfig):
    name = "lms.qualifications"
    label = "qualifications"
    verbose_name = "Qualifications"
