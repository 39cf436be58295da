import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import tsunagu_web.casework.sealing


class Migration(migrations.Migration):
    dependencies = [
        ("casework", "0005_opened_by_hand"),
        ("support", "0006_section_of_who_gave"),
        ("transfers", "0002_section_of_who_gave"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CameFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="書いた日時")),
                ("role", models.CharField(max_length=32, verbose_name="役割")),
                ("name", tsunagu_web.casework.sealing.SealedText(verbose_name="ファイルの名前")),
                ("sha256", models.CharField(max_length=64, verbose_name="要約値")),
                ("kept", tsunagu_web.casework.sealing.SealedText(verbose_name="ファイル")),
                ("data", tsunagu_web.casework.sealing.SealedText(verbose_name="内容")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="came_files", to="casework.case"
                    ),
                ),
            ],
            options={
                "verbose_name": "届いた移管のファイル",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="TakenOver",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("line", models.CharField(max_length=24, verbose_name="行")),
                (
                    "came",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="taken", to="transfers.camefile"
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="taken_over",
                        to="support.contactrecord",
                    ),
                ),
            ],
            options={
                "verbose_name": "他自治体からの記録",
            },
        ),
        migrations.AddConstraint(
            model_name="camefile",
            constraint=models.UniqueConstraint(fields=("case", "sha256"), name="came_once"),
        ),
        migrations.AddConstraint(
            model_name="takenover",
            constraint=models.UniqueConstraint(fields=("came", "line", "contact"), name="taken_over_once"),
        ),
    ]
