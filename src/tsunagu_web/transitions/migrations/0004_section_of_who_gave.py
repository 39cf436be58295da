from django.db import migrations, models

from tsunagu_web.casework.written import sections_of_now


class Migration(migrations.Migration):
    dependencies = [("transitions", "0003_handed_on_to_the_school")]

    operations = [
        migrations.AddField(
            model_name="transition",
            name="by_section",
            field=models.CharField(blank=True, default="", max_length=64, verbose_name="渡した人の所属"),
        ),
        migrations.RunPython(sections_of_now("transitions", "transition"), migrations.RunPython.noop),
    ]
