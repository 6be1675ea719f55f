import wagtail.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0001_first"),
    ]

    operations = [
        migrations.AddField(
            model_name="homepage",
            name="headline",
            field=models.CharField(
                blank=True, help_text="The first thing a visitor reads. Empty shows the title.", max_length=80, verbose_name="headline"
            ),
        ),
        migrations.AddField(
            model_name="homepage",
            name="steps",
            field=wagtail.fields.StreamField(
                [("step", 2)],
                blank=True,
                block_lookup={
                    0: ("wagtail.blocks.CharBlock", (), {"label": "title", "max_length": 60}),
                    1: ("wagtail.blocks.TextBlock", (), {"label": "text", "max_length": 250}),
                    2: ("wagtail.blocks.StructBlock", [[("title", 0), ("text", 1)]], {}),
                },
                verbose_name="the way in, in a few steps",
            ),
        ),
        migrations.AddField(
            model_name="homepage",
            name="steps_title",
            field=models.CharField(blank=True, max_length=80, verbose_name="title over the steps"),
        ),
    ]
