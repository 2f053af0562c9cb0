"""The numbers of the law as a page shows them."""

from dataclasses import dataclass
from datetime import date, datetime

from huichang.kernel.actor import Actor
from huichang.kernel.refusals import NotAllowed
from huichang.sanbao import permissions, rules
from huichang.sanbao.models import Limits
from huichang.sanbao.queries import terms


@dataclass(frozen=True)
class NumberRow:
    """One number, what it came with and what is published last."""

    key: str
    says: str
    unit: str
    article: str
    factory: str
    value: str
    is_warning: bool


@dataclass(frozen=True)
class VersionRow:
    """A version that was published, with what it changed."""

    version: int
    name: str
    from_on: date
    why: str
    by: str
    at: datetime
    changed: tuple[str, ...]
    holds: bool


@dataclass(frozen=True)
class LimitsPage:
    """What holds today, what was published last, and how it came to be."""

    in_force: int
    latest: int
    law: str
    rows: tuple[NumberRow, ...]
    versions: tuple[VersionRow, ...]


def limits_page(actor: Actor, *, on: date) -> LimitsPage:
    """The numbers and their versions. Two statements. Raises NotAllowed."""
    if not (actor.may(permissions.SEE_SANBAO) or actor.may(permissions.SET_LIMITS)):
        raise NotAllowed("您的岗位不能查看三包参数，请找服务经理。")
    held = terms.in_force(on)
    published = list(Limits.objects.select_related("by").order_by("version"))
    factory = rules.factory_values()
    latest = factory | (published[-1].values if published else {})
    versions = []
    before = factory
    for row in published:
        changed = tuple(
            f"{rules.BY_KEY[key].says} {before.get(key, '')} → {value} {rules.BY_KEY[key].unit}".strip()
            for key, value in row.values.items()
            if value != before.get(key)
        )
        versions.append(
            VersionRow(
                row.version,
                row.name,
                row.from_on,
                row.why,
                row.by.name if row.by else "系统",
                row.at,
                changed,
                row.version == held.version,
            )
        )
        before = row.values
    return LimitsPage(
        in_force=held.version,
        latest=published[-1].version if published else 0,
        law=held.law.name,
        rows=tuple(
            NumberRow(
                each.key,
                each.says,
                each.unit,
                each.article,
                factory[each.key],
                latest[each.key],
                bool(each.warns),
            )
            for each in rules.PARAMETERS
        ),
        versions=tuple(reversed(versions)),
    )
