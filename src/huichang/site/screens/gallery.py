"""Every piece of the screens at once, with awkward content: for whoever writes or judges a screen."""

from datetime import datetime, timedelta
from decimal import Decimal

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime, now

from huichang.kernel import cards, stages, toasts
from huichang.kernel.refusals import Missing, Refused

LONG_NAME = "四川省成都市高新技术产业开发区天府大道北段汽车销售服务有限责任公司"
MARKS = [
    {"side": "left", "x": 0.35, "y": 0.55, "kind": "scratch"},
    {"side": "front", "x": 0.3, "y": 0.8, "kind": "broken"},
    {"side": "top", "x": 0.2, "y": 0.4, "kind": "dent"},
    {"side": "rear", "x": 0.5, "y": 0.3, "kind": "glass"},
    {"side": "right", "x": 0.8, "y": 0.75, "kind": "rust"},
]


class Sample(forms.Form):
    """A form with one field of every kind."""

    name = forms.CharField(label="客户姓名", max_length=40)
    mileage = forms.IntegerField(label="行驶里程")
    price = forms.DecimalField(label="约定价格", required=False)
    kind = forms.ChoiceField(label="维修类别", choices=[("m", "保养"), ("r", "一般维修"), ("a", "事故维修")])
    via = forms.ChoiceField(
        label="回复渠道",
        choices=[("phone", "电话"), ("wechat", "微信"), ("sms", "短信")],
        widget=forms.RadioSelect,
    )
    waits = forms.BooleanField(label="客户在店等候", required=False)
    words = forms.CharField(
        label="客户原话", widget=forms.Textarea, required=False, help_text="按客户的说法记，不改写。"
    )


def gallery(request: HttpRequest) -> HttpResponse:
    """Show everything (`?layout=` ramp or hall for the other two layouts); the sample forms are answered here too.

    Only for administrators, and for everybody on a developer's machine. Raises Missing for others.
    """
    actor = getattr(request, "actor", None)
    if not settings.DEBUG and (actor is None or "administrator" not in actor.roles):
        raise Missing("没有找到这个页面。")
    if request.method == "POST":
        if request.POST.get("refuse"):
            raise Refused("里程不能低于上次的 45,210 公里；换过仪表请填写原因。")
        toasts.told(request, "已派给李强，15:30 开工。", undo=request.path)
        return redirect(request.get_full_path())
    layout = request.GET.get("layout", "desk")
    screen = "gallery_hall" if layout == "hall" else "gallery"
    return render(request, f"site/screens/{screen}.html", {"wanted_layout": layout, **samples()})


def _at(hour: int) -> datetime:
    return localtime(now()).replace(hour=hour, minute=0)


