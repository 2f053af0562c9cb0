from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("planning", "0002_the_outlook_stands_apart"),
    ]

    operations = [
        migrations.AlterField(
            model_name="disturbance",
            name="cause",
            field=models.CharField(
                choices=[
                    ("morning", "开门排程"),
                    ("asked", "人工要求"),
                    ("clock", "开工、暂停或完工"),
                    ("signed", "客户签字"),
                    ("extra", "增项答复"),
                    ("promise", "承诺时间改动"),
                    ("waiting", "转入或结束等待"),
                    ("washed", "洗车完成"),
                    ("checked", "终检合格"),
                    ("parts", "备件到货变化"),
                    ("people", "人员或工位变化"),
                    ("arrived", "车辆到店"),
                    ("booked", "预约变化"),
                    ("left", "工单取消或退回"),
                    ("overrun", "作业超时"),
                    ("by_hand", "手工派工"),
                ],
                max_length=8,
                verbose_name="原因",
            ),
        ),
    ]
