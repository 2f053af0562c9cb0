from django.db import migrations

TAKE_OVER = """
UPDATE vehicles_vehicle car SET invoiced_on = kept.invoice_on, delivered_on = kept.delivered_on
FROM sanbao_certificate kept WHERE kept.vehicle_id = car.id AND kept.invoice_on IS NOT NULL
"""


class Migration(migrations.Migration):
    dependencies = [
        ("sanbao", "0002_likeness_across_stores"),
        ("vehicles", "0005_the_days_of_the_purchase"),
    ]

    operations = [
        migrations.RunSQL(TAKE_OVER, migrations.RunSQL.noop),
        migrations.RemoveField(model_name="certificate", name="invoice_on"),
        migrations.RemoveField(model_name="certificate", name="delivered_on"),
    ]
