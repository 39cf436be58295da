from django.db import migrations, models

from tsunagu_web.casework.written import sections_of_now


class Migration(migrations.Migration):
    dependencies = [("conferences", "0006_children_of_a_paper_by_case")]

    operations = [
        migrations.AddField(
            model_name="copymade",
            name="by_section",
            field=models.CharField(blank=True, default="", max_length=64, verbose_name="渡した人の所属"),
        ),
        migrations.RunPython(sections_of_now("conferences", "copymade"), migrations.RunPython.noop),
    ]
