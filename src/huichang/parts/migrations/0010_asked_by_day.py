from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("parts", "0009_goods_sold_come_back"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="backorder",
            index=models.Index(
                condition=models.Q(("for_line__isnull", False)), fields=["for_line"], name="shorts_of_line"
            ),
        ),
        migrations.AddIndex(
            model_name="backorder",
            index=models.Index(fields=["store", "-asked_at"], name="shorts_by_day"),
        ),
        migrations.AddIndex(
            model_name="pickline",
            index=models.Index(fields=["store", "-asked_at"], name="picks_by_day"),
        ),
    ]
