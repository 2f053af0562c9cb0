"""Prices by rules (PARTS-40): the matrix, list prices, rounds of new prices that are tried, published and taken back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise

from django.db import connection
from django.db.models import Q
from django.utils.timezone import localdate

from huichang.kernel.actor import Warrant
from huichang.kernel.money import Money
from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.kernel.turns import wait_for_turn
from huichang.kernel.use_case import use_case
from huichang.kernel.wording import quantity, yuan
from huichang.parts import permissions, price_trial, queries
from huichang.parts.models import GuidePrice, Part, PartPrice, PriceBand, PriceRound, PriceRoundLine
from huichang.parts.queries import in_force
from huichang.parts.states import ROUND, PriceSource, Quality, RoundBasis, RoundState, UseClass

MOST_BANDS = 200
TURN = "parts.prices"
"""Whoever writes prices waits for the one before: what was looked at still holds when the price is written."""
_PART, _PRICE, _LINE = Part._meta.db_table, PartPrice._meta.db_table, PriceRoundLine._meta.db_table


@dataclass(frozen=True, kw_only=True)
class Band:
    """One row of the matrix as somebody writes it; `cost_to` None: no upper end."""

    use_class: str = ""
    quality: str = ""
    cost_from: Decimal = Decimal(0)
    cost_to: Decimal | None = None
    markup: Decimal
    step: Decimal = Decimal(1)
    ending: Decimal = Decimal(0)

    @property
    def says(self) -> str:
        """The row in words."""
        whom = " · ".join(
            filter(
                None,
                [
                    UseClass(self.use_class).label if self.use_class else "全部用途",
                    Quality(self.quality).label if self.quality else "",
                ],
            )
        )
        upper = "以上" if self.cost_to is None else f"到 {yuan(self.cost_to)}"
        return f"{whom} 成本 {yuan(self.cost_from)} {upper}"


def whose_prices(warrant: Warrant, *, group: bool) -> int | None:
    """For whom somebody sets prices: the store where they work, or (None) the group, which all its stores begin from.

    Raises NotAllowed for the group without that right: nobody changes what another store asks.
    """
    here = warrant.actor.here
    warrant.show_at(here)
    if not group:
        return here
    if not warrant.actor.may(permissions.SET_GROUP_PRICES, here):
        raise NotAllowed("集团价由集团督导制定，您可以改本店价。")
    return None


def _of(store_id: int | None) -> Q:
    """Rows of a store, or (None) of the group."""
    return Q(store__isnull=True) if store_id is None else Q(store_id=store_id)


@use_case(permissions.SET_PRICES, "修改加价矩阵")
def save_matrix(warrant: Warrant, *, bands: Sequence[Band], group: bool = False) -> list[PriceBand]:
    """The store's whole cost-plus matrix anew, or the group's; the journal keeps how it was. A store without bands of its own
    prices by the group's again. Published prices change only by a round.

    Raises Refused for bands that overlap, are upside down, or leave a gap that no wider band covers; NotAllowed for the
    group's without that right.
    """
    store_id = whose_prices(warrant, group=group)
    if len(bands) > MOST_BANDS:
        raise Refused(f"加价矩阵最多 {MOST_BANDS} 行，请合并一些成本段。")
    groups: dict[tuple[str, str], list[Band]] = {}
    for band in bands:
        if band.use_class and band.use_class not in UseClass.values:
            raise Refused("用途分类请从列表里选择。")
        if band.quality and band.quality not in Quality.values:
            raise Refused("质量属性请从列表里选择。")
        if band.cost_to is not None and band.cost_to <= band.cost_from:
            raise Refused(f"“{band.says}”：成本的终点必须大于起点。")
        if band.cost_from < 0 or band.markup < 0 or band.markup > 2000:
            raise Refused(f"“{band.says}”：加价率要在 0 到 2000% 之间，成本不能小于 0。")
        if not 0 <= band.ending < band.step:
            raise Refused(f"“{band.says}”：尾数要小于进位，例如进位 1 元、尾数 0.90。")
        groups.setdefault((band.use_class, band.quality), []).append(band)
    for rows in groups.values():
        rows.sort(key=lambda band: band.cost_from)
        for lower, upper in pairwise(rows):
            if lower.cost_to is None or lower.cost_to > upper.cost_from:
                raise Refused(f"“{lower.says}”和“{upper.says}”重叠，请改成首尾相接。")
    wait_for_turn(TURN)
    PriceBand.objects.filter(_of(store_id)).delete()
    made = PriceBand.objects.bulk_create(
        PriceBand(store_id=store_id, **vars(band)) for rows in groups.values() for band in rows
    )
    warrant.note = f"{'本店' if store_id else '集团'} {len(made)} 行"
    return made


@use_case(permissions.SET_PRICES, "配件定价")
def set_price(
    warrant: Warrant,
    part_id: int,
    *,
    price: Money,
    from_on: date,
    until_on: date | None = None,
    group: bool = False,
    at: datetime,
) -> PartPrice:
    """What a part costs here (per unit, tax included) from a day on, until a day where one is given; or what the group asks.
    A price of the same day is corrected.

    Raises Refused for a price in the past (what was sold keeps its price), one that is not more than nothing, and an end of
    the group's price; NotAllowed for the group's without that right.
    """
    wait_for_turn(TURN)
    part: Part = Part.objects.locked(part_id, warrant)
    store_id = whose_prices(warrant, group=group)
    if price <= 0:
        raise Refused("售价必须大于零。", fields=("price",))
    if from_on < localdate(at):
        raise Refused("过去的价格不能再改，请填写今天或以后的生效日期。", fields=("from_on",))
    if until_on is not None and (group or until_on < from_on):
        raise Refused(
            "集团价没有结束日期，请在新的一天定新价。" if group else "结束日期早于生效日期，请核对。",
            fields=("until_on",),
        )
    mine = PartPrice.objects.filter(_of(store_id), part=part, from_on=from_on)
    row = mine.first() or PartPrice(part=part, store_id=store_id, from_on=from_on)
    row.price, row.until_on, row.source, row.why, row.round = price, until_on, PriceSource.HAND, "", None
    row.save()
    warrant.note = f"{part.number} {'本店' if store_id else '集团'} {yuan(price)} {from_on} 起"
    return row


@use_case(permissions.SET_PRICES, "停止本店价")
def end_own_price(warrant: Warrant, part_id: int, *, at: datetime) -> None:
    """From tomorrow on the group's price holds here again, whatever own prices were planned.

    Raises Refused where the store has no price of its own, and where the group asks nothing that could hold instead.
    """
    wait_for_turn(TURN)
    part: Part = Part.objects.locked(part_id, warrant)
    store_id, today = warrant.actor.here, localdate(at)
    mine = PartPrice.objects.filter(part=part, store_id=store_id)
    running = mine.filter(Q(until_on__isnull=True) | Q(until_on__gt=today))
    if not running.exists():
        raise Refused(f"“{part.name}”没有本店价，现在执行的就是集团价。")
    if not in_force.prices_on(None, today).filter(part=part).exists():
        raise Refused(f"“{part.name}”没有集团价，停了就没有售价；请改本店价，或请集团督导先定集团价。")
    mine.filter(from_on__gt=today).delete()
    running.filter(from_on__lte=today).update(until_on=today)
    warrant.note = f"{part.number} {today} 止"


@use_case(permissions.SET_PRICES, "登记厂家指导价")
def set_guide_price(
    warrant: Warrant, part_id: int, *, price: Money, from_on: date, source: str = ""
) -> GuidePrice:
    """The manufacturer's list price of a part from a day on; one of the same day is corrected."""
    wait_for_turn(TURN)
    part: Part = Part.objects.locked(part_id, warrant)
    if price <= 0:
        raise Refused("厂家指导价必须大于零。")
    said = {"price": price, "source": source.strip()[:60]}
    made, _ = GuidePrice.objects.update_or_create(part=part, from_on=from_on, defaults=said)
    warrant.note = f"{part.number} {yuan(price)} {from_on} 起"
    return made


