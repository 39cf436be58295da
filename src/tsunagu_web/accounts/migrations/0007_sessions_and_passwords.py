"""One session per person, passwords given for once, closed accounts opened again, and grants that leave earlier ones alone."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_resets"),
    ]

    operations = [
        migrations.RenameField(model_name="user", old_name="resets", new_name="session_number"),
        migrations.AlterField(
            model_name="user",
            name="session_number",
            field=models.PositiveIntegerField(default=0, verbose_name="いまのログインの番号"),
        ),
        migrations.AddField(
            model_name="user",
            name="password_until",
            field=models.DateTimeField(blank=True, null=True, verbose_name="一度だけのパスワードの期限"),
        ),
        migrations.RemoveConstraint(model_name="roleassignment", name="one_assignment_per_start"),
        migrations.AlterField(
            model_name="accountchange",
            name="kind",
            field=models.CharField(
                choices=[
                    ("reset", "二つめの確認の登録をやり直す（なくした・こわれた）"),
                    ("password", "一度だけのパスワードを出す（忘れた）"),
                    ("close", "利用者を閉じる"),
                    ("reopen", "閉じた利用者を、また使えるようにする"),
                    ("grant", "役割を加える"),
                    ("end", "役割を今日で終わりにする"),
                ],
                max_length=8,
                verbose_name="変更",
            ),
        ),
    ]