def samples() -> dict[str, object]:
    """The awkward content."""
    at = now()
    minutes = [timedelta(minutes=m) for m in (-8, 12, 42, 130, 1600)]
    wrong = Sample({"name": "", "kind": "m", "via": "wechat", "words": ""})
    wrong.is_valid()
    return {
        "form": wrong,
        "long_name": LONG_NAME,
        "stages": list(stages.STAGES.values()),
        "subs": list(stages.WAITING_FOR),
        "lights": list(stages.LIGHTS),
        "kinds": [
            ("川A8F6K2", "blue"),
            ("川AD12345", "green"),
            ("川A12345", "yellow"),
            ("川A12345D", "yellow_green"),
            ("川A1234警", "white"),
            ("使014578", "black"),
            ("WJ川12345", "white"),
            ("", ""),
        ],
        "sizes": ["s", "m", "l", "xl"],
        "money": [Decimal("1234.5"), Decimal(0), Decimal("-12"), Decimal("98765432.10"), None],
        "times": [at + m for m in minutes],
        "since": [at - timedelta(minutes=m) for m in (3, 9, 34, 95)],
        "at": at,
        "reasons": ["等配件", "等客户确认", "技师请假", "工位被占", "客户改时间", "其他门店代修，尚未送回"],
        "days": ["昨天", "今天", "明天", "本周"],
        "steps": [
            cards.Step("护具", "done"),
            cards.Step("车辆信息", "done", "?layout=ramp"),
            cards.Step("外观", "now"),
            cards.Step("内饰", "todo"),
            cards.Step("随车物品", "skipped"),
            cards.Step("签字", "todo"),
        ],
        "tabs": [
            cards.Tab("项目", "?tab=1", active=True, count=12),
            cards.Tab("配件", "?tab=2", count=0),
            cards.Tab("检验", "?tab=3"),
            cards.Tab("单据", "?tab=4", count=7),
            cards.Tab("经过", "?tab=5", count=128),
        ],
        "events": [
            cards.Event(
                at - timedelta(minutes=4),
                "李强（机电一组）",
                "增项：前制动片",
                "左前 2.1 mm，右前 2.3 mm",
                "tool",
                "act",
            ),
            cards.Event(
                at - timedelta(minutes=40), "王芳", "客户在手机上同意全部项目", "", "device-mobile", "good"
            ),
            cards.Event(
                at - timedelta(hours=2),
                "系统",
                "承诺时间改为 16:30，已短信告知客户",
                "原 15:30；等配件 1 项",
                "clock",
                "watch",
            ),
            cards.Event(at - timedelta(days=1), LONG_NAME, "预约成功", "", "calendar-event"),
        ],
        "photos": [
            cards.Photo(f"/static/huichang/mark.svg?{n}", words, at=at)
            for n, words in enumerate(["左前轮胎", "右后门划痕，长约 12 厘米，已到底漆", "仪表", "行李箱"])
        ],
        "loads": [
            cards.Load("今天 11月21日", 5400, 5760, "?day=1"),
            cards.Load("明天 11月22日", 3120, 5760, "?day=2"),
            cards.Load("11月23日 周一", 6200, 5760, "?day=3", "高压 2 人请假"),
            cards.Load("11月24日 周二", 0, 5760, "?day=4"),
            cards.Load("11月25日 周三", 0, 0, note="盘点停工"),
        ],
        "todos": [
            cards.Todo(
                "接车",
                "客户等待 34 分",
                "?",
                "川A8F6K2",
                "blue",
                "张伟 · 帕萨特 2021 款 330TSI 豪华版",
                "arrived",
                at - timedelta(minutes=34),
                urgent=True,
                icon="clipboard-check",
            ),
            cards.Todo(
                "报价",
                "技师报增项 1 条",
                "?",
                "川AD12345",
                "green",
                LONG_NAME,
                "waiting",
                due=at + timedelta(minutes=12),
            ),
            cards.Todo(
                "通知交车",
                "已质检，客户不在店",
                "?",
                "川B00001",
                "",
                "李女士 · 途观 L",
                "to_deliver",
                post=True,
                values={"order": 7},
            ),
            cards.Todo(
                "确认预约",
                "网上预约，15 分钟内答复",
                "?",
                name="陈晓 · 138 0013 8000",
                since=at - timedelta(minutes=3),
            ),
        ],
        "rows": [
            {
                "number": f"RO26112100{n:02d}",
                "plate": f"川A{n:05d}" if n % 3 else f"川AD{n:05d}",
                "name": LONG_NAME if n % 7 == 0 else "张伟",
                "stage": list(stages.STAGES)[n % 11],
                "due": at + timedelta(minutes=15 * n - 30),
                "amount": Decimal("98765432.10") if n % 50 == 9 else Decimal(n * n) / 4,
                "minutes": n * 6,
                "vin": "LSVAA4187E2123456",
            }
            for n in range(200)
        ],
        "marks": MARKS,
        "board": [
            cards.DayRow(
                f"B-0{n}",
                (
                    cards.DayBar("川A8F6K2", _at(8 + n), _at(10 + n), "gone", "?", note="首保"),
                    cards.DayBar("川AD12345", _at(11 + n), _at(14 + n), "in_work", "?", n == 2, LONG_NAME),
                    cards.DayBar("川B00001", _at(15), _at(23), "to_dispatch", "?", note="钣喷"),
                ),
                "机电工位",
            )
            for n in range(1, 4)
        ],
    }
