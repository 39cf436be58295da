from django.db import migrations

import tsunagu_web.casework.sealing


class Migration(migrations.Migration):
    dependencies = [
        ("support", "0004_duty_told_with_a_task"),
    ]

    operations = [
        migrations.AddField(
            model_name="task",
            name="about",
            field=tsunagu_web.casework.sealing.SealedText(null=True, verbose_name="もとの接点"),
        ),
    ]
