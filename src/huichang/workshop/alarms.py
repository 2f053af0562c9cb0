"""Alarms to the service manager: opened by what happens, ended by what happens, closed by what somebody did (LANE-10,
LANE-11, LANE-33). Every event is kept."""

from collections.abc import Sequence
from datetime import datetime

from huichang.company import settings
from huichang.kernel.actor import Warrant
from huichang.kernel.facts import announce
from huichang.kernel.refusals import OutOfTurn, Refused
from huichang.kernel.use_case import use_case
from huichang.workshop import facts, permissions, reasons, rules
from huichang.workshop.models import Alarm, Visit

GREET_MINUTES = settings.declare("lane.greet_minutes", 1, "到店后多久内要迎接", unit="分钟")
WAIT_MINUTES = settings.declare("lane.wait_minutes", 8, "到店后多久内要接待", unit="分钟")
PRECHECK_CARS = settings.declare("lane.precheck_cars", 4, "预检区几台车起预警", unit="台")
PRECHECK_MINUTES = settings.declare("lane.precheck_minutes", 20, "预检区停留多久起预警", unit="分钟")
PRECHECK_PENALTY = settings.declare("lane.precheck_penalty", 50, "预检区引起投诉的考核", unit="元/台")
LANE_KINDS = ("greeted_late", "waits_long", "precheck_full", "precheck_long")
PRECHECK_KINDS = ("precheck_full", "precheck_long")


@use_case(permissions.HANDLE_ALARMS, "处理预警")
def handle_alarm(
    warrant: Warrant,
    alarm_ids: int | Sequence[int],
    *,
    action: str,
    cause: str = "",
    responsible_id: int | None = None,
    at: datetime,
) -> list[Alarm]:
    """Keep what was done about one or several alarms of a kind, and why they came.

    Raises Refused without an action, and without a cause for the pre-check area; OutOfTurn when one is closed already.
    """
    wanted = [alarm_ids] if isinstance(alarm_ids, int) else list(alarm_ids)
    found: list[Alarm] = list(Alarm.objects.all_locked(wanted, warrant))
    done, why = reasons.words("precheck_action", action), reasons.words("precheck_cause", cause)
    if not found:
        raise Refused("请选择要处理的预警。")
    if not done:
        raise Refused("请选择或写明采取了什么措施。")
    for alarm in found:
        if alarm.closed_at is not None:
            raise OutOfTurn(f"这条{alarm}预警已经处理过了，请刷新页面。")
        if alarm.kind in PRECHECK_KINDS and not why:
            raise Refused("请选择或写明预检区拥堵的原因，月度汇总要用。")
        alarm.action, alarm.cause = done[:200], why[:80]
        alarm.closed_at, alarm.closed_by_id, alarm.responsible_id = at, warrant.actor.staff_id, responsible_id
    Alarm.objects.bulk_update(found, ["action", "cause", "closed_at", "closed_by", "responsible"])
    warrant.about(found[0], done)
    return found


@use_case(permissions.HANDLE_ALARMS, "登记预检区引起的投诉")
def link_complaint(
    warrant: Warrant, alarm_id: int, *, complaint: str, responsible_id: int | None = None, at: datetime
) -> Alarm:
    """A customer complained because of this pre-check event: the penalty per car is proposed to whoever keeps them.

    Raises Refused for other alarms and without words, OutOfTurn when a complaint is linked already.
    """
    alarm: Alarm = Alarm.objects.select_related("visit").locked(alarm_id, warrant)
    if alarm.kind not in PRECHECK_KINDS:
        raise Refused("只有预检区的预警可以关联投诉和考核。")
    if not complaint.strip():
        raise Refused("请写明客户投诉的内容或投诉单号。")
    if alarm.complaint:
        raise OutOfTurn("这条预警已经关联过投诉了。")
    alarm.complaint = complaint.strip()[:200]
    alarm.responsible_id = responsible_id or alarm.responsible_id
    alarm.save(update_fields=["complaint", "responsible"])
    announce(
        facts.PrecheckComplained(
            store_id=alarm.store_id,
            alarm_id=alarm.pk,
            customer_id=alarm.visit.customer_id if alarm.visit else None,
            vehicle_id=alarm.visit.vehicle_id if alarm.visit else None,
            text=alarm.complaint,
            cars=alarm.cars,
            yuan_per_car=settings.of(alarm.store_id, PRECHECK_PENALTY),
            staff_id=alarm.responsible_id,
            by_id=warrant.actor.staff_id,
            at=at,
        )
    )
    return alarm


