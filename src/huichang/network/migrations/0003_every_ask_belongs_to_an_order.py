import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("network", "0002_call_back_orders_and_notices"),
    ]

    operations = [
        migrations.AlterField(
            model_name="partsask",
            name="order",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="asks",
                to="network.callorder",
                verbose_name="调回指令",
            ),
        ),
        migrations.RemoveField(
            model_name="partsask",
            name="asked_at",
        ),
        migrations.RemoveField(
            model_name="partsask",
            name="case",
        ),
        migrations.RemoveField(
            model_name="partsask",
            name="due_on",
        ),
        migrations.RemoveField(
            model_name="partsask",
            name="words",
        ),
        migrations.AddIndex(
            model_name="partsask",
            index=models.Index(
                condition=models.Q(("withdrawn_at__isnull", True)), fields=["store"], name="asks_of_store"
            ),
        ),
        migrations.AddConstraint(
            model_name="partsask",
            constraint=models.UniqueConstraint(
                fields=("order", "store"),
                name="one_ask_per_order_and_store",
                violation_error_message="这个指令已经发给这家门店了。",
            ),
        ),
        migrations.AddConstraint(
            model_name="partsask",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("withdrawn_at__isnull", True),
                    models.Q(("withdrawn_words", ""), _negated=True),
                    _connector="OR",
                ),
                name="ask_withdrawn_with_a_reason",
                violation_error_message="请写明为什么撤回。",
            ),
        ),
    ]
