import django.db.models.deletion
import django.db.models.expressions
import huichang.kernel.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("company", "0003_lines_of_a_sheet_are_kept"),
        ("warranty", "0001_claims"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PublishedList",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("month", models.DateField(verbose_name="结算月份")),
                ("number", models.CharField(max_length=40, verbose_name="结算单号")),
                (
                    "state",
                    models.CharField(
                        choices=[("published", "厂家已发布"), ("taken", "门店已接收")],
                        default="published",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("count", models.PositiveIntegerField(verbose_name="行数")),
                (
                    "asked",
                    huichang.kernel.fields.MoneyField(
                        decimal_places=2, max_digits=14, verbose_name="申请金额"
                    ),
                ),
                (
                    "paid",
                    huichang.kernel.fields.MoneyField(
                        decimal_places=2, max_digits=14, verbose_name="结算金额"
                    ),
                ),
                ("published_at", models.DateTimeField(verbose_name="发布时间")),
                ("taken_at", models.DateTimeField(null=True, verbose_name="接收时间")),
                (
                    "published_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="发布人",
                    ),
                ),
                (
                    "store",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="company.store",
                        verbose_name="门店",
                    ),
                ),
                (
                    "taken_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="接收人",
                    ),
                ),
            ],
            options={
                "verbose_name": "厂家结算单",
            },
        ),
        migrations.CreateModel(
            name="Risk",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("month", models.DateField(verbose_name="月份")),
                ("score", models.FloatField(verbose_name="风险分")),
                ("reasons", models.JSONField(default=list, verbose_name="原因")),
                ("claims", models.PositiveIntegerField(verbose_name="索赔")),
                ("visits", models.PositiveIntegerField(verbose_name="进厂")),
                ("at", models.DateTimeField(verbose_name="计算时间")),
                (
                    "store",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="company.store",
                        verbose_name="门店",
                    ),
                ),
            ],
            options={
                "verbose_name": "门店风险",
            },
        ),
        migrations.CreateModel(
            name="Round",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("asked_at", models.DateTimeField(verbose_name="开始时间")),
                ("whole", models.PositiveIntegerField(verbose_name="总数")),
                ("done", models.PositiveIntegerField(default=0, verbose_name="已审")),
                ("told_at", models.DateTimeField(verbose_name="最近进展")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="结束时间")),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="发起人",
                    ),
                ),
                (
                    "store",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="company.store",
                        verbose_name="门店",
                    ),
                ),
            ],
            options={
                "verbose_name": "自动审核",
            },
        ),
        migrations.CreateModel(
            name="RuleBook",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(unique=True, verbose_name="版本")),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "草稿"), ("published", "已发布"), ("dropped", "已放弃")],
                        default="draft",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("seed", models.CharField(max_length=32)),
                ("made_at", models.DateTimeField(verbose_name="建立时间")),
                ("tried_at", models.DateTimeField(null=True, verbose_name="试算时间")),
                ("tried", models.JSONField(default=dict, verbose_name="试算结果")),
                ("from_on", models.DateField(null=True, verbose_name="生效日期")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="发布原因")),
                ("published_at", models.DateTimeField(null=True, verbose_name="发布时间")),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="建立人",
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="发布人",
                    ),
                ),
            ],
            options={
                "verbose_name": "审核规则",
            },
        ),
        migrations.CreateModel(
            name="Rule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="名称")),
                (
                    "does",
                    models.CharField(
                        choices=[
                            ("accept", "不超过限值：自动通过"),
                            ("person", "超过限值：转人工"),
                            ("cut", "超过限值：核减到限值"),
                            ("reject", "超过限值：拒付"),
                        ],
                        max_length=6,
                        verbose_name="作用",
                    ),
                ),
                ("limits", models.JSONField(default=dict, verbose_name="限值")),
                ("stores", models.JSONField(default=list, verbose_name="门店")),
                ("models_of", models.JSONField(default=list, verbose_name="车型")),
                ("parts", models.JSONField(default=list, verbose_name="配件编码")),
                ("kinds", models.JSONField(default=list, verbose_name="索赔类型")),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("wrong_code", "配件代码不符"),
                            ("wrong_count", "配件数量不符"),
                            ("no_fault", "未检测出故障"),
                            ("packing", "包装不当损坏"),
                            ("mark_damaged", "标识被损坏"),
                            ("no_part", "无件"),
                            ("not_genuine", "非原厂配件"),
                            ("wrong_supplier", "供应商代码错误"),
                            ("out_of_cover", "超三包件"),
                            ("no_quality", "非质量问题"),
                            ("not_causal", "非主故障部位"),
                            ("incomplete", "关联件不全"),
                            ("broken", "破损"),
                            ("needs_assembly", "应更换总成件"),
                            ("needs_piece", "应更换散件"),
                            ("exchanged", "厂家置换件"),
                            ("no_tag", "无旧件标签"),
                            ("no_approval", "无审批手续"),
                            ("claim_void", "索赔单作废"),
                            ("no_analysis", "无故障现象或原因分析"),
                            ("not_as_described", "故障与描述不符"),
                            ("joint", "连带扣件"),
                            ("other", "其他"),
                        ],
                        max_length=18,
                        verbose_name="原因",
                    ),
                ),
                (
                    "book",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rules",
                        to="verdicts.rulebook",
                        verbose_name="版本",
                    ),
                ),
            ],
            options={
                "verbose_name": "审核规则条目",
            },
        ),
        migrations.CreateModel(
            name="Verdict",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=24, verbose_name="上报号")),
                ("sent_at", models.DateTimeField(verbose_name="上报时间")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "待审"),
                            ("decided", "已决定"),
                            ("returned", "已退回补充"),
                            ("published", "已发布"),
                        ],
                        default="waiting",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                (
                    "ruling",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("accept", "通过"),
                            ("cut", "核减"),
                            ("reject", "拒付"),
                            ("return", "退回补充"),
                        ],
                        max_length=6,
                        verbose_name="结论",
                    ),
                ),
                ("by_rule", models.BooleanField(default=False, verbose_name="规则决定")),
                ("is_sample", models.BooleanField(default=False, verbose_name="抽检")),
                ("reasons", models.JSONField(default=list, verbose_name="转人工原因")),
                ("hits", models.JSONField(default=list, verbose_name="命中的规则")),
                ("risk", models.PositiveSmallIntegerField(default=0, verbose_name="门店风险分")),
                (
                    "asked_labour",
                    huichang.kernel.fields.MoneyField(
                        decimal_places=2, max_digits=14, verbose_name="申请工时费"
                    ),
                ),
                (
                    "asked_parts",
                    huichang.kernel.fields.MoneyField(
                        decimal_places=2, max_digits=14, verbose_name="申请配件费"
                    ),
                ),
                (
                    "asked_other",
                    huichang.kernel.fields.MoneyField(
                        decimal_places=2, max_digits=14, verbose_name="申请其他"
                    ),
                ),
                (
                    "asked",
                    huichang.kernel.fields.MoneyField(
                        decimal_places=2, max_digits=14, verbose_name="申请金额"
                    ),
                ),
                (
                    "paid_labour",
                    huichang.kernel.fields.MoneyField(
                        decimal_places=2, max_digits=14, verbose_name="批准工时费"
                    ),
                ),
                (
                    "paid_parts",
                    huichang.kernel.fields.MoneyField(
                        decimal_places=2, max_digits=14, verbose_name="批准配件费"
                    ),
                ),
                (
                    "paid_other",
                    huichang.kernel.fields.MoneyField(
                        decimal_places=2, max_digits=14, verbose_name="批准其他"
                    ),
                ),
                (
                    "paid",
                    huichang.kernel.fields.MoneyField(
                        decimal_places=2, max_digits=14, verbose_name="批准金额"
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("wrong_code", "配件代码不符"),
                            ("wrong_count", "配件数量不符"),
                            ("no_fault", "未检测出故障"),
                            ("packing", "包装不当损坏"),
                            ("mark_damaged", "标识被损坏"),
                            ("no_part", "无件"),
                            ("not_genuine", "非原厂配件"),
                            ("wrong_supplier", "供应商代码错误"),
                            ("out_of_cover", "超三包件"),
                            ("no_quality", "非质量问题"),
                            ("not_causal", "非主故障部位"),
                            ("incomplete", "关联件不全"),
                            ("broken", "破损"),
                            ("needs_assembly", "应更换总成件"),
                            ("needs_piece", "应更换散件"),
                            ("exchanged", "厂家置换件"),
                            ("no_tag", "无旧件标签"),
                            ("no_approval", "无审批手续"),
                            ("claim_void", "索赔单作废"),
                            ("no_analysis", "无故障现象或原因分析"),
                            ("not_as_described", "故障与描述不符"),
                            ("joint", "连带扣件"),
                            ("other", "其他"),
                        ],
                        max_length=18,
                        verbose_name="原因",
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=300, verbose_name="说明")),
                ("judged_at", models.DateTimeField(verbose_name="进入审核")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="决定时间")),
                (
                    "book",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="verdicts.rulebook",
                        verbose_name="规则版本",
                    ),
                ),
                (
                    "called_back",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="warranty.callback",
                        verbose_name="旧件召回指令",
                    ),
                ),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="warranty.claim",
                        verbose_name="索赔单",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="审核人",
                    ),
                ),
                (
                    "published_list",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="verdicts",
                        to="verdicts.publishedlist",
                        verbose_name="结算单",
                    ),
                ),
                (
                    "store",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="company.store",
                        verbose_name="门店",
                    ),
                ),
                (
                    "submission",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="warranty.submission",
                        verbose_name="上报",
                    ),
                ),
            ],
            options={
                "verbose_name": "索赔审核",
            },
        ),
        migrations.CreateModel(
            name="VerdictCut",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="名称")),
                ("kind", models.CharField(max_length=12, verbose_name="类别")),
                (
                    "amount",
                    huichang.kernel.fields.MoneyField(
                        decimal_places=2, max_digits=14, verbose_name="核减金额"
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("wrong_code", "配件代码不符"),
                            ("wrong_count", "配件数量不符"),
                            ("no_fault", "未检测出故障"),
                            ("packing", "包装不当损坏"),
                            ("mark_damaged", "标识被损坏"),
                            ("no_part", "无件"),
                            ("not_genuine", "非原厂配件"),
                            ("wrong_supplier", "供应商代码错误"),
                            ("out_of_cover", "超三包件"),
                            ("no_quality", "非质量问题"),
                            ("not_causal", "非主故障部位"),
                            ("incomplete", "关联件不全"),
                            ("broken", "破损"),
                            ("needs_assembly", "应更换总成件"),
                            ("needs_piece", "应更换散件"),
                            ("exchanged", "厂家置换件"),
                            ("no_tag", "无旧件标签"),
                            ("no_approval", "无审批手续"),
                            ("claim_void", "索赔单作废"),
                            ("no_analysis", "无故障现象或原因分析"),
                            ("not_as_described", "故障与描述不符"),
                            ("joint", "连带扣件"),
                            ("other", "其他"),
                        ],
                        max_length=18,
                        verbose_name="原因",
                    ),
                ),
                ("words", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                (
                    "claim_line",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="warranty.claimline",
                        verbose_name="明细",
                    ),
                ),
                (
                    "store",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="company.store",
                        verbose_name="门店",
                    ),
                ),
                (
                    "verdict",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="cuts",
                        to="verdicts.verdict",
                        verbose_name="审核",
                    ),
                ),
            ],
            options={
                "verbose_name": "核减明细",
            },
        ),
        migrations.AddConstraint(
            model_name="publishedlist",
            constraint=models.UniqueConstraint(
                fields=("store", "month"),
                name="month_published_once_per_store",
                violation_error_message="这家门店这个月的结算单已经发布过了，后来的转入下个月。",
            ),
        ),
        migrations.AddConstraint(
            model_name="publishedlist",
            constraint=models.UniqueConstraint(fields=("store", "number"), name="published_list_number"),
        ),
        migrations.AddConstraint(
            model_name="risk",
            constraint=models.UniqueConstraint(fields=("store", "month"), name="risk_of_a_month_once"),
        ),
        migrations.AddConstraint(
            model_name="risk",
            constraint=models.CheckConstraint(
                condition=models.Q(("score__gte", 0), ("score__lte", 100)), name="risk_within_a_hundred"
            ),
        ),
        migrations.AddConstraint(
            model_name="round",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("store",),
                name="one_round_of_judging_per_store",
                violation_error_message="这家门店正在自动审核，请稍等。",
            ),
        ),
        migrations.AddConstraint(
            model_name="rulebook",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "published")),
                fields=("from_on",),
                name="one_rule_book_per_day",
                violation_error_message="这一天已经有一版规则生效，请换一个生效日期。",
            ),
        ),
        migrations.AddConstraint(
            model_name="rulebook",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "draft")),
                fields=("state",),
                name="one_rule_book_in_draft",
                violation_error_message="已经有一版规则在起草，请打开那一版。",
            ),
        ),
        migrations.AddConstraint(
            model_name="rulebook",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "published"), _negated=True),
                    models.Q(
                        ("from_on__isnull", False),
                        ("published_at__isnull", False),
                        ("tried_at__isnull", False),
                        models.Q(("reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="rule_book_published_after_a_trial",
                violation_error_message="规则试算过、写明原因和生效日期才能发布。",
            ),
        ),
        migrations.AddConstraint(
            model_name="rule",
            constraint=models.UniqueConstraint(
                fields=("book", "name"),
                name="rule_name_once_in_a_book",
                violation_error_message="这一版里已有同名的规则，请换一个名称。",
            ),
        ),
        migrations.AddIndex(
            model_name="verdict",
            index=models.Index(
                condition=models.Q(("state", "waiting")), fields=["store", "sent_at"], name="verdicts_waiting"
            ),
        ),
        migrations.AddIndex(
            model_name="verdict",
            index=models.Index(fields=["store", "state", "sent_at"], name="verdicts_by_state"),
        ),
        migrations.AddIndex(
            model_name="verdict",
            index=models.Index(fields=["claim"], name="verdicts_of_claim"),
        ),
        migrations.AddConstraint(
            model_name="verdict",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "asked",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                models.F("asked_labour"), "+", models.F("asked_parts")
                            ),
                            "+",
                            models.F("asked_other"),
                        ),
                    )
                ),
                name="verdict_asked_adds_up",
            ),
        ),
        migrations.AddConstraint(
            model_name="verdict",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "paid",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                models.F("paid_labour"), "+", models.F("paid_parts")
                            ),
                            "+",
                            models.F("paid_other"),
                        ),
                    )
                ),
                name="verdict_paid_adds_up",
            ),
        ),
        migrations.AddConstraint(
            model_name="verdict",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("paid__lte", models.F("asked")),
                    ("paid_labour__gte", 0),
                    ("paid_other__gte", 0),
                    ("paid_parts__gte", 0),
                ),
                name="verdict_pays_within_what_is_asked",
                violation_error_message="批准金额不能超过申请金额。",
            ),
        ),
        migrations.AddConstraint(
            model_name="verdict",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["decided", "returned", "published"]), _negated=True),
                    models.Q(models.Q(("ruling", ""), _negated=True), ("decided_at__isnull", False)),
                    _connector="OR",
                ),
                name="verdict_decided_with_a_ruling",
            ),
        ),
        migrations.AddConstraint(
            model_name="verdict",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ruling__in", ["cut", "reject"]), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="verdict_less_has_its_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="verdict",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("published_list__isnull", False), ("state", "published")),
                    models.Q(
                        models.Q(("state", "published"), _negated=True), ("published_list__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="verdict_published_stands_in_a_list",
            ),
        ),
        migrations.AddConstraint(
            model_name="verdictcut",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)), name="verdict_cut_is_more_than_nothing"
            ),
        ),
        migrations.AddConstraint(
            model_name="verdictcut",
            constraint=models.UniqueConstraint(
                condition=models.Q(("claim_line__isnull", False)),
                fields=("verdict", "claim_line"),
                name="verdict_cuts_a_line_once",
            ),
        ),
    ]
