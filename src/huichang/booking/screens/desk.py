"""/booking/desk/ : who calls, what for, when can they come. Three touches after the caller is found."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from django import forms
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_aware, localdate, now
from django.views.decorators.http import require_POST

from huichang.booking import appointments, estimate, permissions, preparation, queries, taking
from huichang.booking.states import BookedFor, CameBy
from huichang.kernel import toasts, wording
from huichang.kernel.refusals import NotAllowed, Refused
from huichang.kernel.web import Request, day_of, number_of, read

RESULTS = ["已约好", "客户不需要", "改日再联系", "号码错误"]
MISSED_DAYS = 3
READY_TIMES = tuple(f"{hour:02d}:{minute:02d}" for hour in range(9, 20) for minute in (0, 30))
"""Clock times by which customers want their car; who needs another one asks for the next half hour."""
WAITS = (("1", "在店等"), ("0", "留车"))


class NewCaller(forms.Form):
    """What is asked of a customer whom nobody knows yet."""

    name = forms.CharField(label="姓名", max_length=40)
    phone = forms.CharField(label="手机", max_length=20)
    sex = forms.ChoiceField(
        label="称呼",
        choices=[("male", "先生"), ("female", "女士"), ("unknown", "未知")],
        widget=forms.RadioSelect,
    )


class Booking(forms.Form):
    """What the desk fills in. Customer and car are known (ids) or new (name, phone, plate)."""

    customer = forms.IntegerField(required=False)
    vehicle = forms.IntegerField(required=False)
    name = forms.CharField(label="姓名", max_length=40, required=False)
    phone = forms.CharField(label="手机", max_length=20, required=False)
    sex = forms.ChoiceField(
        choices=[("male", "先生"), ("female", "女士"), ("unknown", "未知")], required=False
    )
    plate = forms.CharField(label="车牌", max_length=12, required=False)
    vin = forms.CharField(label="车架号", max_length=20, required=False)
    concern = forms.CharField(label="客户原话", max_length=500, required=False)
    repair_type = forms.ChoiceField(label="类型", choices=BookedFor.choices)
    waits = forms.ChoiceField(label="客户", choices=WAITS, required=False)
    told_remedy = forms.CharField(label="告知的处理办法", max_length=300, required=False)
    told_price = forms.DecimalField(
        label="告知的价格", max_digits=12, decimal_places=2, min_value=0, required=False
    )
    told_minutes = forms.IntegerField(label="告知的用时", min_value=0, max_value=6000, required=False)
    told_points = forms.MultipleChoiceField(
        label="另外告知",
        required=False,
        choices=lambda: [(point["code"], point["text"]) for point in preparation.words()["told"]],
    )
    sender = forms.CharField(label="送修人", max_length=40, required=False)
    contact = forms.CharField(label="送修人电话", max_length=20, required=False)
    slot = forms.CharField(required=False)
    active = forms.BooleanField(label="我们主动联系", required=False)
    due = forms.IntegerField(required=False)
    task = forms.IntegerField(required=False)


def show(request: Request) -> HttpResponse:
    """The desk. `?vehicle=` and `?customer=` say who calls; `?task=` opens a call to make, `?due=` a reason to invite,
    `?on=` the day to propose."""
    queries.may_see(request.actor)
    if not request.actor.may(permissions.BOOK):
        raise NotAllowed("您的岗位不能登记预约，请找客服专员或服务顾问。")
    store_id, at = request.actor.here, now()
    tasks = queries.tasks(store_id)
    wanted = _number(request.GET, "task")
    task = next((each for each in tasks if each.id == wanted), None)
    customer, vehicle = _number(request.GET, "customer"), _number(request.GET, "vehicle")
    if task and not (customer or vehicle):
        customer, vehicle = task.customer_id, task.vehicle_id
    return render(
        request,
        "booking/screens/desk.html",
        {
            "caller": NewCaller(initial={"phone": task.phone if task and not customer else ""}),
            "concern": request.GET.get("concern", ""),
            "customer": customer,
            "vehicle": vehicle,
            "may_link": customer is not None and request.actor.may(permissions.SEND_LINK),
            "is_new": "new" in request.GET or (task is not None and not customer),
            "due": _number(request.GET, "due"),
            "item": request.GET.get("item", ""),
            "on": day_of(request.GET.get("on", "")),
            "task": task,
            "tasks": tasks,
            "asked": queries.asked(store_id),
            "missed": queries.missed(store_id, since=at - timedelta(days=MISSED_DAYS)),
            "results": RESULTS,
            "rings": queries.answer_rings(store_id),
            "ready_times": READY_TIMES,
            "types": BookedFor.choices,
            "usual": BookedFor.MAINTENANCE,
            "waits": WAITS,
            "points": [(point["code"], point["text"]) for point in preparation.words()["told"]],
        },
    )


@require_POST
def book(request: Request) -> HttpResponse:
    """Book: one call, then the booking's own page."""
    values = read(Booking(request.POST))
    chosen = chosen_slot(values["slot"])
    items = items_of(request.POST)
    row = appointments.book(
        request.actor,
        store_id=request.actor.here,
        caller=taking.Caller(
            customer_id=values["customer"],
            vehicle_id=values["vehicle"],
            name=values["name"],
            phone=values["phone"],
            sex=values["sex"] or "unknown",
            plate=values["plate"],
            vin=values["vin"],
        ),
        wish=taking.Wish(
            concern=values["concern"].strip() or request.POST.get("says", ""),
            repair_type=values["repair_type"],
            items=items,
            waits=values["waits"] != "0",
            told_remedy=values["told_remedy"],
            told_price=values["told_price"],
            told_minutes=values["told_minutes"],
            told_points=tuple(values["told_points"]),
            sender=values["sender"],
            phone=values["contact"],
            channel=CameBy.CARE if values["due"] else CameBy.PHONE,
            is_active=values["active"],
            from_due=values["due"],
        ),
        starts_at=chosen.starts_at,
        adviser_id=chosen.adviser_id,
        call_task_id=values["task"],
        at=now(),
    )
    when = wording.moment(row.slot.lower, localdate())
    toasts.told(request, f"已约好 {when}，{row.adviser.name}接待，预约单号 {row.number}")
    return redirect("booking:appointment", row.pk)


