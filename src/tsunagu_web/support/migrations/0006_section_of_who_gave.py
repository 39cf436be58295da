from django.db import migrations, models

from tsunagu_web.casework.written import sections_of_now


class Migration(migrations.Migration):
    dependencies = [("support", "0005_contact_a_task_was_made_of")]

    operations = [
        migrations.AddField(
            model_name="taskversion",
            name="by_section",
            field=models.CharField(blank=True, default="", max_length=64, verbose_name="渡した人の所属"),
        ),
        migrations.RunPython(sections_of_now("support", "taskversion"), migrations.RunPython.noop),
    ]
