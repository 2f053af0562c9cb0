"""A month's verdicts go to the store as its settlement list, once; the store takes it over with one touch (WARR-14, WARR-30)."""

from datetime import date, datetime

from django.db.models import Q
from django.utils.timezone import localdate

from huichang.company import queries as company
from huichang.kernel.actor import Warrant
from huichang.kernel.days import begin_of
from huichang.kernel.money import ZERO
from huichang.kernel.months import first_of
from huichang.kernel.refusals import Missing, Refused
from huichang.kernel.turns import wait_for_turn
from huichang.kernel.use_case import use_case
from huichang.verdicts import deciding, listing, permissions, states
from huichang.verdicts.models import PublishedList, Verdict
from huichang.verdicts.states import PAYABLE, VerdictState
from huichang.warranty import answers, matching
from huichang.warranty.answers import Answer
from huichang.warranty.states import ClaimState

BATCH = 1_000


def ends_at(month: date) -> datetime:
    """The first moment after a month, in the stores' time zone."""
    return begin_of(first_of(month, 1))


@use_case(permissions.PUBLISH, "发布索赔结算单")
def publish_month(
    warrant: Warrant, store_id: int, *, month: date, at: datetime, carry_over: bool = False
) -> PublishedList:
    """All that was decided of what a store sent until the end of a month becomes its list of that month, and the store's claims
    tell the answers. What is sent again later, or decided later, stands in a later list.

    Raises Refused for a month that has not begun, while claims of it wait (unless `carry_over`), and when nothing is decided;
    OutOfTurn for a month that is published; Missing for a store of somebody else.
    """
    if store_id not in warrant.actor.stores:
        raise Missing("没有找到这家门店，请从列表里选择。")
    warrant.show_at(store_id)
    month = first_of(month)
    if month > localdate(at):
        raise Refused(f"{month:%Y 年 %m 月}还没有开始，不能发布。")
    wait_for_turn(f"verdicts:{store_id}")
    rows = Verdict.objects.filter(store_id=store_id, sent_at__lt=ends_at(month))
    # What waits is held with what is decided: nothing is decided, or taken back, between the count and the list.
    held: list[Verdict] = list(
        rows.select_for_update(of=("self",))
        .filter(Q(state=VerdictState.WAITING) | Q(state=VerdictState.DECIDED, ruling__in=PAYABLE))
        .order_by("pk")
    )
    decided = [row for row in held if row.state == VerdictState.DECIDED]
    if not carry_over and (waiting := len(held) - len(decided)):
        raise Refused(f"还有 {waiting} 张没有审完。审完再发布，或选择“没审完的转入下月”。")
    stands = answers.state_of([row.claim_id for row in decided])
    decided = [row for row in decided if stands.get(row.claim_id) in (ClaimState.SENT, ClaimState.REVIEW)]
    if not decided:
        raise Refused(f"{month:%Y 年 %m 月}没有已决定、还没有发布的索赔。")
    code = company.store_card(store_id).code
    made: PublishedList = PublishedList.objects.create(
        store_id=store_id,
        month=month,
        number=f"CJ{month:%Y%m}-{code}",
        count=len(decided),
        asked=sum((row.asked for row in decided), ZERO),
        paid=sum((row.paid for row in decided), ZERO),
        published_at=at,
        published_by_id=warrant.actor.staff_id,
    )
    for row in decided:
        states.VERDICT.move(row, "publish")
        row.published_list = made
    Verdict.objects.bulk_update(decided, ["state", "published_list"], batch_size=BATCH)
    answers.tell({row.claim_id: Answer(_answer(row), made.number) for row in decided}, at=at)
    warrant.about(made, f"{month:%Y-%m}：{made.count} 张，¥{made.paid:,.2f}")
    return made


@use_case(permissions.TAKE_OVER, "接收厂家结算单")
def take_over_list(warrant: Warrant, list_id: int, *, at: datetime) -> dict[str, int]:
    """The store has the published list as if it had imported the file: every line matched with what was sent; how many of each
    outcome. Raises OutOfTurn the second time, Refused when its file was imported already."""
    published: PublishedList = PublishedList.objects.locked(list_id, warrant)
    states.LIST.move(published, "take")
    told = matching.take_over(
        published.store_id,
        list_number=published.number,
        month=published.month,
        lines=listing.lines_of(published),
        at=at,
    )
    published.taken_at, published.taken_by_id = at, warrant.actor.staff_id
    published.save(update_fields=["state", "taken_at", "taken_by"])
    warrant.note = f"{published.number}：{published.count} 行"
    return told


def _answer(row: Verdict) -> str:
    """What the store reads on its claim."""
    return "，".join(filter(None, (deciding.told(row), row.words)))[:300]
