from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sanbao", "0001_the_clock_of_sanbao")]

    operations = [
        migrations.RemoveField(model_name="fault", name="like"),
        migrations.AddField(
            model_name="fault",
            name="like_key",
            field=models.BigIntegerField(null=True, verbose_name="疑似同一问题"),
        ),
    ]
