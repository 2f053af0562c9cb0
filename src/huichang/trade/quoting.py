"""Quotations: told to the customer until a day, accepted or declined by phone, at the desk, or by the link (PARTS-50)."""

from datetime import date, datetime, timedelta

from django.utils.timezone import localdate

from huichang.company import settings
from huichang.kernel import freshness
from huichang.kernel.actor import Warrant
from huichang.kernel.money import Money
from huichang.kernel.refusals import OutOfTurn, Refused
from huichang.kernel.use_case import use_case
from huichang.kernel.wording import yuan
from huichang.trade import links, messages, permissions
from huichang.trade.models import Sale, SaleLine
from huichang.trade.states import SALE, SaleState

QUOTE_DAYS = settings.declare(
    "trade.quote_days", 7, "配件报价有效天数", unit="天", fits=settings.between(1, 90)
)


@use_case(permissions.WRITE_SALES, "发出配件报价")
def quote(
    warrant: Warrant, sale_id: int, *, valid_until: date | None = None, seen: int | None = None, at: datetime
) -> str:
    """The prices hold until a day; a customer with a file gets a link to see and accept them. Returns that address.

    Raises Refused for an empty sale or a day that is over.
    """
    sale: Sale = Sale.objects.locked(sale_id, warrant)
    freshness.check(sale, seen)
    SALE.move(sale, "quote")
    if not SaleLine.objects.filter(sale=sale).exists():
        raise Refused("报价单还是空的，请先加配件。")
    until = valid_until or localdate(at) + timedelta(days=settings.of(sale.store_id, QUOTE_DAYS))
    if until < localdate(at):
        raise Refused("有效期不能早于今天。", fields=("valid_until",))
    sale.valid_until, sale.quoted_at = until, at
    freshness.bump(sale)
    sale.save(update_fields=["state", "valid_until", "quoted_at", "version"])
    messages.tell_sale(
        sale,
        messages.QUOTE,
        {"amount": yuan(sale.total), "until": f"{until.month}月{until.day}日"},
        at=at,
        once=f"trade.quote:{sale.pk}:{sale.version}",
    )
    return links.issue(sale, at=at)


@use_case(permissions.WRITE_SALES, "登记客户对报价的答复")
def answer_quote(
    warrant: Warrant,
    sale_id: int,
    *,
    accepts: bool,
    via: str,
    words: str = "",
    seen: int | None = None,
    at: datetime,
) -> Sale:
    """The customer said yes or no, by phone or at the desk. Raises OutOfTurn when it was answered, Refused when it is over."""
    sale: Sale = Sale.objects.locked(sale_id, warrant)
    freshness.check(sale, seen)
    _answer(sale, accepts=accepts, via=via, words=words, at=at)
    return sale


@use_case(permissions.ANSWER_AS_CUSTOMER, "客户在手机上答复报价")
def answer_quote_by_link(
    warrant: Warrant, token: str, *, accepts: bool, told: Money, words: str = "", at: datetime
) -> Sale:
    """The customer answers on the phone; `told` is the amount that the page showed.

    Raises Missing and OutOfTurn for a link that does not hold, Refused when the quotation has changed or is over.
    """
    found = links.opened(token, at=at)
    sale: Sale = Sale.objects.locked(found.sale_id or 0, warrant)
    if sale.state == SaleState.QUOTED and told != sale.total:
        raise Refused("报价刚刚更新过，请看最新的内容和金额再确认。")
    _answer(sale, accepts=accepts, via="手机链接", words=words, at=at)
    return sale


@use_case(permissions.WRITE_SALES, "改报价")
def revise_quote(warrant: Warrant, sale_id: int, *, seen: int | None = None, at: datetime) -> Sale:
    """A quotation is written anew: what was said about it no longer holds."""
    sale: Sale = Sale.objects.locked(sale_id, warrant)
    freshness.check(sale, seen)
    SALE.move(sale, "revise")
    sale.answered_at, sale.answered_via, sale.valid_until = None, "", None
    freshness.bump(sale)
    sale.save(update_fields=["state", "answered_at", "answered_via", "valid_until", "version"])
    return sale


def check_valid(sale: Sale, *, on: date) -> None:
    """A quotation holds until its day. Raises OutOfTurn after it."""
    if sale.valid_until is not None and sale.valid_until < on:
        raise OutOfTurn(
            f"这份报价的有效期到 {sale.valid_until:%m月%d日}，已经过期；请改报价，核对价格后重新发出。"
        )


def _answer(sale: Sale, *, accepts: bool, via: str, words: str, at: datetime) -> None:
    SALE.move(sale, "accept" if accepts else "decline")
    if accepts:
        check_valid(sale, on=localdate(at))
    sale.answered_at, sale.answered_via, sale.answer_words = at, via.strip()[:20], words.strip()[:120]
    freshness.bump(sale)
    sale.save(update_fields=["state", "answered_at", "answered_via", "answer_words", "version"])
