"""The numbers of the law as dated data, each with its article (家用汽车产品修理更换退货责任规定, 市场监管总局令第43号)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Law:
    """The limits that hold from a day on. Months and km are whichever comes first; km up to and including the limit."""

    name: str
    from_on: date
    sanbao_months: int
    """三包有效期, at least (第十八条)."""
    sanbao_km: int
    cover_months: int
    """包修期, at least (第十八条)."""
    cover_km: int
    early_days: int
    """A main part of engine, gearbox, battery or motor fails within so many days or km: the whole is replaced (第二十条), and
    dangerous failures give the right to exchange or return (第二十三条)."""
    early_km: int
    first_days: int
    """So soon after the beginning a change of one of the four assemblies gives the right (第二十二条)."""
    safety_repairs: int
    """Repairs of serious safety failures after which another gives the right (第二十四条第一款第一项)."""
    assembly_changes: int
    """第二十四条第一款第二项."""
    part_changes: int
    """第二十四条第一款第三项."""
    repair_days: int
    """More days under repair than this give the right (第二十四条第一款第四项)."""
    same_repairs: int
    """More repairs of the same problem than this give the right (第二十四条第一款第四项)."""
    spare_days: int
    """A repair that takes longer gives a spare car or transport money from the day after (第二十一条)."""
    use_factor_most: Decimal
    """n in the compensation for use, at most (第二十七条)."""
    answer_workdays: int
    """第二十八条."""
    done_workdays: int
    record_years: int
    """第十七条."""


ORDER_43 = Law(
    name="家用汽车产品修理更换退货责任规定（市场监管总局令第43号）",
    from_on=date(2022, 1, 1),
    sanbao_months=24,
    sanbao_km=50_000,
    cover_months=36,
    cover_km=60_000,
    early_days=60,
    early_km=3_000,
    first_days=7,
    safety_repairs=2,
    assembly_changes=2,
    part_changes=2,
    repair_days=30,
    same_repairs=4,
    spare_days=5,
    use_factor_most=Decimal("0.005"),
    answer_workdays=10,
    done_workdays=20,
    record_years=6,
)
"""In force since 2022-01-01."""


@dataclass(frozen=True, slots=True)
class Warnings:
    """From where on a count is amber, below the law's limits: settings of a store."""

    repair_days: int = 20
    same_repairs: int = 3
    safety_repairs: int = 1
    changes: int = 1
