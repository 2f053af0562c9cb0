from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("workshop", "0005_a_job_knows_its_claim"),
    ]

    operations = [
        migrations.AddField(
            model_name="line",
            name="payer_percent",
            field=models.PositiveSmallIntegerField(default=100, verbose_name="付费方承担（%）"),
        ),
        migrations.AddConstraint(
            model_name="line",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("payer_percent", 100),
                    models.Q(
                        ("payer", "manufacturer"), ("payer_percent__gte", 1), ("payer_percent__lte", 99)
                    ),
                    _connector="OR",
                ),
                name="only_the_manufacturer_shares_a_line",
            ),
        ),
    ]
