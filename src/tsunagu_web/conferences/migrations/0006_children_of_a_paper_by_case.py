from typing import Any

from django.db import migrations, models


def by_case(apps: Any, schema_editor: Any) -> None:
    """What was kept as one list of children, by the cases of the meeting."""
    for made in apps.get_model("conferences", "CopyMade").objects.filter(children__isnull=False):
        if isinstance(made.children, list):
            codes, found = made.children, {}
            for item in made.copy.meeting.items.all():
                found[item.case.number] = [code for code in codes if code in item.case.children]
            made.children = {number: children for number, children in found.items() if children}
            made.save(update_fields=["children"])


class Migration(migrations.Migration):
    dependencies = [("conferences", "0005_what_the_judgement_said")]

    operations = [
        migrations.AlterField(
            model_name="copymade",
            name="children",
            field=models.JSONField(default=dict, verbose_name="こども"),
        ),
        migrations.RunPython(by_case, migrations.RunPython.noop),
    ]
