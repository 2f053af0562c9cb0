from django.db import migrations, models

# Until now a count took in what had moved before its moment.
WHAT_IT_TOOK_IN = """
UPDATE billing_dayclose AS made SET counted_up_to = coalesce(
  (SELECT max(p.id) FROM billing_payment p WHERE p.store_id = made.store_id AND p.at <= made.closed_at), 0)
"""


class Migration(migrations.Migration):

    dependencies = [
        ('billing', '0003_payments_for_parts'),
    ]

    operations = [
        migrations.AddField(
            model_name='dayclose',
            name='counted_up_to',
            field=models.BigIntegerField(default=0),
        ),
        migrations.RunSQL(WHAT_IT_TOOK_IN, migrations.RunSQL.noop),
    ]
