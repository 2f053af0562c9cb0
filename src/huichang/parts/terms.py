"""Who pays less than published: classes of customers with their terms, and campaigns (PARTS-40)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.timezone import localdate

from huichang.customers import queries as customers
from huichang.kernel.actor import Warrant
from huichang.kernel.money import Money
from huichang.kernel.refusals import Missing, OutOfTurn, Refused
from huichang.kernel.use_case import use_case
from huichang.parts import permissions
from huichang.parts.models import BuyerClass, Campaign, CampaignLine, ClassTerm
from huichang.parts.states import PriceClass, TermBasis, UseClass


@use_case(permissions.SET_PRICES, "客户类别")
def class_customer(warrant: Warrant, customer_id: int, *, price_class: str) -> str:
    """Which class a customer belongs to in this store; `owner` is everybody's. Raises Missing for a customer that the
    store does not know."""
    store_id = warrant.actor.here
    warrant.show_at(store_id)
    known = customers.known_cards([customer_id], store_id).get(customer_id)
    if known is None:
        raise Missing("没有找到这位客户，请重新搜索。")
    if price_class not in PriceClass.values:
        raise Refused("请选择客户类别：车主、车队、维修厂、保险公司、内部。")
    if price_class == PriceClass.OWNER:
        BuyerClass.objects.filter(store_id=store_id, customer_id=customer_id).delete()
    else:
        BuyerClass.objects.update_or_create(
            store_id=store_id, customer_id=customer_id, defaults={"price_class": price_class}
        )
    warrant.subject = f"customers.customer:{customer_id}"
    warrant.note = f"{known.name}：{PriceClass(price_class).label}"
    return price_class


@use_case(permissions.SET_PRICES, "客户类别价")
def set_term(
    warrant: Warrant,
    *,
    price_class: str,
    use_class: str = "",
    basis: str,
    percent: Decimal,
    from_on: date,
    until_on: date | None = None,
    at: datetime,
) -> ClassTerm:
    """What a class pays from a day on. Raises Refused for a day that is over and for more than the published price."""
    store_id = warrant.actor.here
    warrant.show_at(store_id)
    if price_class not in PriceClass.values or basis not in TermBasis.values:
        raise Refused("请选择客户类别和计价依据。")
    if use_class and use_class not in UseClass.values:
        raise Refused("用途分类请从列表里选择。")
    if from_on < localdate(at):
        raise Refused("过去的规则不能再改，请填写今天或以后的日期。")
    if until_on is not None and until_on < from_on:
        raise Refused("结束日期早于开始日期，请核对。")
    if basis == TermBasis.LIST and not 0 < percent <= 100:
        raise Refused("按公布售价打折的百分比要在 0 到 100 之间，例如 9.2 折填 92。")
    if basis == TermBasis.COST and not 0 <= percent <= 500:
        raise Refused("成本加价的百分比要在 0 到 500 之间。")
    term: ClassTerm = ClassTerm.objects.create(
        store_id=store_id,
        price_class=price_class,
        use_class=use_class,
        basis=basis,
        percent=percent,
        from_on=from_on,
        until_on=until_on,
    )
    warrant.about(term, f"{term.get_price_class_display()} {percent:f}%")
    return term


@use_case(permissions.SET_PRICES, "停止客户类别价")
def end_term(warrant: Warrant, term_id: int, *, at: datetime) -> None:
    """A term ends with yesterday; one that has not begun is removed. Raises OutOfTurn when it is over."""
    term: ClassTerm = ClassTerm.objects.locked(term_id, warrant)
    today = localdate(at)
    if term.until_on is not None and term.until_on < today:
        raise OutOfTurn("这条规则已经结束。")
    if term.from_on >= today:
        term.delete()
        return
    term.until_on = date.fromordinal(today.toordinal() - 1)
    term.save(update_fields=["until_on"])


@dataclass(frozen=True, kw_only=True)
class Given:
    """What a campaign gives: a price for a part, or `percent` of the published price for a part, a use, or all parts."""

    part_id: int | None = None
    use_class: str = ""
    price: Money | None = None
    percent: Decimal | None = None


@use_case(permissions.SET_PRICES, "配件活动")
def open_campaign(
    warrant: Warrant,
    *,
    name: str,
    from_on: date,
    until_on: date,
    given: Sequence[Given],
    price_class: str = "",
    at: datetime,
) -> Campaign:
    """Lower prices between two days, for everybody or a class. Raises Refused for days that are over or an empty campaign."""
    store_id = warrant.actor.here
    warrant.show_at(store_id)
    if not name.strip():
        raise Refused("请给活动起个名称，会写在报价和结算单上。")
    if until_on < from_on or until_on < localdate(at):
        raise Refused("活动的结束日期不能早于开始日期，也不能已经过去。")
    if not given:
        raise Refused("请至少写一个活动配件或一类配件的折扣。")
    if price_class and price_class not in PriceClass.values:
        raise Refused("请选择客户类别，或留空为全部客户。")
    for each in given:
        if (each.price is None) == (each.percent is None):
            raise Refused("每一行请填活动价或折扣百分比，二选一。")
        if each.price is not None and (each.part_id is None or each.price <= 0):
            raise Refused("活动价要写明是哪个配件，并且大于零；一类配件请用折扣百分比。")
        if each.percent is not None and not 0 < each.percent <= 100:
            raise Refused("折扣百分比要在 0 到 100 之间，例如 8.5 折填 85。")
    campaign: Campaign = Campaign.objects.create(
        store_id=store_id,
        name=name.strip()[:40],
        price_class=price_class,
        from_on=from_on,
        until_on=until_on,
    )
    CampaignLine.objects.bulk_create(
        CampaignLine(store_id=store_id, campaign=campaign, **vars(each)) for each in given
    )
    warrant.about(campaign, f"{campaign.name}：{len(given)} 行")
    return campaign


@use_case(permissions.SET_PRICES, "结束配件活动")
def end_campaign(warrant: Warrant, campaign_id: int, *, at: datetime) -> None:
    """A campaign ends with yesterday; one that has not begun is removed. Raises OutOfTurn when it is over."""
    campaign: Campaign = Campaign.objects.locked(campaign_id, warrant)
    today = localdate(at)
    if campaign.until_on < today:
        raise OutOfTurn("这个活动已经结束。")
    if campaign.from_on >= today:
        campaign.delete()
        return
    campaign.until_on = date.fromordinal(today.toordinal() - 1)
    campaign.save(update_fields=["until_on"])
