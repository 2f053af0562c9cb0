"""What this room tells where the house asks: the search box, the customer's timeline, notices about a car."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.timezone import localtime

from huichang.customers import timeline
from huichang.kernel import finder
from huichang.kernel.actor import Actor
from huichang.kernel.finder import Found
from huichang.vehicles import notices
from huichang.warranty import permissions
from huichang.warranty.models import Approval, Claim, ClaimedPart, FaultReport, Goodwill, Shipment
from huichang.warranty.states import DEAD, TO_WORK, WITH_THEM, ClaimState

MOST = 5


@finder.source(rank=65)
def found_in_claims(actor: Actor, text: str) -> Iterator[Found]:
    """Claims by number, plate or VIN. One statement."""
    if not actor.may(permissions.SEE_WARRANTY):
        return
    rows = Claim.objects.filter(
        Q(number__icontains=text)
        | Q(plate__icontains=text)
        | Q(vin__iendswith=text)
        | Q(their_number__iexact=text),
        store_id=actor.here,
    )
    for claim in rows.order_by("-pk")[:MOST]:
        yield Found(
            "索赔单",
            f"{claim.number} {claim.title}",
            f"{claim.plate} · {claim.get_state_display()}",
            f"/warranty/claims/{claim.pk}/",
        )


def _papers(actor: Actor, text: str) -> tuple[QuerySet[Any, Any], ...]:
    if not actor.may(permissions.SEE_WARRANTY):
        return ()
    wanted = text.upper()

    def of(kind: str, rows: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
        """A number begins with two letters of its kind: other tables need not be looked at."""
        if not wanted.startswith(kind):
            return rows.none()
        return rows.filter(store_id=actor.here, number__startswith=wanted).order_by("-pk")[:MOST]

    return (
        ClaimedPart.objects.filter(store_id=actor.here, tag__icontains=text).order_by("-pk")[:MOST],
        of("GZ", FaultReport.objects.all()),
        of("YS", Approval.objects.select_related("claim")),
        of("SY", Goodwill.objects.all()),
        of("HY", Shipment.objects.all()),
    )


@finder.papers(_papers, rank=66)
def found_papers(
    parts: list[ClaimedPart],
    reports: list[FaultReport],
    approvals: list[Approval],
    wishes: list[Goodwill],
    shipments: list[Shipment],
) -> Iterator[Found]:
    """Claimed parts by tag; fault reports, pre-approvals, goodwill requests and shipments by number."""
    for part in parts:
        yield Found(
            "索赔旧件", f"{part.tag} {part.name}", part.get_state_display(), f"/warranty/parts/{part.pk}/"
        )
    for report in reports:
        url = f"/warranty/claims/{report.claim_id}/report/"
        yield Found("故障报告", f"{report.number} {report.topic}", report.get_grade_display(), url)
    for asked in approvals:
        url = f"/warranty/approvals/{asked.pk}/"
        yield Found("预授权", f"{asked.number} {asked.claim.title}", asked.get_state_display(), url)
    for wish in wishes:
        url = f"/warranty/goodwill/{wish.pk}/"
        yield Found("善意索赔", f"{wish.number} {wish.topic}", wish.get_state_display(), url)
    for shipment in shipments:
        url = f"/warranty/shipments/{shipment.pk}/"
        yield Found("旧件回运单", shipment.number, shipment.get_state_display(), url)


@timeline.source
def claims_of_customer(customer_id: int, stores: timeline.Stores) -> Iterable[timeline.Dealing]:
    """What was claimed for a customer's repairs. One statement."""
    rows = Claim.objects.filter(order__customer_id=customer_id, store_id__in=stores).exclude(
        state=ClaimState.VOID
    )
    for claim in rows.order_by("-opened_at")[:50]:
        yield timeline.Dealing(
            claim.opened_at,
            "索赔",
            claim.title,
            more=f"{claim.number} · {claim.get_state_display()}",
            url=f"/warranty/claims/{claim.pk}/",
            icon="shield-check",
            tone="watch" if claim.state in TO_WORK else "",
        )


def _under_way(vehicle_id: int, store_id: int, at: datetime) -> tuple[QuerySet[Any, Any], ...]:
    rows = Claim.objects.filter(vehicle_id=vehicle_id, store_id=store_id).exclude(state__in=DEAD)
    return (rows.filter(state__in=(*WITH_THEM, *TO_WORK)).order_by("-pk")[:2],)


@notices.asking(rank=60, asks=_under_way)
def open_claims(vehicle_id: int, store_id: int, at: datetime, rows: list[Claim]) -> Iterable[notices.Notice]:
    """A claim that is under way for the car."""
    for claim in rows:
        since = localtime(claim.state_since)
        yield notices.Notice(
            "claim",
            f"索赔在办：{claim.title}（{claim.get_state_display()}，{since.month}月{since.day}日起）",
            url=f"/warranty/claims/{claim.pk}/",
        )
