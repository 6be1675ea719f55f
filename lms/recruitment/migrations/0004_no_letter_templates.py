from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("recruitment", "0003_letters_move_to_mail"),
    ]

    operations = [
        migrations.DeleteModel(
            name="LetterTemplate",
        ),
    ]
