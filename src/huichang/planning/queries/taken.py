"""“下一单” as the technician sees it: what is in hand, what may still be held or given back today; and the day's pulls as
the dispatcher reads them."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localdate

from huichang.company import settings
from huichang.kernel.actor import Actor, Warrant
from huichang.kernel.days import begin_of
from huichang.planning import limits, permissions
from huichang.planning.models import Pull
from huichang.planning.states import PullOutcome
from huichang.workshop.queries import open_work


@dataclass(frozen=True)
class Reason:
    """A reason to hold or give back: `left` how often it may still be said today."""

    code: str
    says: str
    left: int


@dataclass(frozen=True)
class PullCard:
    """A job that a technician took. `open`: it is still to be worked on by him (taken or held)."""

    id: int
    job_id: int
    order_id: int
    title: str
    plate: str
    plate_kind: str
    minutes: int
    promised_at: datetime | None
    waits: bool
    technician: str
    at: datetime
    why: str
    state: str
    state_says: str
    words: str
    job_state: str
    open: bool

    @property
    def url(self) -> str:
        """Where the technician works on it."""
        return f"/workshop/bench/{self.job_id}/"


@dataclass(frozen=True)
class NextJob:
    """What the technician has taken today and may still do about it. `in_hand`: taken, neither held, given back nor done;
    `doing`: what he is clocked on."""

    in_hand: PullCard | None
    held: tuple[PullCard, ...]
    hold_reasons: tuple[Reason, ...]
    give_back_reasons: tuple[Reason, ...]
    doing: open_work.Doing | None = None


def next_job(actor: Actor, *, at: datetime) -> NextJob:
    """My pulls of today, and what I am at. Three statements. Raises NotAllowed."""
    Warrant(actor, permissions.TAKE_NEXT).show_at(actor.here)
    mine = [
        card
        for card in _cards(actor.here, at, technician_id=actor.staff_id)
        if card.open and card.job_state not in ("done", "dropped")
    ]
    used = used_today(actor.staff_id or 0, actor.here, at=at)
    return NextJob(
        next((card for card in mine if card.state == PullOutcome.TAKEN), None),
        tuple(card for card in mine if card.state == PullOutcome.HELD),
        _reasons(actor.here, "hold", used),
        _reasons(actor.here, "give_back", used),
        open_work.doing(actor.staff_id, actor.here),
    )


def pulls(actor: Actor, *, at: datetime) -> list[PullCard]:
    """What was taken, held and given back today by everybody, the latest first. One statement. Raises NotAllowed."""
    Warrant(actor, permissions.SEE_PULLS).show_at(actor.here)
    return _cards(actor.here, at)


def used_today(technician_id: int, store_id: int, *, at: datetime) -> dict[tuple[str, str], int]:
    """How often somebody held and gave back today, by kind and reason. One statement."""
    kinds = {PullOutcome.HELD: "hold", PullOutcome.RETURNED: "give_back"}
    rows = Pull.objects.filter(
        store_id=store_id, technician_id=technician_id, ended_at__gte=begin_of(localdate(at)), state__in=kinds
    )
    counts: dict[tuple[str, str], int] = {}
    for state, reason in rows.values_list("state", "reason"):
        kind = kinds[PullOutcome(state)]
        counts[kind, reason] = counts.get((kind, reason), 0) + 1
    return counts


def _reasons(store_id: int, kind: str, used: dict[tuple[str, str], int]) -> tuple[Reason, ...]:
    return tuple(
        Reason(
            code,
            says,
            max(0, settings.of(store_id, limits.RATIONS[kind, code]) - used.get((kind, code), 0)),
        )
        for code, says in limits.reasons(kind)
    )


def _cards(store_id: int, at: datetime, **only: object) -> list[PullCard]:
    rows = Pull.objects.filter(store_id=store_id, at__gte=begin_of(localdate(at)), **only).select_related(
        "technician", "job__order__vehicle", "job__order__visit"
    )
    return [
        PullCard(
            row.pk,
            row.job_id,
            row.job.order_id,
            row.job.title,
            row.job.order.vehicle.plate or row.job.order.vehicle.vin[-6:],
            row.job.order.vehicle.plate_kind,
            row.job.minutes,
            row.job.order.promised_at,
            row.job.order.visit.waits,
            row.technician.name,
            row.at,
            row.why,
            row.state,
            row.get_state_display(),
            row.words,
            row.job.state,
            row.state != PullOutcome.RETURNED,
        )
        for row in rows.order_by("-at", "-pk")
    ]
