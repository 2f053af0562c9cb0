"""What a round of new prices would make of every part of its scope: one statement over the whole master (PARTS-40)."""

from typing import Any

from huichang.parts import queries
from huichang.parts.models import GuidePrice, Move, Part, PriceBand, PriceRound, PriceRoundLine, Stock
from huichang.parts.queries import in_force
from huichang.parts.states import MoveKind, RoundBasis, UseClass
from huichang.pricebook import tax

_PART, _GUIDE, _BAND = Part._meta.db_table, GuidePrice._meta.db_table, PriceBand._meta.db_table
_STOCK, _MOVE, _LINE = Stock._meta.db_table, Move._meta.db_table, PriceRoundLine._meta.db_table


def statement(round_: PriceRound, here: int) -> tuple[str, list[Any]]:
    """The statement that writes a round's lines, with its values. A store's round knows its own stock, matrix and prices; the
    group's the stock of all stores and what the group has published. `here`: whose last receipt says the cost of what lies
    nowhere."""
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
    rate, percent = tax.rate(here, "part"), round_.percent
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
        LEFT JOIN LATERAL ({in_force.HOLDS.format(part="p.id")}) o ON true
        LEFT JOIN LATERAL (SELECT price, from_on FROM {_GUIDE} WHERE part_id = p.id AND from_on <= %s
                           ORDER BY from_on DESC LIMIT 1) g ON true
        LEFT JOIN (SELECT part_id, sum(value) / sum(on_hand) AS cost FROM {_STOCK}
                   WHERE on_hand > 0 AND (%s::bigint IS NULL OR store_id = %s) GROUP BY part_id) s
               ON s.part_id = p.id
        LEFT JOIN LATERAL (SELECT m.value / m.quantity AS cost FROM {_MOVE} m WHERE s.part_id IS NULL
                           AND m.store_id = %s AND m.part_id = p.id AND m.kind IN (%s, %s) AND m.quantity > 0
                           ORDER BY m.id DESC LIMIT 1) r ON true
        CROSS JOIN LATERAL (SELECT coalesce(s.cost, r.cost) AS cost) x
        LEFT JOIN LATERAL (SELECT * FROM {_BAND} c WHERE c.store_id IS NOT DISTINCT FROM %s
                           AND c.use_class IN ('', p.use_class) AND c.quality IN ('', p.quality)
                           AND x.cost >= c.cost_from AND (c.cost_to IS NULL OR x.cost < c.cost_to)
                           ORDER BY c.use_class <> '' DESC, c.quality <> '' DESC LIMIT 1) b ON true
        WHERE {" AND ".join(where)}
      ) d WHERE d.new IS NULL OR d.new IS DISTINCT FROM d.old
    """
    mine = round_.store_id
    matrix_of = mine if mine is not None and queries.has_own_matrix(mine) else None
    shared = [
        *in_force.values(mine, round_.from_on),
        round_.from_on,
        mine,
        mine,
        here,
        MoveKind.RECEIPT,
        MoveKind.OPENING,
        matrix_of,
    ]
    return sql, [round_.pk, *values, *shared, *scope]
