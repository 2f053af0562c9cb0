"""The parts master: numbers, prices from a day on, old and new numbers, alternatives, where a part fits (PARTS-01)."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Q, Sum
from django.db.models.functions import Floor, TruncMonth
from django.utils import timezone

from huichang.company import queries as company
from huichang.kernel import freshness, pinyin
from huichang.kernel.actor import Warrant
from huichang.kernel.days import begin_of
from huichang.kernel.money import Money
from huichang.kernel.months import first_of
from huichang.kernel.refusals import Refused
from huichang.kernel.turns import wait_for_turn
from huichang.kernel.use_case import use_case
from huichang.parts import ledger, permissions, rules
from huichang.parts.models import BatchStock, Fit, Move, Part, PartPrice, Stock, Substitute
from huichang.parts.states import MoveKind, Quality, ReplaceRule, Size, Tracking, UseClass
from huichang.pricebook import queries as pricebook

CLASSED_MONTHS = 12
TURN = "parts.catalogue"
"""New numbers, and what stands for what, are written one after another: two that fit alone may not fit together."""


@dataclass(frozen=True, kw_only=True)
class Particulars:
    """The words of a part in the master, apart from its number."""

    name: str
    use_class: str = UseClass.REPAIR
    quality: str = Quality.GENUINE
    maker: str = ""
    unit: str = "件"
    is_whole: bool = True
    pack: Decimal = Decimal(1)
    size: str = ""
    system: str = ""
    is_safety: bool = False
    is_hazardous: bool = False
    tracking: str = Tracking.NONE
    shelf_life_months: int | None = None
    needs_check: bool = False
    barcode: str = ""
    is_active: bool = True


@use_case(permissions.KEEP_CATALOGUE, "新建配件")
def register_part(
    warrant: Warrant,
    *,
    number: str,
    words: Particulars,
    at: datetime,
    price: Money | None = None,
    fits: Iterable[str] = (),
) -> Part:
    """A new part number; `price` holds from the day of `at`, for all stores: no store asks anything else yet.

    Raises Refused for an empty or known number (marks and case do not make another one) and for impossible words.
    """
    warrant.show_at(warrant.actor.here)
    key = rules.key_of(number)
    if not key:
        raise Refused("请填写配件编码，由字母和数字组成。")
    wait_for_turn(TURN)
    known = Part.objects.filter(key=key).first()
    if known is not None:
        raise Refused(f"编码 {known.number} 已经在目录里（{known.name}），不用重复建立。")
    part = Part(number=number.strip().upper())
    _fill(part, words)
    part.save()
    Fit.objects.bulk_create([Fit(part=part, series=series) for series in sorted(set(fits))])
    if price is not None:
        PartPrice.objects.create(part=part, price=price, from_on=timezone.localdate(at))
    warrant.about(part, part.number)
    return part


@use_case(permissions.KEEP_CATALOGUE, "修改配件资料")
def change_part(
    warrant: Warrant,
    part_id: int,
    *,
    words: Particulars,
    fits: Iterable[str] | None = None,
    seen: int | None = None,
) -> Part:
    """Change the words of a part, and the series that it fits when `fits` is given. Raises Refused for impossible words,
    Changed for an old page."""
    entered = _enter_if_counted_otherwise(part_id, words)
    part: Part = Part.objects.locked(part_id, warrant)
    freshness.check(part, seen)
    if not entered and (part.tracking, part.is_whole) != (words.tracking, words.is_whole):
        freshness.refuse(part)
    if (
        words.is_whole
        and not part.is_whole
        and Stock.objects.filter(part=part, on_hand__gt=Floor("on_hand")).exists()
    ):
        raise Refused(f"“{part.name}”的库存里有小数，请先盘点成整数，再改为只能整数。")
    if words.tracking != part.tracking and BatchStock.objects.filter(part=part, quantity__gt=0).exists():
        raise Refused(f"“{part.name}”还有按{part.get_tracking_display()}管理的库存，用完以后才能改追踪方式。")
    _fill(part, words)
    freshness.bump(part)
    part.save()
    if fits is not None:
        wanted = set(fits)
        Fit.objects.filter(part=part).exclude(series__in=wanted).delete()
        Fit.objects.bulk_create(
            [Fit(part=part, series=each) for each in sorted(wanted)], ignore_conflicts=True
        )
    return part


def _enter_if_counted_otherwise(part_id: int, words: Particulars) -> bool:
    """Before a part is counted otherwise (by batch, in whole pieces only) nothing of it comes or goes anywhere, so that what
    lies there is still so when it is written. Says whether the store rooms were entered."""
    changes = Part.objects.filter(pk=part_id).exclude(tracking=words.tracking, is_whole=words.is_whole)
    if not changes.exists():
        return False
    enter_all()
    return True


def enter_all() -> None:
    """Wait for one's turn in every store room, in the one order in which several are entered."""
    for store_id in company.store_ids():
        ledger.enter(store_id)


