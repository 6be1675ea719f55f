"""Wagtail begins with two sample groups that may edit every page, and a workflow that locks pages for an approval nobody can give.

Here groups follow from responsibilities alone (`lms/roles/cms.py`), so the samples would only be a way round them. What has been put to use stays.
"""

from django.db import migrations


def remove(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    WorkflowPage = apps.get_model("wagtailcore", "WorkflowPage")
    Workflow = apps.get_model("wagtailcore", "Workflow")
    if Group.objects.filter(name__in=["Moderators", "Editors"], user__isnull=False).exists():
        return
    WorkflowPage.objects.filter(page__depth=1, workflow__name="Moderators approval").delete()
    Workflow.objects.filter(name="Moderators approval", workflow_states__isnull=True).delete()
    Group.objects.filter(name__in=["Moderators", "Editors"]).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("roles", "0001_first"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("wagtailcore", "0048_add_default_workflows"),
    ]

    operations = [migrations.RunPython(remove, migrations.RunPython.noop)]
