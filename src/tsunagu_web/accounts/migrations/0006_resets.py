"""Sessions from before a reset of the second factor end."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_account_change"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="resets",
            field=models.PositiveIntegerField(default=0, verbose_name="二つめの確認をやり直した回数"),
        ),
    ]
