"""Decisions about faults."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """The first table of this feature."""

    initial = True
    dependencies = []
    operations = [
        migrations.CreateModel(
            name="FaultDecision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("mark", models.CharField(db_index=True, max_length=64, verbose_name="しるし")),
                ("closed", models.BooleanField(verbose_name="確認ずみ")),
                ("reason", models.CharField(max_length=200, verbose_name="理由")),
                ("by", models.CharField(max_length=64, verbose_name="決めた人")),
                ("at", models.DateTimeField(verbose_name="日時")),
                ("receipt", models.CharField(max_length=200, verbose_name="受領記録")),
                ("source", models.CharField(max_length=64, verbose_name="提供データ")),
                ("code", models.CharField(max_length=64, verbose_name="不備の番号")),
                ("column", models.CharField(blank=True, max_length=120, verbose_name="列")),
                ("place", models.CharField(max_length=120, verbose_name="場所")),
            ],
            options={"verbose_name": "不備の確認"},
        ),
    ]