@dataclass(frozen=True)
class Chosen:
    """A slot as the grid posts it."""

    starts_at: datetime
    adviser_id: int | None


def chosen_slot(said: str) -> Chosen:
    """The slot of a form (`2026-03-03T09:00:00+08:00|12`). Raises Refused when none was touched."""
    moment, _, adviser = said.partition("|")
    starts_at = parse_datetime(moment) if moment else None
    if starts_at is None or not is_aware(starts_at):
        raise Refused("请先点一个时段：绿色的可以约。", fields=("slot",))
    return Chosen(starts_at, number_of(adviser))


def items_of(posted: QueryDict) -> estimate.Items:
    """The chosen items of a form: `o:12` operations, `k:3` packages, `f:5:9` a fault with its cause, `p:7:2` parts."""
    operations: list[int] = []
    packages: list[int] = []
    parts: dict[int, Decimal] = {}
    fault_id = cause_id = None
    for said in posted.getlist("item"):
        kind, *numbers = said.split(":")
        first = number_of(numbers[0]) if numbers else None
        second = number_of(numbers[1]) if len(numbers) > 1 else None
        if first is None or None in map(number_of, numbers):
            continue
        if kind == "o":
            operations.append(first)
        elif kind == "k":
            packages.append(first)
        elif kind == "p":
            parts[first] = Decimal(second or 1)
        elif kind == "f":
            fault_id, cause_id = first, second
    return estimate.Items(
        operation_ids=tuple(operations),
        package_ids=tuple(packages),
        parts=parts,
        fault_id=fault_id,
        cause_id=cause_id,
    )


def _number(given: QueryDict, name: str) -> int | None:
    said = given.get(name, "")
    return number_of(said)