def _fill(part: Part, words: Particulars) -> None:
    for field, value in asdict(words).items():
        setattr(part, field, value.strip() if isinstance(value, str) else value)
    if not part.name:
        raise Refused("请填写配件名称。")
    known = (
        words.use_class in UseClass.values,
        words.quality in Quality.values,
        words.tracking in Tracking.values,
        words.size in Size.values or not words.size,
    )
    if not all(known):
        raise Refused("用途分类、质量属性、追踪方式和大小请从列表里选择。")
    if part.system and part.system not in pricebook.systems():
        raise Refused(f"没有“{part.system}”这个系统，请从列表里选择。")
    if part.pack <= 0:
        raise Refused("包装数必须大于零。")
    if part.needs_check and part.tracking == Tracking.NONE:
        raise Refused("要入库验真的配件，请把“追踪”改为批次或序列号，结果才能记在批次上。")
    if part.tracking == Tracking.SERIAL and not part.is_whole:
        raise Refused("按序列号管理的配件只能是整数。")
    if part.is_whole and part.pack % 1:
        raise Refused("只能整数的配件，包装数也要是整数。")
    part.initials = pinyin.initials(part.name)[:80]


@use_case(permissions.KEEP_CATALOGUE, "登记替代编码")
def supersede_part(
    warrant: Warrant,
    part_id: int,
    *,
    new_id: int | None,
    rule: ReplaceRule = ReplaceRule.USE_UP,
    is_interchangeable: bool = False,
) -> Part:
    """A part number was replaced by a newer one (None: it was not). Searches lead from the old number to the new.

    `rule`: whether stock of the old number is used up first, or only the new one is used; `is_interchangeable`: the old
    part may stand for the new one as well. Raises Refused for a chain that would bite its own tail.
    """
    wait_for_turn(TURN)
    part: Part = Part.objects.locked(part_id, warrant)
    if new_id is not None:
        new: Part = Part.objects.locked(new_id, warrant)
        step: Part | None = new
        while step is not None:
            if step.pk == part.pk:
                raise Refused(f"{new.number} 已经在 {part.number} 的旧编码一边，不能互相替代，请核对方向。")
            step = step.replaced_by
    part.replaced_by_id = new_id
    part.replace_rule = rule
    part.is_interchangeable = is_interchangeable and new_id is not None
    part.save(update_fields=["replaced_by", "replace_rule", "is_interchangeable"])
    return part


@use_case(permissions.KEEP_CATALOGUE, "登记代用件")
def allow_substitute(
    warrant: Warrant, part_id: int, *, other_id: int, condition: str = "", both_ways: bool = True
) -> None:
    """Another part does the work of this one, under a `condition` if there is one; `both_ways`: and this one that of the other.

    Raises Refused for a part and itself.
    """
    wait_for_turn(TURN)
    part: Part = Part.objects.locked(part_id, warrant)
    other: Part = Part.objects.locked(other_id, warrant)
    if part.pk == other.pk:
        raise Refused("代用件不能是配件自己，请选择另一个编码。")
    ways = [(part, other), (other, part)] if both_ways else [(part, other)]
    Substitute.objects.bulk_create(
        [Substitute(part=one, other=instead, condition=condition.strip()[:60]) for one, instead in ways],
        update_conflicts=True,
        unique_fields=["part", "other"],
        update_fields=["condition"],
    )


@use_case(permissions.KEEP_CATALOGUE, "取消代用件")
def forbid_substitute(warrant: Warrant, part_id: int, *, other_id: int) -> None:
    """Two parts no longer stand for each other."""
    wait_for_turn(TURN)
    part: Part = Part.objects.locked(part_id, warrant)
    Substitute.objects.filter(Q(part=part, other_id=other_id) | Q(part_id=other_id, other=part)).delete()


@use_case(permissions.KEEP_CATALOGUE, "计算配件分类")
def classify_parts(warrant: Warrant, store_id: int, *, at: datetime) -> int:
    """ABC by the value used in the last twelve months, XYZ by how steadily; returns how many parts changed class.

    A part that was never here has no class. What came back from orders is taken off.
    """
    warrant.show_at(store_id)
    since = begin_of(first_of(timezone.localdate(at), -CLASSED_MONTHS))
    used: dict[int, Decimal] = {}
    by_month: dict[int, dict[date, Decimal]] = {}
    rows = (
        Move.objects.filter(
            store_id=store_id,
            kind__in=[MoveKind.ISSUE, MoveKind.RETURN, MoveKind.SALE],
            at__gte=since,
            at__lt=at,
        )
        .annotate(month=TruncMonth("at"))
        .values("part_id", "month")
        .annotate(pieces=Sum("quantity"), worth=Sum("value"))
        .values_list("part_id", "month", "pieces", "worth")
    )
    for part_id, month, pieces, worth in rows:
        used[part_id] = used.get(part_id, Decimal(0)) - worth
        by_month.setdefault(part_id, {})[month.date()] = -pieces
    stocks = list(Stock.objects.filter(store_id=store_id).order_by("pk").only("pk", "part_id", "abc", "xyz"))
    abc = rules.abc_classes({stock.part_id: used.get(stock.part_id, Decimal(0)) for stock in stocks})
    changed = []
    for stock in stocks:
        months = list(by_month.get(stock.part_id, {}).values())
        xyz = rules.xyz_class(months + [Decimal(0)] * (CLASSED_MONTHS - len(months)))
        if (stock.abc, stock.xyz) != (abc[stock.part_id], xyz):
            stock.abc, stock.xyz = abc[stock.part_id], xyz
            changed.append(stock)
    if changed:
        ledger.enter(store_id)
        Stock.objects.bulk_update(changed, ["abc", "xyz"], batch_size=500)
    warrant.note = f"{len(changed)} 种配件"
    return len(changed)
