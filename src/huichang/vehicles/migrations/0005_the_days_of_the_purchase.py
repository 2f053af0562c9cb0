from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("vehicles", "0004_campaigns_on_orders")]

    operations = [
        migrations.AddField(
            model_name="vehicle",
            name="invoiced_on",
            field=models.DateField(blank=True, null=True, verbose_name="开票日期"),
        ),
        migrations.AddField(
            model_name="vehicle",
            name="delivered_on",
            field=models.DateField(blank=True, null=True, verbose_name="交付日期"),
        ),
    ]
