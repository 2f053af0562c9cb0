"""Whom recalls and service campaigns call (WARR-20): their open cars stand on the due list, one call for a car with all that it
needs, and the campaign's page reads how each call stands."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta

from django.db.models import QuerySet
from django.utils.timezone import localdate

from huichang.care import permissions, rules
from huichang.care.models import DueItem
from huichang.care.states import DueState
from huichang.company import settings
from huichang.kernel.actor import Warrant
from huichang.kernel.turns import wait_for_turn
from huichang.kernel.use_case import use_case
from huichang.vehicles import campaign_calls
from huichang.vehicles.campaign_calls import Called, ToCall
from huichang.vehicles.states import CampaignOutcome

A_DAY = settings.declare(
    "care.invitations_a_day", 20, "召回和活动每天邀约多少台车", unit="台", fits=settings.between(1, 500)
)
WAITING = (DueState.OPEN, DueState.LATER)
STANDING = (*WAITING, DueState.BOOKED)


@use_case(permissions.WORK_DUE, "召回邀约进入招揽清单")
def take_invitations(warrant: Warrant, store_id: int, *, at: datetime) -> int:
    """The due list follows the open campaigns: cars that they wait for come onto it, once in the whole group; what a campaign
    has let go leaves it. Returns how many have come. Nine statements, and one for each campaign."""
    warrant.show_at(store_id)
    wait_for_turn("care.invitations")
    today = localdate(at)
    wanted = {
        (each.campaign_id, each.vehicle_id): each for each in campaign_calls.to_call(store_id, on=today)
    }
    rows = DueItem.objects.filter(for_campaign__isnull=False)
    known = {
        (row.for_campaign, row.vehicle_id): row
        for row in rows.filter(vehicle_id__in={vehicle_id for _, vehicle_id in wanted})
    }
    fresh = _spread(
        store_id,
        [each for key, each in wanted.items() if key not in known],
        today,
        rows.filter(state__in=WAITING),
    )
    DueItem.objects.bulk_create(fresh, batch_size=1_000)
    again = [
        row.pk
        for key, row in known.items()
        if key in wanted and row.store_id == store_id and row.state == DueState.DONE
    ]
    if again:
        DueItem.objects.filter(pk__in=again, state=DueState.DONE).update(
            state=DueState.OPEN, closed_at=None, due_on=today
        )
    mine = rows.filter(store_id=store_id, state__in=WAITING)
    gone = [
        pk
        for pk, campaign_id, vehicle_id in mine.values_list("pk", "for_campaign", "vehicle_id")
        if (campaign_id, vehicle_id) not in wanted
    ]
    if gone:
        # Whoever has the customer on the phone may have booked or refused it since the list was read: their word stands.
        DueItem.objects.filter(pk__in=gone, state__in=WAITING).update(state=DueState.DONE, closed_at=at)
    warrant.note = f"新增 {len(fresh) + len(again)} 台，结束 {len(gone)} 台"
    return len(fresh) + len(again)


def close(*, campaign_id: int, vehicle_id: int, outcome: str, at: datetime) -> None:
    """Nothing more is needed of the car: nobody calls about it. One statement."""
    refused = outcome == CampaignOutcome.REFUSED
    DueItem.objects.filter(for_campaign=campaign_id, vehicle_id=vehicle_id, state__in=STANDING).update(
        state=DueState.REFUSED if refused else DueState.DONE,
        answer=CampaignOutcome(outcome).label,
        closed_at=at,
    )


@campaign_calls.source
def calls_of(campaign_id: int, vehicle_ids: Collection[int]) -> Mapping[int, Called]:
    """How the calls about some cars of a campaign stand. One statement."""
    rows = DueItem.objects.filter(for_campaign=campaign_id, vehicle_id__in=list(vehicle_ids))
    return {row.vehicle_id: Called(_says(row), row.later_on) for row in rows}


def _says(row: DueItem) -> str:
    said = row.get_state_display()
    if row.state == DueState.LATER and row.later_on:
        said = f"{row.later_on:%m-%d} 再联系"
    return f"{said}：{row.answer}" if row.answer and row.state in (DueState.REFUSED, DueState.LOST) else said


def _spread(store_id: int, calls: Iterable[ToCall], today: date, waiting: QuerySet[DueItem]) -> list[DueItem]:
    """So many calls a day as the store makes, those first whose next service is near: a recall of hundreds of cars shall neither
    bury the list nor fill the workshop in one week. Two statements."""
    a_day = settings.of(store_id, A_DAY)
    before = waiting.filter(store_id=store_id, due_on__gte=today).count()
    ordered = sorted(calls, key=lambda each: (each.due_on, each.next_on or date.max, each.vehicle_id))
    return [
        _item(store_id, each, max(each.due_on, today + timedelta(days=place // a_day)), today)
        for place, each in enumerate(ordered, start=before)
    ]


def _item(store_id: int, each: ToCall, due_on: date, today: date) -> DueItem:
    return DueItem(
        store_id=store_id,
        vehicle_id=each.vehicle_id,
        customer_id=each.customer_id,
        kind="campaign",
        text=each.says[:200],
        is_safety=each.is_recall,
        for_campaign=each.campaign_id,
        due_on=due_on,
        proposed_on=max(due_on, today + timedelta(days=rules.LEAD_DAYS)),
    )
