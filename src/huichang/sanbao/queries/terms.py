"""Which numbers of the law hold on a day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from huichang.engines.sanbao.law import ORDER_43, Law, Warnings
from huichang.sanbao import rules
from huichang.sanbao.models import Limits


@dataclass(frozen=True)
class InForce:
    """The numbers that hold on a day; version 0 are those the house came with."""

    version: int
    law: Law
    warn: Warnings
    values: Mapping[str, str]


def in_force(on: date) -> InForce:
    """The numbers that hold on a day: the newest version that has begun. One statement."""
    row = Limits.objects.filter(from_on__lte=on).order_by("-from_on", "-version").first()
    if row is None:
        values = rules.factory_values()
        law, warn = rules.law_of(values, name=ORDER_43.name, from_on=ORDER_43.from_on)
        return InForce(0, law, warn, values)
    values = rules.factory_values() | row.values
    law, warn = rules.law_of(values, name=row.name, from_on=row.from_on)
    return InForce(row.version, law, warn, values)
