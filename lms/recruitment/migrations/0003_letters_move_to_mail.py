"""What the centre has written for the letters of recruitment moves to where the words of all letters stand, with its history; and back."""

from django.db import migrations

OURS = "recruitment/"
COULD_BE_WRITTEN = ("receipt", "invitation", "reference", "admitted", "waiting_list", "declined", "withdrawn")


def to_mail(apps, schema_editor):
    old, new = apps.get_model("recruitment", "LetterTemplate"), apps.get_model("mail", "LetterText")
    for row in old.objects.order_by("pk"):
        words = {"subject": row.subject, "body": row.body}
        made, _is_new = new.objects.update_or_create(key=f"{OURS}{row.key}", language=row.language, defaults=words)
        move_history(apps, old, row, new, made)
        revision = row.latest_revision
        made.latest_revision = made.live_revision = revision
        made.first_published_at = made.last_published_at = revision.created_at if revision else None
        made.save()


def to_recruitment(apps, schema_editor):
    """Only what goes in letters now: the older mechanism knew no drafts, and fewer letters. The rest stays, and nothing reads it."""
    old, new = apps.get_model("recruitment", "LetterTemplate"), apps.get_model("mail", "LetterText")
    for row in new.objects.filter(key__in=[f"{OURS}{key}" for key in COULD_BE_WRITTEN], live=True).order_by("pk"):
        words = {"subject": row.subject, "body": row.body}
        made, _is_new = old.objects.update_or_create(key=row.key.removeprefix(OURS), language=row.language, defaults=words)
        move_history(apps, new, row, old, made)
        made.latest_revision = row.latest_revision
        made.save()
        row.delete()


def move_history(apps, old, row, new, made):
    """The revisions of a row, and what the log says of it, become another's."""
    types = apps.get_model("contenttypes", "ContentType").objects
    old_type, new_type = (types.get_or_create(app_label=each._meta.app_label, model=each._meta.model_name)[0] for each in (old, new))
    for revision in apps.get_model("wagtailcore", "Revision").objects.filter(content_type=old_type, object_id=str(row.pk)):
        revision.content = revision.content | {"pk": made.pk, "key": made.key}
        revision.content_type = revision.base_content_type = new_type
        revision.object_id = str(made.pk)
        revision.save()
    told = apps.get_model("wagtailcore", "ModelLogEntry").objects.filter(content_type=old_type, object_id=str(row.pk))
    told.update(content_type=new_type, object_id=str(made.pk))


class Migration(migrations.Migration):
    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("mail", "0006_words_are_published"),
        ("recruitment", "0002_standard_process"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [migrations.RunPython(to_mail, to_recruitment)]
