"""The record is read by days: from one moment to another."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """An index beside the rows; no row changes."""

    dependencies = [("audit", "0002_append_only")]
    operations = [
        migrations.AddIndex(
            model_name="auditrow",
            index=models.Index(fields=["at"], name="audit_by_moment"),
        ),
    ]
