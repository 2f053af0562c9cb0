import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("company", "0001_initial"),
        ("parts", "0010_asked_by_day"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="partprice", name="part_price_once"),
        migrations.RemoveConstraint(model_name="priceband", name="one_band_per_cost"),
        migrations.AddField(
            model_name="partprice",
            name="store",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="company.store",
                verbose_name="门店",
            ),
        ),
        migrations.AddField(
            model_name="partprice",
            name="until_on",
            field=models.DateField(blank=True, null=True, verbose_name="至"),
        ),
        migrations.AddField(
            model_name="priceband",
            name="store",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="company.store",
                verbose_name="门店",
            ),
        ),
        migrations.AddField(
            model_name="priceround",
            name="store",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="company.store",
                verbose_name="门店",
            ),
        ),
        migrations.AddConstraint(
            model_name="partprice",
            constraint=models.UniqueConstraint(
                fields=("part", "store", "from_on"), name="part_price_once_in_store", nulls_distinct=False
            ),
        ),
        migrations.AddConstraint(
            model_name="partprice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until_on__isnull", True),
                    models.Q(("store__isnull", False), ("until_on__gte", models.F("from_on"))),
                    _connector="OR",
                ),
                name="own_price_may_end",
                violation_error_message="只有本店价可以写结束日期，结束日期不能早于生效日期。",
            ),
        ),
        migrations.AddConstraint(
            model_name="priceband",
            constraint=models.UniqueConstraint(
                fields=("store", "use_class", "quality", "cost_from"),
                name="one_band_per_cost_in_store",
                nulls_distinct=False,
                violation_error_message="同一分类、同一质量属性里有两行的起点成本相同，请合并成一行。",
            ),
        ),
    ]
