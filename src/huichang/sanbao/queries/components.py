"""Which list of main parts and wear holds for a car, and the lists as a page shows them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from huichang.kernel.actor import Actor
from huichang.kernel.refusals import NotAllowed
from huichang.sanbao import component_text, permissions, rules
from huichang.sanbao.models import Components
from huichang.sanbao.rules import KIND_SAYS, NAMES, Kind
from huichang.vehicles import queries as vehicles


@dataclass(frozen=True)
class Lists:
    """The published versions of some brands and the national ones, newest first."""

    published: dict[str, list[tuple[date, tuple[Kind, ...]]]]

    def of(self, brand: str, on: date) -> tuple[Kind, ...]:
        """The list that holds for a car of a brand that was sold on a day: its maker's, else the national one, else what
        the house came with."""
        for name in (brand, ""):
            for from_on, kinds in self.published.get(name, ()):
                if from_on <= on:
                    return kinds
        return rules.national_kinds()


def lists(brands: Collection[str]) -> Lists:
    """The lists of some brands. One statement."""
    found: dict[str, list[tuple[date, tuple[Kind, ...]]]] = {}
    rows = Components.objects.filter(brand__in={"", *brands}).order_by("-from_on", "-version")
    for row in rows:
        found.setdefault(row.brand, []).append((row.from_on, component_text.kinds_of(row.rows)))
    return Lists(found)


@dataclass(frozen=True)
class KindRow:
    """A kind of part as a line of the page."""

    kind_says: str
    system_says: str
    name: str
    words: str
    but: str
    guarantee: str


@dataclass(frozen=True)
class ListVersion:
    """A published version; `holds`: new cars are sold under it."""

    version: int
    source: str
    from_on: date
    why: str
    by: str
    at: datetime
    count: int
    added: tuple[str, ...]
    dropped: tuple[str, ...]
    holds: bool


@dataclass(frozen=True)
class ComponentsPage:
    """A brand's list with its versions. `latest` is the number of the newest version, 0 before the first; `text` the newest as it
    is written."""

    brand: str
    brands: tuple[str, ...]
    is_own: bool
    latest: int
    rows: tuple[KindRow, ...]
    text: str
    versions: tuple[ListVersion, ...]


def components_page(actor: Actor, *, brand: str, on: date) -> ComponentsPage:
    """A brand's list (empty: the national one). Two statements. Raises NotAllowed."""
    if not (actor.may(permissions.SEE_SANBAO) or actor.may(permissions.SET_LIMITS)):
        raise NotAllowed("您的岗位不能查看三包零部件清单，请找服务经理。")
    published = list(
        Components.objects.select_related("by").filter(brand__in={"", brand}).order_by("version")
    )
    own = [row for row in published if row.brand == brand]
    base = own or [row for row in published if not row.brand]
    holding = Lists({"": [(row.from_on, component_text.kinds_of(row.rows)) for row in reversed(base)]})
    kinds = component_text.kinds_of(own[-1].rows) if own else holding.of("", on)
    versions, before = [], rules.national_kinds()
    in_force = max(
        (row for row in own if row.from_on <= on), key=lambda row: (row.from_on, row.version), default=None
    )
    for row in own:
        now_is = component_text.kinds_of(row.rows)
        versions.append(
            ListVersion(
                row.version,
                row.source,
                row.from_on,
                row.why,
                row.by.name if row.by else "系统",
                row.at,
                len(row.rows),
                _names(now_is, before),
                _names(before, now_is),
                row is in_force,
            )
        )
        before = now_is
    return ComponentsPage(
        brand,
        tuple(vehicles.brands()),
        bool(own),
        own[-1].version if own else 0,
        tuple(_row(each) for each in kinds),
        component_text.written(kinds),
        tuple(reversed(versions)),
    )


def _names(these: Sequence[Kind], without: Sequence[Kind]) -> tuple[str, ...]:
    there = {(each.kind, each.system, each.name) for each in without}
    return tuple(each.name for each in these if (each.kind, each.system, each.name) not in there)


def _row(each: Kind) -> KindRow:
    terms = [f"{each.months} 个月" if each.months else "", f"{each.km:,} 公里" if each.km else ""]
    return KindRow(
        KIND_SAYS[each.kind],
        NAMES.get(each.system, "—"),
        each.name,
        "、".join(each.words),
        "、".join(each.but),
        " / ".join(term for term in terms if term),
    )
