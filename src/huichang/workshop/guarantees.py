"""The guarantee of finished work (质量保证期, LANE-52): written down at the final check, never below the law's table; and
what falls under one that still runs (LANE-53)."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localdate

from huichang.company import settings
from huichang.kernel.refusals import Refused
from huichang.pricebook.states import RepairClass
from huichang.workshop import rules
from huichang.workshop.models import Comeback, Guarantee, Job, Line, Order
from huichang.workshop.states import Payer, RepairType

LAW = "《机动车维修管理规定》质量保证期（法定下限，见 guarantee_law.json）"
OVERHAUL_DAYS = settings.declare(
    "workshop.guarantee_overhaul_days", 100, "整车、总成修理质保", unit="天", law=LAW
)
OVERHAUL_KM = settings.declare(
    "workshop.guarantee_overhaul_km", 20_000, "整车、总成修理质保", unit="公里", law=LAW
)
SECOND_DAYS = settings.declare("workshop.guarantee_second_days", 30, "二级维护质保", unit="天", law=LAW)
SECOND_KM = settings.declare("workshop.guarantee_second_km", 5_000, "二级维护质保", unit="公里", law=LAW)
MINOR_DAYS = settings.declare(
    "workshop.guarantee_minor_days", 10, "维护、小修、专项修理质保", unit="天", law=LAW
)
MINOR_KM = settings.declare(
    "workshop.guarantee_minor_km", 2_000, "维护、小修、专项修理质保", unit="公里", law=LAW
)
PROMISES = {
    RepairClass.OVERHAUL: (OVERHAUL_DAYS, OVERHAUL_KM),
    RepairClass.SECOND_LEVEL: (SECOND_DAYS, SECOND_KM),
    RepairClass.MINOR: (MINOR_DAYS, MINOR_KM),
}
"""What the store publishes; a value below the law counts for nothing."""

RECURRING = ("", "maintenance")
"""Systems whose work comes again by plan: doing it again is no sign of a bad repair."""


def term_of(store_id: int, repair_class: str, *, on: date) -> rules.Term:
    """How long this store guarantees a class of repair."""
    days, km = PROMISES[RepairClass(repair_class)]
    promised = rules.Term(settings.of(store_id, days), settings.of(store_id, km))
    return rules.guarantee_term(repair_class, on=on, promised=promised)


def write_down(order: Order, jobs: list[Job], *, odometer: int, on: date) -> None:
    """A guarantee for each finished job, written anew at every final check. One that repairs a comeback is at least as
    long as the first (返修重新计算). One statement, two when the order holds a comeback."""
    again: dict[int, rules.Term] = {}
    if any(job.repair_type == RepairType.REWORK for job in jobs):
        firsts = Comeback.objects.filter(job__order=order).values_list(
            "job_id", "guarantee__days", "guarantee__km"
        )
        again = {job_id: rules.Term(days, km) for job_id, days, km in firsts}
    rows = []
    for job in jobs:
        term = term_of(order.store_id, job.repair_class, on=on).at_least(again.get(job.pk, rules.Term(0, 0)))
        until_on, until_km = rules.guarantee_ends(term, from_on=on, odometer=odometer)
        rows.append(
            Guarantee(
                store_id=order.store_id,
                order=order,
                job=job,
                vehicle_id=order.vehicle_id,
                system=job.system,
                days=term.days,
                km=term.km,
                from_on=on,
                until_on=until_on,
                until_km=until_km,
            )
        )
    Guarantee.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["job"],
        update_fields=["system", "days", "km", "from_on", "until_on", "until_km"],
    )


def start_from_leaving(order: Order, on: date) -> None:
    """A guarantee runs from the day on which the car leaves finished. One statement, two when that is a later day."""
    moved = list(Guarantee.objects.filter(order=order).exclude(from_on=on))
    for guarantee in moved:
        term = rules.Term(guarantee.days, guarantee.km)
        guarantee.until_on, _ = rules.guarantee_ends(term, from_on=on, odometer=order.odometer)
        guarantee.from_on = on
    if moved:
        Guarantee.objects.bulk_update(moved, ["from_on", "until_on"])


def take_back(order: Order) -> None:
    """The order goes back to work: what was guaranteed at its final check is not guaranteed yet. One statement."""
    Guarantee.objects.filter(order=order).delete()


def running(order: Order) -> QuerySet[Guarantee]:
    """This store's guarantees on the order's car that held when it came, by day and mileage; the newest first."""
    return _running(order).select_related("order", "job").order_by("-from_on", "-pk")


def _running(order: Order) -> QuerySet[Guarantee]:
    came_on = localdate(order.opened_at)
    found: QuerySet[Guarantee] = Guarantee.objects.filter(
        store_id=order.store_id,
        vehicle_id=order.vehicle_id,
        until_on__gte=came_on,
        from_on__lte=came_on,
        until_km__gte=order.odometer,
    )
    return found.exclude(order_id=order.pk)


def falls_under(job: Job, guarantees: Iterable[Guarantee]) -> Guarantee | None:
    """The guarantee of the same system, the newest if there are several."""
    if job.system in RECURRING:
        return None
    return next((each for each in guarantees if each.system == job.system), None)


def looked_up(lines: QuerySet[Line], order: Order) -> QuerySet[Line]:
    """Lines that know whether the customer would pay for what is guaranteed, for `refuse_charging_again`: without a
    statement more."""
    covering = _running(order).filter(system=OuterRef("job__system")).exclude(system__in=RECURRING)
    answered = Comeback.objects.filter(job=OuterRef("job"))
    return lines.annotate(
        is_guaranteed=Exists(covering) & ~Exists(answered) & Q(payer=Payer.CUSTOMER, amount__gt=0)
    )


def refuse_charging_again(order: Order, lines: Iterable[Any]) -> None:
    """Nobody is asked to pay for what is guaranteed until somebody with the right has said so (LANE-53).

    `lines` come from `looked_up`, with their jobs. Raises Refused naming the first such job.
    """
    charged = next((line.job for line in lines if line.is_guaranteed), None)
    if charged is None:
        return
    found = falls_under(charged, running(order))
    assert found is not None
    raise Refused(
        f"{charged}在质保期内（首次工单 {found.order.number}，保到 {found.until_on:%Y-%m-%d} 或 "
        f"{found.until_km:,} 公里）。请先点“算返修”，对客户免费；要收费请服务经理裁定。"
    )
