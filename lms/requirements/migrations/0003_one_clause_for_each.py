"""What each requirement asked for becomes its one clause, with its one option."""

from typing import Any

from django.db import migrations


def to_clauses(apps: Any, schema_editor: Any) -> None:
    """One clause and one option for each requirement."""
    requirement, clause, option = (apps.get_model("requirements", name) for name in ("Requirement", "Clause", "Option"))
    for each in requirement.objects.all().iterator(chunk_size=1000):
        made = clause.objects.create(requirement=each, since=each.valid_from)
        option.objects.create(clause=made, qualification_id=each.qualification_id)


def from_clauses(apps: Any, schema_editor: Any) -> None:
    """The first option of the first clause; what a single qualification cannot say is lost."""
    requirement, option = apps.get_model("requirements", "Requirement"), apps.get_model("requirements", "Option")
    for each in requirement.objects.all().iterator(chunk_size=1000):
        first = option.objects.filter(clause__requirement=each).order_by("clause__order", "clause_id", "pk").first()
        if first is not None:
            each.qualification_id = first.qualification_id
            each.save(update_fields=["qualification_id"])
    requirement.objects.filter(phase="by_day").update(phase="before_start", due_on=None)
    option.objects.all().delete()
    apps.get_model("requirements", "Clause").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("requirements", "0002_clauses_exemptions_leaves")]

    operations = [migrations.RunPython(to_clauses, from_clauses)]
