import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("company", "0001_initial"),
        ("sanbao", "0003_the_days_of_the_purchase_are_the_cars"),
    ]

    operations = [
        migrations.CreateModel(
            name="Components",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("brand", models.CharField(blank=True, max_length=30, verbose_name="品牌")),
                ("version", models.PositiveIntegerField(verbose_name="版本")),
                ("source", models.CharField(max_length=120, verbose_name="依据")),
                ("from_on", models.DateField(verbose_name="生效日期")),
                ("rows", models.JSONField(verbose_name="种类")),
                ("why", models.CharField(max_length=200, verbose_name="发布原因")),
                ("at", models.DateTimeField(verbose_name="发布时间")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="company.staff",
                        verbose_name="发布人",
                    ),
                ),
            ],
            options={
                "verbose_name": "三包零部件清单",
                "indexes": [
                    models.Index(fields=["brand", "-from_on", "-version"], name="components_by_day")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("brand", "version"), name="components_version_once")
                ],
            },
        ),
    ]
