import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("courses", "0003_words_with_commas"),
        ("people", "0001_first"),
    ]

    operations = [
        migrations.AddField(
            model_name="localtext",
            name="approved_at",
            field=models.DateTimeField(help_text="Empty for a proposal.", null=True, verbose_name="approved"),
        ),
        migrations.AddField(
            model_name="localtext",
            name="approved_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="people.person",
                verbose_name="approved by",
            ),
        ),
    ]
