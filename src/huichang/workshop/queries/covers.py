"""Who bears each line of an order and why, in one pass (WARR-02): the proposal that the adviser takes with one touch."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils.timezone import localdate

from huichang.engines.coverage.values import WORN, Answer, Asked, Circumstance, Kind, Verdict
from huichang.kernel.actor import Actor, Warrant
from huichang.kernel.refusals import Missing
from huichang.vehicles import cover_answers
from huichang.workshop import permissions
from huichang.workshop.models import Comeback, Line, Order
from huichang.workshop.states import (
    BEFORE_SETTLEMENT,
    CHANGEABLE_LINES,
    OPEN_LINES,
    LineKind,
    Payer,
    RepairType,
)

FIXED: Mapping[str, tuple[str, str]] = {
    RepairType.FIRST_MAINTENANCE: (Payer.MANUFACTURER, "首保按厂家政策免费，由厂家结算。"),
    RepairType.RECALL: (Payer.MANUFACTURER, "召回和服务活动的费用由厂家承担（召回条例第十九条）。"),
    RepairType.ACCIDENT: (Payer.INSURER, "事故维修按保险定损，不走担保。"),
    RepairType.INTERNAL: (Payer.INTERNAL, "内部项目由本店承担。"),
    RepairType.REWORK: (Payer.INTERNAL, "返修对客户免费，由本店承担。"),
    RepairType.MAINTENANCE: (Payer.CUSTOMER, "例行保养属于正常消耗，由客户承担。"),
}
"""Work whose payer does not hang on a promise about the car."""
BY_HAND = (LineKind.TOWING, LineKind.STORAGE)


@dataclass(frozen=True)
class Proposal:
    """A line with who should bear it. `payer` is empty where a person has to judge first.

    `share_percent` is what the payer bears, the customer the rest. `takes`: taking it changes something. `rework`: it falls
    under our own guarantee and is taken up as a comeback.
    """

    line_id: int
    job_id: int
    job: str
    name: str
    code: str
    payer_now: str
    verdict: str
    verdict_says: str
    payer: str
    payer_says: str
    kind_says: str
    clause: str
    says: str
    share_percent: int
    takes: bool
    rework: bool
    circumstances: tuple[str, ...] = ()

    @property
    def tone(self) -> str:
        """Green when covered, amber when somebody has to judge, no colour when the customer pays."""
        return {Verdict.COVERED: "ok", Verdict.TO_JUDGE: "soon"}.get(Verdict(self.verdict), "")


@dataclass(frozen=True)
class Group:
    """Lines of a job about which the same is said."""

    first: Proposal
    names: tuple[str, ...]
    to_take: tuple[int, ...]

    @property
    def key(self) -> str:
        """Its job's id in text, as forms carry it."""
        return str(self.first.job_id)

    @property
    def agrees(self) -> bool:
        """Whoever should bear the lines bears them already."""
        return bool(self.first.payer) and not self.to_take and self.first.payer_says == self.first.payer_now


@dataclass(frozen=True)
class OrderCover:
    """All lines of an order. `version` is the order's, for the act; `may_take`: the order may still be changed."""

    order_id: int
    version: int
    vehicle_id: int
    on: date
    km: int
    proposals: tuple[Proposal, ...]
    may_take: bool

    @property
    def to_take(self) -> tuple[Proposal, ...]:
        """Those that would change something."""
        return tuple(each for each in self.proposals if each.takes) if self.may_take else ()

    @property
    def groups(self) -> tuple[Group, ...]:
        """The proposals, those of a job that say the same put together."""
        found: dict[tuple[int, str, str, str], list[Proposal]] = {}
        for each in self.proposals:
            found.setdefault((each.job_id, each.payer, each.says, each.payer_now), []).append(each)
        return tuple(
            Group(
                group[0],
                tuple(each.name for each in group),
                tuple(each.line_id for each in group if each.takes and self.may_take),
            )
            for group in found.values()
        )

    @property
    def to_judge(self) -> tuple[Proposal, ...]:
        """Those that a person has to judge."""
        return tuple(each for each in self.proposals if each.verdict == Verdict.TO_JUDGE)


def order_cover(
    actor: Actor, order_id: int, *, found: Mapping[int, Sequence[str]] | None = None
) -> OrderCover:
    """Who bears each open line of an order. `found`: circumstances by job as somebody says them now; without it those
    that were kept when the proposal was taken. At most nine statements.

    Raises Missing for another store's order, NotAllowed without the right to see orders.
    """
    Warrant(actor, permissions.SEE_ORDERS).show_at(actor.here)
    order: Order | None = Order.objects.seen_by(actor).filter(pk=order_id).first()
    if order is None:
        raise Missing("没有找到这张工单，请检查单号或重新搜索。")
    lines = list(
        Line.objects.filter(order_id=order_id, state__in=OPEN_LINES)
        .select_related("job", "part", "operation")
        .order_by("job__position", "pk")
    )
    if found is None:
        kept = cover_answers.circumstances_kept(order_id)
        found = {line.job_id: kept[str(line.pk)] for line in lines if kept.get(str(line.pk))}
    return OrderCover(
        order.pk,
        order.version,
        order.vehicle_id,
        localdate(order.opened_at),
        order.odometer,
        tuple(proposal for _, _, proposal in proposals(order, lines, found=found)),
        order.state in BEFORE_SETTLEMENT,
    )


