"""Prices by rules (PARTS-40): the matrix, list prices, rounds of new prices that are tried, published and taken back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any

from django.db import connection
from django.utils.timezone import localdate

from huichang.kernel.actor import Warrant
from huichang.kernel.money import Money
from huichang.kernel.refusals import OutOfTurn, Refused
from huichang.kernel.use_case import use_case
from huichang.kernel.wording import quantity, yuan
from huichang.parts import permissions
from huichang.parts.models import (
    GuidePrice,
    Move,
    Part,
    PartPrice,
    PriceBand,
    PriceRound,
    PriceRoundLine,
    Stock,
)
from huichang.parts.states import ROUND, MoveKind, PriceSource, Quality, RoundBasis, RoundState, UseClass
from huichang.pricebook import tax

MOST_BANDS = 200
_PART, _PRICE, _GUIDE = Part._meta.db_table, PartPrice._meta.db_table, GuidePrice._meta.db_table
_BAND, _STOCK, _MOVE = PriceBand._meta.db_table, Stock._meta.db_table, Move._meta.db_table
_LINE = PriceRoundLine._meta.db_table


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


@use_case(permissions.SET_PRICES, "修改加价矩阵")
def save_matrix(warrant: Warrant, *, bands: Sequence[Band]) -> list[PriceBand]:
    """The whole cost-plus matrix anew; the journal keeps how it was. Published prices change only by a round.

    Raises Refused for bands that overlap, are upside down, or leave a gap that no wider band covers.
    """
    warrant.show_at(warrant.actor.here)
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
    for group in groups.values():
        group.sort(key=lambda band: band.cost_from)
        for lower, upper in pairwise(group):
            if lower.cost_to is None or lower.cost_to > upper.cost_from:
                raise Refused(f"“{lower.says}”和“{upper.says}”重叠，请改成首尾相接。")
    PriceBand.objects.all().delete()
    made = PriceBand.objects.bulk_create(
        PriceBand(**vars(band)) for group in groups.values() for band in group
    )
    warrant.note = f"{len(made)} 行"
    return made


@use_case(permissions.SET_PRICES, "登记厂家指导价")
def set_guide_price(
    warrant: Warrant, part_id: int, *, price: Money, from_on: date, source: str = ""
) -> GuidePrice:
    """The manufacturer's list price of a part from a day on; one of the same day is corrected."""
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
    at: datetime,
) -> PriceRound:
    """New prices for all active parts of a scope by a basis, as they would hold from a day: kept to be looked at, with how
    each came about. Only parts whose price would change, and those that cannot be priced, are in it. Nothing is published.

    `percent`: of the guide price, or of today's price (basis `shift`). Cost is the moving average of all stores, or what
    the last receipt here cost. Raises Refused for a day that is over and for an impossible basis.
    """
    store_id = warrant.actor.here
    warrant.show_at(store_id)
    if basis not in RoundBasis.values:
        raise Refused("请选择调价的依据。")
    if not name.strip():
        raise Refused("请给调价单起个名称，例如“国庆前调价”。")
    if from_on < localdate(at):
        raise Refused("过去的价格不能再改，请填写今天或以后的生效日期。")
    if not 1 <= percent <= 500:
        raise Refused("百分比要在 1 到 500 之间。")
    if basis in (RoundBasis.RULES, RoundBasis.MATRIX) and not PriceBand.objects.exists():
        raise Refused("加价矩阵还是空的，请先在“加价矩阵”里填写。")
    round_: PriceRound = PriceRound.objects.create(
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
        sql, values = _simulation(round_, store_id)
        cursor.execute(sql, values)
        changed = cursor.rowcount
    warrant.about(round_, f"{round_.name}：{changed} 种")
    return round_


def _simulation(round_: PriceRound, store_id: int) -> tuple[str, list[Any]]:
    """The one statement that prices a round."""
    where, scope = ["p.is_active"], list[Any]()
    for column, value in (
        ("use_class", round_.use_class),
        ("quality", round_.quality),
        ("maker", round_.maker),
    ):
        if value:
            where.append(f"p.{column} = %s")
            scope.append(value)
    labels = " ".join(f"WHEN '{value}' THEN '{label}'" for value, label in UseClass.choices)
    matrix = (
        "CASE WHEN x.cost IS NOT NULL AND b.id IS NOT NULL THEN greatest(ceil((x.cost * (100 + b.markup) / 100 * (1 + %s)"
        " - b.ending) / b.step) * b.step + b.ending, CASE WHEN b.ending > 0 THEN b.ending ELSE b.step END) END"
    )
    guide = "round(g.price * %s / 100, 2)"
    by_matrix = (
        "'加价矩阵：' || CASE b.use_class "
        + labels
        + " ELSE '全部用途' END || ' 成本 ' || to_char(b.cost_from, 'FM999999990.00')"
        " || coalesce(' 到 ' || to_char(b.cost_to, 'FM999999990.00'), ' 以上') || ' 加 ' || trim_scale(b.markup)"
        " || '%%，含税进到尾数 '"
        " || to_char(b.ending, 'FM990.00')"
    )
    by_guide = (
        "'厂家指导价 ' || to_char(g.from_on, 'YYYY-MM-DD') || ' 起 ¥' || g.price"
        " || CASE WHEN %s = 100 THEN '' ELSE ' 的 ' || trim_scale(%s::numeric) || '%%' END"
    )
    nothing = "CASE WHEN x.cost IS NULL THEN '没有成本，也没有厂家指导价' ELSE '加价矩阵里没有这个成本段' END"
    rate, percent = tax.rate(store_id, "part"), round_.percent
    match round_.basis:
        case RoundBasis.RULES:
            new, why = f"coalesce({guide}, {matrix})", f"coalesce({by_guide}, {by_matrix}, {nothing})"
            values = [percent, rate, percent, percent]
        case RoundBasis.MATRIX:
            new, why, values = matrix, f"coalesce({by_matrix}, {nothing})", [rate]
        case RoundBasis.GUIDE:
            new, why = guide, f"coalesce({by_guide}, '没有厂家指导价')"
            values = [percent, percent, percent]
        case _:
            new, why = (
                "round(o.price * %s / 100, 2)",
                "'现行售价 ¥' || o.price || ' 的 ' || trim_scale(%s::numeric) || '%%'",
            )
            values = [percent, percent]
    sql = f"""
      INSERT INTO {_LINE} (round_id, part_id, old, new, cost, why)
      SELECT %s, d.id, d.old, d.new, round(d.cost, 2), left(coalesce(d.why, '还没有售价'), 160) FROM (
        SELECT p.id, o.price AS old, {new} AS new, x.cost, {why} AS why
        FROM {_PART} p
        LEFT JOIN LATERAL (SELECT price FROM {_PRICE} WHERE part_id = p.id AND from_on <= %s
                           ORDER BY from_on DESC LIMIT 1) o ON true
        LEFT JOIN LATERAL (SELECT price, from_on FROM {_GUIDE} WHERE part_id = p.id AND from_on <= %s
                           ORDER BY from_on DESC LIMIT 1) g ON true
        LEFT JOIN (SELECT part_id, sum(value) / sum(on_hand) AS cost FROM {_STOCK} WHERE on_hand > 0 GROUP BY part_id) s
               ON s.part_id = p.id
        LEFT JOIN LATERAL (SELECT m.value / m.quantity AS cost FROM {_MOVE} m WHERE s.part_id IS NULL
                           AND m.store_id = %s AND m.part_id = p.id AND m.kind IN (%s, %s) AND m.quantity > 0
                           ORDER BY m.id DESC LIMIT 1) r ON true
        CROSS JOIN LATERAL (SELECT coalesce(s.cost, r.cost) AS cost) x
        LEFT JOIN LATERAL (SELECT * FROM {_BAND} c WHERE c.use_class IN ('', p.use_class) AND c.quality IN ('', p.quality)
                           AND x.cost >= c.cost_from AND (c.cost_to IS NULL OR x.cost < c.cost_to)
                           ORDER BY c.use_class <> '' DESC, c.quality <> '' DESC LIMIT 1) b ON true
        WHERE {" AND ".join(where)}
      ) d WHERE d.new IS NULL OR d.new IS DISTINCT FROM d.old
    """
    shared = [round_.from_on, round_.from_on, store_id, MoveKind.RECEIPT, MoveKind.OPENING]
    return sql, [round_.pk, *values, *shared, *scope]


@use_case(permissions.SET_PRICES, "公布调价")
def publish_round(warrant: Warrant, round_id: int, *, at: datetime) -> PriceRound:
    """The prices of a round hold from its day; what cannot be priced keeps what it has.

    Raises Refused when the day is over, nothing would change, the prices have become others since the round was tried, or
    a part has a price of that very day already.
    """
    round_: PriceRound = PriceRound.objects.locked(round_id, warrant)
    ROUND.move(round_, "publish")
    if round_.from_on < localdate(at):
        raise Refused("生效日期已经过去，请重新试算，填写今天或以后的日期。")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FILTER (WHERE o.price IS DISTINCT FROM l.old), count(*) FILTER (WHERE s.id IS NOT NULL),"
            f" min(p.number) FILTER (WHERE s.id IS NOT NULL) FROM {_LINE} l JOIN {_PART} p ON p.id = l.part_id"
            f" LEFT JOIN LATERAL (SELECT price FROM {_PRICE} WHERE part_id = l.part_id AND from_on <= %s"
            " ORDER BY from_on DESC LIMIT 1) o ON true"
            f" LEFT JOIN {_PRICE} s ON s.part_id = l.part_id AND s.from_on = %s"
            " WHERE l.round_id = %s AND l.new IS NOT NULL",
            [round_.from_on, round_.from_on, round_id],
        )
        moved, clashing, example = cursor.fetchone()
        if moved:
            raise OutOfTurn(f"试算之后有 {moved} 种配件的售价又变了，请重新试算再公布。")
        if clashing:
            raise Refused(
                f"有 {clashing} 种配件（如 {example}）从 {round_.from_on} 起已经另有售价，请换一天，或先改那些价格。"
            )
        cursor.execute(
            f"INSERT INTO {_PRICE} (part_id, price, from_on, source, why, round_id)"
            f" SELECT part_id, new, %s, %s, why, %s FROM {_LINE} WHERE round_id = %s AND new IS NOT NULL",
            [round_.from_on, PriceSource.ROUND, round_id, round_id],
        )
        if not cursor.rowcount:
            raise Refused("这张调价单里没有会变的价格，不用公布。")
        warrant.note = f"{round_.name}：{cursor.rowcount} 种，{round_.from_on} 起"
    round_.published_at, round_.published_by_id = at, warrant.actor.staff_id
    round_.save(update_fields=["state", "published_at", "published_by"])
    return round_


@use_case(permissions.SET_PRICES, "撤回调价")
def withdraw_round(warrant: Warrant, round_id: int, *, at: datetime) -> PriceRound:
    """A round is taken back before its day. Raises Refused from that day on: prices that hold are changed by a new round."""
    round_: PriceRound = PriceRound.objects.locked(round_id, warrant)
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