@use_case(permissions.SET_PRICES, "试算调价")
def draft_round(
    warrant: Warrant,
    *,
    name: str,
    basis: str,
    from_on: date,
    use_class: str = "",
    quality: str = "",
    maker: str = "",
    percent: Decimal = Decimal(100),
    group: bool = False,
    at: datetime,
) -> PriceRound:
    """New prices for all active parts of a scope by a basis, as they would hold from a day: kept to be looked at, with how
    each came about. Only parts whose price would change, and those that cannot be priced, are in it. Nothing is published.

    For the store, at its own costs and matrix; or for the `group`, at the moving average of all stores. `percent`: of the
    guide price, or of today's price (basis `shift`). Where nothing lies, the last receipt here says the cost. Raises Refused
    for a day that is over and for an impossible basis, NotAllowed for the group without that right.
    """
    store_id = whose_prices(warrant, group=group)
    if basis not in RoundBasis.values:
        raise Refused("请选择调价的依据。")
    if not name.strip():
        raise Refused("请给调价单起个名称，例如“国庆前调价”。")
    if from_on < localdate(at):
        raise Refused("过去的价格不能再改，请填写今天或以后的生效日期。")
    if not 1 <= percent <= 500:
        raise Refused("百分比要在 1 到 500 之间。")
    if basis in (RoundBasis.RULES, RoundBasis.MATRIX) and not queries.bands_for(store_id).exists():
        raise Refused("加价矩阵还是空的，请先在“加价矩阵”里填写。")
    round_: PriceRound = PriceRound.objects.create(
        store_id=store_id,
        name=name.strip()[:60],
        basis=basis,
        use_class=use_class,
        quality=quality,
        maker=maker.strip()[:40],
        percent=percent,
        from_on=from_on,
        made_by_id=warrant.actor.staff_id,
        made_at=at,
    )
    with connection.cursor() as cursor:
        sql, values = price_trial.statement(round_, warrant.actor.here)
        cursor.execute(sql, values)
        changed = cursor.rowcount
    warrant.about(round_, f"{round_.name}：{changed} 种")
    return round_