def proposals(
    order: Order, lines: Sequence[Line], *, found: Mapping[int, Sequence[str]]
) -> list[tuple[Line, tuple[Asked, Answer] | None, Proposal]]:
    """Each line with what was asked and answered about it (None where no promise is asked) and the proposal. Six
    statements, one when no line has to be asked about."""
    new_faults = set(
        Comeback.objects.filter(job__order_id=order.pk, is_free=False).values_list("job_id", flat=True)
    )
    asked = {
        line.pk: replace(
            _asked(line, lines, found.get(line.job_id, ())), is_new_fault=line.job_id in new_faults
        )
        for line in lines
        if _is_asked(line)
    }
    given: dict[str, Answer] = {}
    if asked:
        on = localdate(order.opened_at)
        answers = cover_answers.answers(
            order.vehicle_id,
            on=on,
            km=order.odometer,
            asked=list(asked.values()),
            store_id=order.store_id,
        )
        given = {each.key: each for each in answers}
    made = []
    for line in lines:
        question = asked.get(line.pk)
        pair = (question, given[question.key]) if question else None
        made.append((line, pair, _proposal(line, pair)))
    return made


def _is_asked(line: Line) -> bool:
    return line.job.repair_type not in FIXED and line.kind not in BY_HAND


def _asked(line: Line, lines: Iterable[Line], circumstances: Sequence[str]) -> Asked:
    """Labour and charges are asked about with the part that the job is about: the dearest of its part lines."""
    parts = [each for each in lines if each.job_id == line.job_id and each.part_id is not None]
    about = line if line.part_id is not None else max(parts, key=lambda each: each.amount, default=None)
    part = about.part if about is not None else None
    system = (
        (part.system if part else "") or (line.operation.system if line.operation else "") or line.job.system
    )
    return Asked(
        str(line.pk),
        part.pk if part else None,
        part.number if part else "",
        part.use_class if part else "",
        system,
        line.operation.code if line.operation else "",
        part is not None and part.use_class in WORN,
        tuple(circumstances),
    )


def _proposal(line: Line, pair: tuple[Asked, Answer] | None) -> Proposal:
    if pair is None:
        payer, says = FIXED.get(
            line.job.repair_type,
            ("", "拖车和停车费用不在担保条款里，担保期内因质量问题发生的请索赔员判定。"),
        )
        verdict = Verdict.TO_JUDGE if not payer else _verdict_of(payer)
        return _made(line, verdict, payer, says)
    asked, answer = pair
    rework = answer.kind == Kind.REPAIR and answer.verdict == Verdict.COVERED
    payer = ""
    if answer.verdict == Verdict.NOT_COVERED:
        payer = Payer.CUSTOMER
    elif answer.verdict == Verdict.COVERED and answer.share_percent:
        payer = Payer.INTERNAL if rework else Payer.MANUFACTURER
    return _made(line, answer.verdict, payer, answer.says, answer=answer, rework=rework, asked=asked)


def _verdict_of(payer: str) -> Verdict:
    return Verdict.NOT_COVERED if payer in (Payer.CUSTOMER, Payer.INSURER) else Verdict.COVERED


def _made(
    line: Line,
    verdict: Verdict,
    payer: str,
    says: str,
    *,
    answer: Answer | None = None,
    rework: bool = False,
    asked: Asked | None = None,
) -> Proposal:
    decided = line.payer == Payer.INSURER or (line.payer == Payer.INTERNAL and not rework)
    percent = answer.share_percent if answer and payer == Payer.MANUFACTURER else 100
    asks_more = payer == Payer.CUSTOMER or (
        percent < 100 and (line.payer != Payer.CUSTOMER and line.payer_percent > percent)
    )
    may = not asks_more or line.state in CHANGEABLE_LINES
    return Proposal(
        line.pk,
        line.job_id,
        line.job.title,
        line.name,
        line.code,
        _payer_now(line),
        verdict,
        {Verdict.COVERED: "在担保内", Verdict.NOT_COVERED: "不在担保内", Verdict.TO_JUDGE: "待判定"}[verdict],
        payer,
        _payer_says(payer, percent) if payer else "待判定",
        answer.kind_says if answer else "",
        answer.clause if answer else "",
        says,
        percent,
        bool(payer)
        and (payer, percent) != (line.payer, line.payer_percent)
        and not rework
        and may
        and not decided,
        rework and line.payer == Payer.CUSTOMER,
        asked.circumstance if asked else (),
    )


def _payer_now(line: Line) -> str:
    return _payer_says(line.payer, line.payer_percent)


def _payer_says(payer: str, percent: int) -> str:
    return f"{Payer(payer).label} {percent}%" if percent < 100 else str(Payer(payer).label)


def known_circumstances(words: Iterable[str]) -> tuple[str, ...]:
    """Those of the words that are circumstances."""
    return tuple(each for each in words if each in set(Circumstance))
