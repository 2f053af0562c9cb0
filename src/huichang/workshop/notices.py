"""What the workshop itself knows about a car that comes: points left last time, guarantees that run, the next service,
a low score (LANE-14). Registered with `vehicles.notices`; other rooms add theirs."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.timezone import localdate

from huichang.customers import timeline
from huichang.pricebook import queries as pricebook
from huichang.vehicles import dossier, notices
from huichang.workshop.models import Finding, Guarantee, Handover, Order
from huichang.workshop.queries import walks
from huichang.workshop.states import OrderState, RepairType, stage_of

SHOWN = 6
Asked = tuple[QuerySet[Any, Any], ...]


def system_word(system: str) -> str:
    """The word for a system of the car."""
    return pricebook.systems().get(system, system or "其他")


def _left_points(vehicle_id: int, store_id: int, at: datetime) -> Asked:
    later = Finding.objects.filter(
        order__vehicle_id=vehicle_id, point=OuterRef("point"), found_at__gt=OuterRef("found_at")
    )
    rows = (
        Finding.objects.filter(vehicle_id=vehicle_id, store_id=store_id, outcome__in=["open", "declined"])
        .filter(~Exists(later), order__state__in=[OrderState.DELIVERED, OrderState.CANCELLED])
        .exclude(state="ok")
        .order_by("-found_at")[: 4 * SHOWN]
    )
    return (rows,)


@notices.asking(rank=10, asks=_left_points)
def left_last_time(
    vehicle_id: int, store_id: int, at: datetime, rows: list[Finding]
) -> Iterable[notices.Notice]:
    """Points that were declined or left on the last visits, the safety points first."""
    for row in sorted(rows, key=lambda each: (not each.is_safety, each.state != "now"))[:SHOWN]:
        value = f" {row.value.normalize():f} {row.unit}" if row.value is not None else ""
        what = f"上次不做：{row.decline_reason}" if row.outcome == "declined" else "上次提示未处理"
        tone = "act" if row.is_safety and row.state == "now" else "mind"
        yield notices.Notice("left", f"{row.name}{value}（{what}，{localdate(row.found_at):%Y-%m-%d}）", tone)


def _running_guarantees(vehicle_id: int, store_id: int, at: datetime) -> Asked:
    rows = (
        Guarantee.objects.filter(vehicle_id=vehicle_id, store_id=store_id, until_on__gte=localdate(at))
        .select_related("job", "order")
        .order_by("until_on")[:SHOWN]
    )
    return (rows,)


@notices.asking(rank=20, asks=_running_guarantees)
def guarantees(
    vehicle_id: int, store_id: int, at: datetime, rows: list[Guarantee]
) -> Iterable[notices.Notice]:
    """Repairs within their guarantee: the same fault again is suspected rework, free until decided otherwise."""
    for row in rows:
        yield notices.Notice(
            "guarantee",
            f"{system_word(row.system)}在质保期内：{row.job.title}（至 {row.until_on:%Y-%m-%d} 或 {row.until_km:,} 公里），"
            "同一故障按返修处理",
            "mind",
            f"/workshop/orders/{row.order_id}/",
        )


def _last_handover(vehicle_id: int, store_id: int, at: datetime) -> Asked:
    rows = Handover.objects.filter(order__vehicle_id=vehicle_id, store_id=store_id)
    return (rows.select_related("order__vehicle").order_by("-at")[:1],)


@notices.asking(rank=30, asks=_last_handover)
def next_service(
    vehicle_id: int, store_id: int, at: datetime, rows: list[Handover]
) -> Iterable[notices.Notice]:
    """The next maintenance as it was told at the last delivery, when it is due within a month or 1,000 km; and a low
    score of that visit."""
    if not rows:
        return
    (row,) = rows
    if row.score is not None and row.score <= 3:
        said = f"：{row.score_words}" if row.score_words else ""
        yield notices.Notice(
            "score", f"上次满意度 {row.score} 分{said}", "mind", f"/workshop/orders/{row.order_id}/"
        )
    today, car = localdate(at), row.order.vehicle
    due = row.next_service_on is not None and (row.next_service_on - today).days <= 30
    far = row.next_service_km is not None and car.odometer >= row.next_service_km - 1_000
    if due or far:
        parts = [
            f"{row.next_service_on:%Y-%m-%d}" if row.next_service_on else "",
            f"{row.next_service_km:,} 公里" if row.next_service_km else "",
        ]
        yield notices.Notice("service", f"保养到期：{' 或 '.join(part for part in parts if part)}", "know")


@dossier.section(rank=10)
def visits_of_car(vehicle_id: int, stores: dossier.Stores, at: datetime) -> dossier.Section | None:
    """The car's orders in these stores, newest first."""
    rows = (
        Order.objects.filter(vehicle_id=vehicle_id, store_id__in=stores)
        .select_related("store")
        .order_by("-opened_at")
    )
    return dossier.Section(
        "到店记录",
        "clipboard-list",
        tuple(
            dossier.Row(
                f"{row.number} · {RepairType(row.repair_type).label}",
                " · ".join(
                    part for part in (row.concern[:40], f"{row.odometer:,} 公里", row.store.name) if part
                ),
                f"/workshop/orders/{row.pk}/",
                on=localdate(row.opened_at),
                amount=row.amount_settled or row.amount_agreed or row.amount_signed,
                tone=stage_of(row.state, left=row.state == OrderState.DELIVERED),
            )
            for row in rows[:30]
        ),
        empty="还没有到店记录。",
    )


@dossier.section(rank=20)
def findings_of_car(vehicle_id: int, stores: dossier.Stores, at: datetime) -> dossier.Section | None:
    """What inspections found amber or red and is not repaired, newest first."""
    rows = (
        Finding.objects.filter(vehicle_id=vehicle_id, store_id__in=stores, outcome__in=["open", "declined"])
        .exclude(state="ok")
        .order_by("-found_at")[:20]
    )
    made = []
    for row in rows:
        value = f"{row.value.normalize():f} {row.unit}" if row.value is not None else ""
        left = walks.remaining_in_words(row.remaining_days, row.remaining_km)
        declined = f"客户不做：{row.decline_reason}" if row.outcome == "declined" else ""
        more = " · ".join(part for part in (value, left, declined) if part)
        made.append(dossier.Row(row.name, more, on=localdate(row.found_at), tone=row.state))
    return dossier.Section("未处理的检查点", "checkup-list", tuple(made), empty="没有未处理的检查点。")


@timeline.source
def visits_of_customer(customer_id: int, stores: timeline.Stores) -> Iterable[timeline.Dealing]:
    """The customer's visits: one dealing per order, with its amount."""
    rows = (
        Order.objects.filter(customer_id=customer_id, store_id__in=stores)
        .select_related("vehicle", "adviser")
        .order_by("-opened_at")[:50]
    )
    for row in rows:
        yield timeline.Dealing(
            row.opened_at,
            "到店",
            f"{row.vehicle.plate or row.vehicle.vin[-6:]} · {RepairType(row.repair_type).label}",
            row.concern[:80],
            who=row.adviser.name,
            url=f"/workshop/orders/{row.pk}/",
            amount=row.amount_settled or row.amount_agreed or row.amount_signed,
            icon="car",
        )
