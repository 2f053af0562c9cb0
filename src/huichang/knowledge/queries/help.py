"""Help requests to the technical manager."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from huichang.kernel import pictures
from huichang.kernel.actor import Actor
from huichang.kernel.refusals import Missing
from huichang.knowledge.models import HelpMessage, HelpRequest, Lesson
from huichang.knowledge.queries.faults import may_see
from huichang.knowledge.states import HelpState


@dataclass(frozen=True)
class HelpCard:
    """A help request; `messages` and `photos` are filled where the whole was asked for."""

    id: int
    plate: str
    car: str
    about: str
    link: str
    question: str
    codes: str
    state: str
    state_says: str
    asker_id: int
    asker: str
    asked_at: datetime
    answered_at: datetime | None
    closed_at: datetime | None
    passed_to: str
    solved: bool | None
    answers: int = 0
    photos: tuple[str, ...] = ()
    messages: tuple["MessageCard", ...] = ()
    proposed: bool = False


@dataclass(frozen=True)
class MessageCard:
    """An answer or a further question."""

    who: str
    at: datetime
    text: str
    is_answer: bool


def _help(row: HelpRequest) -> HelpCard:
    return HelpCard(
        row.pk,
        row.plate,
        row.car,
        row.about,
        row.link,
        row.question,
        row.codes,
        row.state,
        row.get_state_display(),
        row.asked_by_id,
        row.asked_by.name,
        row.asked_at,
        row.answered_at,
        row.closed_at,
        row.passed_to,
        row.solved,
        answers=getattr(row, "answers", 0),
    )


def help_requests(
    actor: Actor, *, state: str = "", mine: bool = False, plate: str = "", limit: int = 60
) -> list[HelpCard]:
    """Help requests of the store: waiting ones first, oldest first; then the newest. One statement."""
    may_see(actor)
    found = HelpRequest.objects.filter(store_id=actor.here).select_related("asked_by")
    found = found.annotate(answers=Count("messages", filter=Q(messages__is_answer=True)))
    if state:
        found = found.filter(state=state)
    if mine:
        found = found.filter(asked_by_id=actor.staff_id)
    if plate:
        found = found.filter(plate=plate)
    rows = [_help(row) for row in found.order_by("-asked_at")[:limit]]
    waiting = [row for row in rows if row.state == HelpState.OPEN]
    return [*reversed(waiting), *(row for row in rows if row.state != HelpState.OPEN)]


def help_request(actor: Actor, request_id: int) -> HelpCard:
    """A help request with its answers and photos. Three statements. Raises Missing, also for another store's."""
    may_see(actor)
    row = HelpRequest.objects.seen_by(actor).select_related("asked_by").filter(pk=request_id).first()
    if row is None:
        raise Missing("没有找到这条求助，请检查链接或重新搜索。")
    messages = HelpMessage.objects.filter(request=row).select_related("by").order_by("pk")
    brief = _help(row)
    return HelpCard(
        **{
            **brief.__dict__,
            "photos": tuple(pictures.links(row.pictures)),
            "messages": tuple(
                MessageCard(each.by.name, each.at, each.text, each.is_answer) for each in messages
            ),
            "proposed": Lesson.objects.filter(for_help=row).exists(),
        }
    )


def open_help(store_id: int, *, limit: int = 20) -> list[HelpCard]:
    """Questions that wait for the technical manager, the oldest first. One statement."""
    rows = HelpRequest.objects.filter(store_id=store_id, state=HelpState.OPEN).select_related("asked_by")
    return [_help(row) for row in rows.order_by("asked_at")[:limit]]


def answered_help(store_id: int, staff_id: int, *, limit: int = 10) -> list[HelpCard]:
    """Answers that came back to somebody who has not closed the question. One statement."""
    rows = HelpRequest.objects.filter(store_id=store_id, state=HelpState.ANSWERED, asked_by_id=staff_id)
    return [_help(row) for row in rows.select_related("asked_by").order_by("answered_at")[:limit]]
