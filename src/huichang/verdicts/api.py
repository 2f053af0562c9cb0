"""The other door of this room: verdicts, rules, months and risks as JSON, through the same use-cases."""

from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.timezone import localdate, now
from ninja import Router, Schema

from huichang.kernel.refusals import Refused
from huichang.kernel.web import Request, month_of
from huichang.verdicts import deciding, judging, publishing, risks, rulebooks
from huichang.verdicts.deciding import Cut
from huichang.verdicts.models import Verdict
from huichang.verdicts.queries import books, claim, desk, months, risk
from huichang.verdicts.rulebooks import RuleSaid

router = Router(tags=["verdicts"])


class WordsIn(Schema):
    """Something to say."""

    words: str = ""


class CutIn(Schema):
    """So much less for a line (none: for what is asked besides), with the reason."""

    line_id: int | None = None
    amount: Decimal
    reason: str
    words: str = ""


class CutsIn(Schema):
    """What is cut."""

    cuts: list[CutIn]
    words: str = ""


class RejectIn(Schema):
    """Why nothing is paid."""

    reason: str
    words: str = ""


class WantedIn(Schema):
    """Until when a part is wanted."""

    due_on: date
    words: str = ""
    is_urgent: bool = False


class RuleIn(Schema):
    """A rule; limits by key, as text."""

    name: str
    does: str
    limits: dict[str, str] = {}
    stores: list[int] = []
    models: list[str] = []
    parts: list[str] = []
    kinds: list[str] = []
    reason: str = ""


class TryIn(Schema):
    """How many months, up to which day (today if none is said)."""

    months: int
    until: date | None = None


class PublishIn(Schema):
    """From when on, and why."""

    from_on: date
    reason: str


class MonthIn(Schema):
    """A store's month, as `2026-10`."""

    store_id: int
    month: str
    carry_over: bool = False


@router.get("/desk", summary="审核台")
def waiting(request: Request, only: str = "waiting", text: str = "") -> dict[str, Any]:
    """A tab of the desk."""
    return asdict(desk.desk(request.actor, only=only, text=text))


@router.post("/judge", summary="发起自动审核")
def judge(request: Request) -> list[dict[str, int]]:
    """Have all that came judged by the rules."""
    rounds = judging.ask_round(request.actor, request.actor.here, at=now())
    return [{"store_id": row.store_id, "whole": row.whole} for row in rounds]


@router.get("/claims/{verdict_id}", summary="一张索赔的审核")
def one(request: Request, verdict_id: int) -> dict[str, Any]:
    """A claim with all that is decided by."""
    return asdict(claim.page(request.actor, verdict_id))


@router.post("/claims/{verdict_id}/accept", summary="通过索赔")
def accept(request: Request, verdict_id: int, told: WordsIn) -> dict[str, Any]:
    """All that is asked is paid."""
    return _said(deciding.accept_claim(request.actor, verdict_id, at=now(), **told.dict()))


@router.post("/claims/{verdict_id}/cut", summary="核减索赔")
def cut(request: Request, verdict_id: int, told: CutsIn) -> dict[str, Any]:
    """Less is paid."""
    cuts = [Cut(each.line_id, each.amount, each.reason, each.words) for each in told.cuts]
    return _said(deciding.cut_claim(request.actor, verdict_id, cuts=cuts, words=told.words, at=now()))


@router.post("/claims/{verdict_id}/reject", summary="拒付索赔")
def reject(request: Request, verdict_id: int, told: RejectIn) -> dict[str, Any]:
    """Nothing is paid."""
    return _said(deciding.reject_claim(request.actor, verdict_id, at=now(), **told.dict()))


@router.post("/claims/{verdict_id}/send-back", summary="退回补充")
def send_back(request: Request, verdict_id: int, told: WordsIn) -> dict[str, Any]:
    """The store has to send more."""
    return _said(deciding.send_back_claim(request.actor, verdict_id, at=now(), **told.dict()))


@router.post("/claims/{verdict_id}/part", summary="调回旧件")
def ask_part(request: Request, verdict_id: int, told: WantedIn) -> dict[str, Any]:
    """The part is wanted first."""
    return _said(deciding.ask_part(request.actor, verdict_id, at=now(), **told.dict()))


@router.post("/claims/{verdict_id}/take-back", summary="撤回审核决定")
def take_back(request: Request, verdict_id: int) -> dict[str, Any]:
    """It was decided wrongly."""
    return _said(deciding.take_back(request.actor, verdict_id, at=now()))


def _said(row: Verdict) -> dict[str, Any]:
    return {"id": row.pk, "state": row.state, "ruling": row.ruling, "paid": row.paid, "reason": row.reason}


