"""Versions of the rules, and what a trial of them found."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from huichang.company import queries as company
from huichang.kernel.actor import Actor
from huichang.kernel.refusals import Missing
from huichang.verdicts import states
from huichang.verdicts.books import in_force
from huichang.verdicts.models import Rule, RuleBook
from huichang.verdicts.queries import reading
from huichang.verdicts.rules import LIMITS, plain
from huichang.verdicts.states import BookState, Does, Ruling
from huichang.warranty.states import ClaimKind, Deduction


@dataclass(frozen=True)
class BookRow:
    """A version in the list."""

    id: int
    number: int
    state: str
    state_says: str
    is_in_force: bool
    from_on: date | None
    reason: str
    made_at: datetime
    made_by: str
    published_at: datetime | None
    published_by: str
    tried_at: datetime | None


@dataclass(frozen=True)
class RuleCard:
    """A rule in words and as the form has it. `hits`: how often it acted in the last trial, None without one."""

    id: int
    name: str
    does: str
    does_says: str
    limits: dict[str, str]
    limits_say: list[str]
    scope_says: str
    stores: list[int]
    models: str
    parts: str
    kinds: list[str]
    reason: str
    reason_says: str
    hits: int | None


@dataclass(frozen=True)
class Ruled:
    """How many submissions of a trial came to a ruling, and the money."""

    ruling: str
    says: str
    count: int
    share: int
    asked: Decimal
    paid: Decimal


@dataclass(frozen=True)
class Against:
    """What the rules said where something else, or the same, was decided then."""

    ours: str
    theirs: str
    count: int
    ours_paid: Decimal
    theirs_paid: Decimal
    is_same: bool


@dataclass(frozen=True)
class Tried:
    """The result of a trial of the months up to a day; trials of old say no day."""

    months: int
    until: date | None
    submissions: int
    rulings: list[Ruled]
    against: list[Against]
    agree: int
    compared: int


@dataclass(frozen=True)
class BookPage:
    """A version with its rules."""

    row: BookRow
    rules: list[RuleCard]
    tried: Tried | None
    stores: list[tuple[int, str]]

    def may(self, verb: str) -> bool:
        """Whether its state allows something."""
        return states.BOOK.allows(self.row.state, verb)


_SAYS = {**dict(Ruling.choices), "person": "转人工"}


def book_list(actor: Actor, *, on: date) -> list[BookRow]:
    """All versions, the newest first. Two statements."""
    reading.stores_of(actor)
    now = in_force(on)
    rows = RuleBook.objects.select_related("made_by", "published_by").order_by("-number")[:100]
    return [_row(row, now.pk if now else None) for row in rows]


def _row(row: RuleBook, now: int | None) -> BookRow:
    return BookRow(
        row.pk,
        row.number,
        row.state,
        str(row.get_state_display()),
        row.pk == now,
        row.from_on,
        row.reason,
        row.made_at,
        row.made_by.name if row.made_by else "系统",
        row.published_at,
        row.published_by.name if row.published_by else "",
        row.tried_at,
    )


def book(actor: Actor, book_id: int, *, on: date | None = None) -> BookPage:
    """A version with its rules and its trial. Three statements. Raises Missing."""
    mine = reading.stores_of(actor)
    row = RuleBook.objects.select_related("made_by", "published_by").filter(pk=book_id).first()
    if row is None:
        raise Missing("没有找到这一版规则，请回到规则清单。")
    now = in_force(on) if on and row.state == BookState.PUBLISHED else None
    stores = [(pk, name) for pk, name in company.stores_of(actor) if pk in mine]
    hits: dict[int, int] = dict(row.tried.get("rules", []))
    return BookPage(
        _row(row, now.pk if now else None),
        [
            _card(rule, dict(stores), hits.get(rule.pk, 0) if row.tried else None)
            for rule in Rule.objects.filter(book=row).order_by("pk")
        ],
        _tried(row.tried) if row.tried else None,
        stores,
    )


def _card(rule: Rule, stores: dict[int, str], hits: int | None) -> RuleCard:
    limits = {key: str(most) for key, most in rule.limits.items()}
    scope = [
        "、".join(stores.get(pk, "其他门店") for pk in rule.stores),
        f"车型含 {'、'.join(rule.models_of)}" if rule.models_of else "",
        f"配件 {'、'.join(rule.parts)} 开头" if rule.parts else "",
        "、".join(str(ClaimKind(each).label) for each in rule.kinds),
    ]
    return RuleCard(
        rule.pk,
        rule.name,
        rule.does,
        str(Does(rule.does).label).partition("：")[2],
        limits,
        [
            f"{limit.says} {'≤' if rule.does == Does.ACCEPT else '＞'} {plain(Decimal(limits[key]))} {limit.unit}"
            for key, limit in LIMITS.items()
            if key in limits
        ],
        "；".join(filter(None, scope)) or "所有索赔",
        list(rule.stores),
        "、".join(rule.models_of),
        "、".join(rule.parts),
        list(rule.kinds),
        rule.reason,
        str(Deduction(rule.reason).label) if rule.reason else "",
        hits,
    )


def _tried(told: dict[str, object]) -> Tried:
    found: dict[str, list[list[str]]] = told  # type: ignore[assignment]
    whole = int(str(told["submissions"]))
    against = [
        Against(
            _SAYS[ours],
            _SAYS[theirs],
            int(count),
            Decimal(ours_paid),
            Decimal(theirs_paid),
            ours == theirs,
        )
        for ours, theirs, count, ours_paid, theirs_paid in found["against"]
    ]
    decided = [each for each in against if each.ours != _SAYS["person"]]
    return Tried(
        int(str(told["months"])),
        date.fromisoformat(str(told["until"])) if "until" in told else None,
        whole,
        [
            Ruled(
                key,
                _SAYS[key],
                int(count),
                round(100 * int(count) / whole) if whole else 0,
                Decimal(asked),
                Decimal(paid),
            )
            for key, count, asked, paid in found["rulings"]
        ],
        against,
        sum(each.count for each in decided if each.is_same),
        sum(each.count for each in decided),
    )