@use_case(permissions.SET_PRICES, "公布调价")
def publish_round(warrant: Warrant, round_id: int, *, at: datetime) -> PriceRound:
    """The prices of a round hold from its day; what cannot be priced keeps what it has.

    Raises Refused when the day is over, nothing would change, the prices have become others since the round was tried, or
    a part has a price of that very day already; Missing for another store's, NotAllowed for the group's without that right.
    """
    round_ = _round(warrant, round_id)
    ROUND.move(round_, "publish")
    if round_.from_on < localdate(at):
        raise Refused("生效日期已经过去，请重新试算，填写今天或以后的日期。")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FILTER (WHERE o.price IS DISTINCT FROM l.old), count(*) FILTER (WHERE s.id IS NOT NULL),"
            f" min(p.number) FILTER (WHERE s.id IS NOT NULL) FROM {_LINE} l JOIN {_PART} p ON p.id = l.part_id"
            f" LEFT JOIN LATERAL ({in_force.HOLDS.format(part='l.part_id')}) o ON true"
            f" LEFT JOIN {_PRICE} s ON s.part_id = l.part_id AND s.from_on = %s AND s.store_id IS NOT DISTINCT FROM %s"
            " WHERE l.round_id = %s AND l.new IS NOT NULL",
            [
                *in_force.values(round_.store_id, round_.from_on),
                round_.from_on,
                round_.store_id,
                round_id,
            ],
        )
        moved, clashing, example = cursor.fetchone()
        if moved:
            raise OutOfTurn(f"试算之后有 {moved} 种配件的售价又变了，请重新试算再公布。")
        if clashing:
            raise Refused(
                f"有 {clashing} 种配件（如 {example}）从 {round_.from_on} 起已经另有售价，请换一天，或先改那些价格。"
            )
        cursor.execute(
            f"INSERT INTO {_PRICE} (part_id, store_id, price, from_on, source, why, round_id)"
            f" SELECT part_id, %s, new, %s, %s, why, %s FROM {_LINE} WHERE round_id = %s AND new IS NOT NULL",
            [round_.store_id, round_.from_on, PriceSource.ROUND, round_id, round_id],
        )
        if not cursor.rowcount:
            raise Refused("这张调价单里没有会变的价格，不用公布。")
        warrant.note = f"{round_.name}：{cursor.rowcount} 种，{round_.from_on} 起"
    round_.published_at, round_.published_by_id = at, warrant.actor.staff_id
    round_.save(update_fields=["state", "published_at", "published_by"])
    return round_


@use_case(permissions.SET_PRICES, "撤回调价")
def withdraw_round(warrant: Warrant, round_id: int, *, at: datetime) -> PriceRound:
    """A round is taken back before its day. Raises Refused from that day on: prices that hold are changed by a new round;
    Missing and NotAllowed as publishing does."""
    round_ = _round(warrant, round_id)
    published = round_.state == RoundState.PUBLISHED
    ROUND.move(round_, "withdraw")
    if published:
        if round_.from_on <= localdate(at):
            raise Refused("这次调价已经生效，不能撤回；要改请再做一张调价单。")
        gone, _ = PartPrice.objects.filter(round=round_).delete()
        warrant.note = f"{round_.name}：{quantity(gone)} 个价格"
    round_.withdrawn_at = at
    round_.save(update_fields=["state", "withdrawn_at"])
    return round_


def _round(warrant: Warrant, round_id: int) -> PriceRound:
    """A round of the store, or of the group, locked. Raises Missing for another store's, NotAllowed as `whose_prices` does."""
    wait_for_turn(TURN)
    round_: PriceRound = PriceRound.objects.locked(round_id, warrant)
    if round_.store_id not in (None, warrant.actor.here):
        raise Missing("没有找到这张调价单，请从列表里打开。")
    whose_prices(warrant, group=round_.store_id is None)
    return round_