@router.get("/rules", summary="审核规则")
def rules(request: Request) -> list[dict[str, Any]]:
    """All versions."""
    return [asdict(row) for row in books.book_list(request.actor, on=localdate(now()))]


@router.post("/rules", summary="起草审核规则")
def begin_book(request: Request) -> dict[str, int]:
    """A draft with the rules in force."""
    return {"id": rulebooks.begin_book(request.actor, request.actor.here, at=now()).pk}


@router.get("/rules/{rule_book_id}", summary="一版审核规则")
def book(request: Request, rule_book_id: int) -> dict[str, Any]:
    """A version with its rules and its trial."""
    return asdict(books.book(request.actor, rule_book_id, on=localdate(now())))


@router.post("/rules/{rule_book_id}/rules", summary="加一条审核规则")
def save_rule(
    request: Request, rule_book_id: int, told: RuleIn, rule_id: int | None = None
) -> dict[str, int]:
    """A new rule, or with `rule_id` one changed."""
    said = RuleSaid(**told.dict())
    return {"id": rulebooks.save_rule(request.actor, rule_book_id, said=said, rule_id=rule_id, at=now()).pk}


@router.delete("/rules/{rule_book_id}/rules/{rule_id}", summary="删除一条审核规则")
def drop_rule(request: Request, rule_book_id: int, rule_id: int) -> dict[str, int]:
    """A rule is not wanted."""
    return {"id": rulebooks.drop_rule(request.actor, rule_id, book_id=rule_book_id).pk}


@router.post("/rules/{rule_book_id}/try", summary="试算审核规则")
def try_book(request: Request, rule_book_id: int, told: TryIn) -> dict[str, Any]:
    """What the rules would have made of past months."""
    found = rulebooks.try_book(
        request.actor, rule_book_id, months=told.months, until=told.until, at=now()
    ).tried
    return dict(found)


@router.post("/rules/{rule_book_id}/publish", summary="发布审核规则")
def publish_book(request: Request, rule_book_id: int, told: PublishIn) -> dict[str, Any]:
    """In force from a day on."""
    row = rulebooks.publish_book(request.actor, rule_book_id, at=now(), **told.dict())
    return {"id": row.pk, "from_on": row.from_on}


@router.post("/rules/{rule_book_id}/drop", summary="放弃审核规则草稿")
def drop_book(request: Request, rule_book_id: int) -> dict[str, str]:
    """The draft is not wanted."""
    return {"state": rulebooks.drop_book(request.actor, rule_book_id).state}


@router.get("/months", summary="月度结算")
def month_list(request: Request) -> list[dict[str, Any]]:
    """Months by store."""
    return [asdict(row) for row in months.months(request.actor)]


@router.post("/months", summary="发布索赔结算单")
def publish_month(request: Request, told: MonthIn) -> dict[str, Any]:
    """A store's month becomes its list."""
    month = month_of(told.month)
    if month is None:
        raise Refused("请选择月份，例如 2026-10。", fields=("month",))
    made = publishing.publish_month(
        request.actor, told.store_id, month=month, carry_over=told.carry_over, at=now()
    )
    return {"id": made.pk, "number": made.number, "count": made.count, "paid": made.paid}


@router.get("/lists", summary="厂家结算单")
def lists(request: Request) -> list[dict[str, Any]]:
    """What was published to this store."""
    return [asdict(row) for row in months.lists_of_store(request.actor)]


@router.get("/lists/{published_list_id}", summary="一张厂家结算单")
def list_lines(request: Request, published_list_id: int) -> dict[str, Any]:
    """A list with its lines."""
    card, lines = months.list_lines(request.actor, published_list_id)
    return {**asdict(card), "lines": [asdict(line) for line in lines]}


@router.post("/lists/{published_list_id}/take", summary="接收厂家结算单")
def take_list(request: Request, published_list_id: int) -> dict[str, int]:
    """The store takes a list over."""
    return publishing.take_over_list(request.actor, published_list_id, at=now())


@router.get("/risks", summary="门店风险")
def risk_list(request: Request) -> list[dict[str, Any]]:
    """Stores by risk."""
    return [asdict(card) for card in risk.stores(request.actor)]


@router.get("/risks/{risk_id}", summary="一家门店的风险")
def risk_of(request: Request, risk_id: int, reason: str = "") -> dict[str, Any]:
    """A score with its reasons, and the claims behind one."""
    return asdict(risk.store(request.actor, risk_id, reason=reason))


@router.post("/risks", summary="计算门店风险")
def score(request: Request) -> dict[str, int]:
    """Calculate now."""
    return {"stores": risks.score_stores(request.actor, request.actor.here, at=now(), again=True)}
