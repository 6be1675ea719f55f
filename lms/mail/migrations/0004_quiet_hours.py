from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("mail", "0003_words_and_ways")]

    operations = [
        migrations.AddField(
            model_name="letter",
            name="is_patient",
            field=models.BooleanField(default=False, help_text="It is not sent in the quiet hours.", verbose_name="waits for the morning"),
        ),
    ]