@use_case(permissions.WATCH_LANE, "检查接待时限")
def watch_lane(warrant: Warrant, store_id: int, *, at: datetime) -> None:
    """Open and end the alarms of the lane as they stand now (the job of every minute)."""
    warrant.show_at(store_id)
    look(store_id, at=at)


def limits_of(store_id: int) -> rules.LaneLimits:
    """The store's limits."""
    return rules.LaneLimits(
        settings.of(store_id, GREET_MINUTES),
        settings.of(store_id, WAIT_MINUTES),
        settings.of(store_id, PRECHECK_CARS),
        settings.of(store_id, PRECHECK_MINUTES),
    )


def look(store_id: int, *, at: datetime) -> None:
    """Bring the lane's alarms up to date: at once after every act at the gate, and every minute. Two statements when
    nothing changes."""
    _bring_up_to_date(_changes(store_id, at, _standing(store_id)), at)


def _bring_up_to_date(changes: tuple[list[Alarm], list[int], list[Alarm]], at: datetime) -> None:
    new, ended, grown = changes
    if new:
        Alarm.objects.bulk_create(new, ignore_conflicts=True)
    if ended:
        Alarm.objects.filter(pk__in=ended, ended_at__isnull=True).update(ended_at=at)
    if grown:
        Alarm.objects.bulk_update(grown, ["cars", "text"])


def look_for_ends(store_id: int, *, at: datetime) -> None:
    """The same after an act that can only end alarms of the lane. One statement when none stands."""
    if standing := _standing(store_id):
        _bring_up_to_date(_changes(store_id, at, standing), at)


def needs_look(store_id: int, *, at: datetime) -> bool:
    """Whether `look` would change anything: most minutes nothing does, and nothing is then written."""
    return any(_changes(store_id, at, _standing(store_id)))


def open_alarm(
    store_id: int, kind: str, *, key: str, text: str, at: datetime, visit_id: int | None = None, cars: int = 1
) -> None:
    """Open an alarm, unless one with this key still stands. One statement."""
    alarm = Alarm(
        store_id=store_id, kind=kind, key=key, text=text[:200], opened_at=at, visit_id=visit_id, cars=cars
    )
    Alarm.objects.bulk_create([alarm], ignore_conflicts=True)


def close_alarm(store_id: int, key: str, *, at: datetime) -> None:
    """What the alarm was about is over. It still waits for the manager's word. One statement."""
    Alarm.objects.filter(store_id=store_id, key=key, ended_at__isnull=True).update(ended_at=at)


def _standing(store_id: int) -> dict[str, Alarm]:
    rows = Alarm.objects.filter(store_id=store_id, kind__in=LANE_KINDS, ended_at__isnull=True)
    return {alarm.key: alarm for alarm in rows}


def _changes(
    store_id: int, at: datetime, standing: dict[str, Alarm]
) -> tuple[list[Alarm], list[int], list[Alarm]]:
    wanted = {
        each.key: each for each in rules.lane_alarms(_cars(store_id), at=at, limits=limits_of(store_id))
    }
    new = [
        Alarm(
            store_id=store_id,
            kind=each.kind,
            key=each.key,
            text=each.text[:200],
            opened_at=at,
            visit_id=each.visit_id,
            cars=each.cars,
        )
        for key, each in wanted.items()
        if key not in standing
    ]
    ended = [alarm.pk for key, alarm in standing.items() if key not in wanted]
    grown = []
    for key, alarm in standing.items():
        if key in wanted and wanted[key].cars > alarm.cars:
            alarm.cars, alarm.text = wanted[key].cars, wanted[key].text
            grown.append(alarm)
    return new, ended, grown


def _cars(store_id: int) -> list[rules.WaitingCar]:
    rows = (
        Visit.objects.filter(store_id=store_id, left_at__isnull=True)
        .exclude(received_at__isnull=False, precheck_from__isnull=True)
        .exclude(received_at__isnull=False, precheck_until__isnull=False)
        .order_by("pk")
        .values_list(
            "pk",
            "vehicle__plate",
            "vehicle__vin",
            "ticket",
            "arrived_at",
            "greeted_at",
            "received_at",
            "precheck_from",
            "precheck_until",
        )
    )
    return [rules.WaitingCar(row[0], row[1] or row[2], *row[3:]) for row in rows]
