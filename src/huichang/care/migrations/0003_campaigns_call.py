from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("care", "0002_the_day_to_propose")]

    operations = [
        migrations.AddField(
            model_name="dueitem",
            name="for_campaign",
            field=models.BigIntegerField(null=True, verbose_name="召回或服务活动"),
        ),
        migrations.AlterField(
            model_name="dueitem",
            name="kind",
            field=models.CharField(
                choices=[
                    ("declined", "上次未做"),
                    ("worn", "磨损到期"),
                    ("service", "保养到期"),
                    ("date", "证照到期"),
                    ("campaign", "召回活动"),
                ],
                max_length=10,
                verbose_name="类型",
            ),
        ),
        migrations.AddConstraint(
            model_name="dueitem",
            constraint=models.UniqueConstraint(
                condition=models.Q(("for_campaign__isnull", False)),
                fields=("for_campaign", "vehicle"),
                name="due_once_per_campaign",
            ),
        ),
    ]
