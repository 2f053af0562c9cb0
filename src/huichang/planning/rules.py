"""The pure rules of the plan: which lines of a proposal belong together, what a change costs in words, who gets which job."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from huichang.kernel import wording

COST_SAYS = {
    "statutory": "法定项目延误",
    "lateness": "延误",
    "told_changes": "已告知时间被打破",
    "waiting": "客户等候",
    "makespan": "全部完成",
    "instability": "变动",
    "strangers": "跨班组",
    "refused": "排不下",
}
COST_UNITS = {"told_changes": "台", "instability": "点", "strangers": "项", "refused": "项"}


@dataclass(frozen=True)
class Place:
    """Where a step stands: minutes from … until, people, bay. Nowhere: no people, no bay, no time."""

    start: int
    end: int
    technicians: tuple[int, ...] = ()
    bay: int | None = None

    def meets(self, other: "Place") -> bool:
        """Whether both want somebody or some bay at the same time."""
        if self.start >= other.end or other.start >= self.end:
            return False
        same_bay = self.bay is not None and self.bay == other.bay
        return same_bay or bool(set(self.technicians) & set(other.technicians))


@dataclass(frozen=True)
class Line:
    """A line of a proposal: a step of a car from one place to another (None: was, or is, nowhere)."""

    key: str
    car: str
    before: Place | None
    after: Place | None


def together(lines: Sequence[Line], wanted: Iterable[str], follows: Mapping[str, Sequence[str]]) -> set[str]:
    """The keys of the wanted lines and of those that they cannot be without.

    A line needs another one when its new place is still held by the other's old one, when the other is a step before it
    that would else end too late, or a step after it that would else begin too early. `follows`: key → keys of the steps
    that must have ended before.
    """
    by_key = {line.key: line for line in lines}
    chosen: set[str] = set()
    todo = [key for key in wanted if key in by_key]
    while todo:
        key = todo.pop()
        if key in chosen:
            continue
        chosen.add(key)
        mine = by_key[key]
        todo += [other.key for other in lines if other.key not in chosen and _needs(mine, other, follows)]
    return chosen


def _needs(mine: Line, other: Line, follows: Mapping[str, Sequence[str]]) -> bool:
    if mine.after is None or other.before is None:
        return False
    if mine.after.meets(other.before):
        return True
    same_car = (
        mine.car == other.car and mine.after.start < other.before.end and other.before.start < mine.after.end
    )
    before = other.key in follows.get(mine.key, ()) and other.before.end > mine.after.start
    after = mine.key in follows.get(other.key, ()) and other.before.start < mine.after.end
    return same_car or before or after


def difference(before: Mapping[str, int], after: Mapping[str, int]) -> dict[str, int]:
    """How much more (or, below zero, less) each part of the cost is after than before; what is equal is left out."""
    return {
        part: after.get(part, 0) - before.get(part, 0)
        for part in COST_SAYS
        if after.get(part, 0) != before.get(part, 0)
    }


def cost_words(change: Mapping[str, int]) -> str:
    """A change of cost as the dispatcher reads it: 延误 −25 分，客户等候 +10 分. 代价不变 for none."""
    said = [
        f"{COST_SAYS[part]} {'+' if amount > 0 else '−'}{amount_words(abs(amount), COST_UNITS.get(part, '分'))}"
        for part, amount in change.items()
        if part != "makespan" or abs(amount) >= 5
    ]
    return "，".join(said) or "代价不变"


def amount_words(amount: int, unit: str) -> str:
    """A part of the cost with its unit, minutes as a length of time: 3 台, 2 小时 5 分."""
    return wording.span(amount) if unit == "分" else f"{amount} {unit}"


@dataclass(frozen=True)
class Candidate:
    """A job that a technician could take now. `slack`: minutes that its car has to spare (below zero: late);
    `mine`: it is planned for this technician; `others`: for somebody else; `amount`: yuan that the job charges."""

    key: str
    minutes: int
    slack: int | None
    waits: bool
    statutory: bool
    mine: bool
    others: bool
    amount: Decimal = Decimal(0)


URGENT_MINUTES = 60
"""Below this slack a car is urgent: an hour is what a check, a wash and a call take together."""


def next_job(candidates: Sequence[Candidate]) -> Candidate | None:
    """The right next job: what the law wants, then promises in danger, then customers who wait, then what was planned
    for this technician, then the more valuable hour of work; None when there is none.

    The order is the order of the plan's cost; within one class the least slack comes first, so that pulling never
    undoes what planning saved.
    """

    def place(each: Candidate) -> tuple[object, ...]:
        slack = each.slack if each.slack is not None else 10**6
        rate = each.amount / max(each.minutes, 1)
        return (
            not each.statutory,
            slack >= URGENT_MINUTES,
            slack if slack < URGENT_MINUTES else 0,
            not each.waits,
            not each.mine,
            each.others,
            slack // URGENT_MINUTES,
            -rate,
            each.key,
        )

    return min(candidates, key=place, default=None)


def why_next(chosen: Candidate) -> str:
    """Why it is this one, in a line."""
    if chosen.statutory:
        return "召回或安全项目，先做"
    if chosen.slack is not None and chosen.slack < 0:
        return f"预计晚 {-chosen.slack} 分，要抢时间"
    if chosen.slack is not None and chosen.slack < URGENT_MINUTES:
        return f"离承诺只剩 {chosen.slack} 分余量"
    if chosen.waits:
        return "客户在店等候"
    return "计划里您的下一项" if chosen.mine else "现在能做的里面最值得先做"
