from django.db import migrations, models

from tsunagu_web.casework.written import sections_of_now


class Migration(migrations.Migration):
    dependencies = [("inquiries", "0001_sheets")]

    operations = [
        migrations.AddField(
            model_name="issue",
            name="by_section",
            field=models.CharField(blank=True, default="", max_length=64, verbose_name="渡した人の所属"),
        ),
        migrations.RunPython(sections_of_now("inquiries", "issue"), migrations.RunPython.noop),
    ]
