"""Maintenance packages: put together, priced, closed."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from huichang.kernel import pinyin
from huichang.kernel.actor import Warrant
from huichang.kernel.money import Money
from huichang.kernel.refusals import Refused
from huichang.kernel.use_case import use_case
from huichang.pricebook import permissions, queries
from huichang.pricebook.models import Package, PackageLine
from huichang.pricebook.states import PackageKind


@dataclass(frozen=True)
class PackagePart:
    """A part of a package, by its number."""

    number: str
    quantity: Decimal = Decimal(1)


@use_case(permissions.MANAGE_PRICES, "维护套餐")
def save_package(
    warrant: Warrant,
    *,
    code: str,
    name: str,
    operations: Sequence[str],
    parts: Sequence[PackagePart] = (),
    kind: str = PackageKind.REGULAR,
    repair_type: str = "maintenance",
    series: Sequence[str] = (),
    energies: Sequence[str] = (),
    every_km: int | None = None,
    every_months: int | None = None,
    first_km: int | None = None,
    at_km: Sequence[int] = (),
    price: Money | None = None,
    note: str = "",
) -> Package:
    """Make a package, or replace the one with this code; operations by code, parts by number. Orders keep theirs.

    Raises Refused for an empty package, an unknown operation, a quantity of nothing or a price of nothing.
    """
    warrant.show_at(warrant.actor.here)
    code, name = code.strip().upper(), name.strip()
    if not code or not name:
        raise Refused("请填写套餐的代码和名称。")
    if not operations and not parts:
        raise Refused("套餐里还没有内容，请至少放一个工时项目或配件。")
    if price is not None and price <= 0:
        raise Refused("套餐价要大于 0 元；不设套餐价时按各项目录价合计。")
    known = queries.operations_by_code(operations)
    if unknown := [each for each in operations if each not in known]:
        raise Refused(f"价目里没有工时项目 {'、'.join(unknown)}，请先新增或换一个。")
    for part in parts:
        if not part.number.strip() or part.quantity <= 0:
            raise Refused("套餐里的配件要有编码，数量要大于 0。")
    package, _ = Package.objects.update_or_create(
        code=code,
        defaults={
            "name": name,
            "initials": pinyin.initials(name)[:60],
            "kind": kind,
            "repair_type": repair_type,
            "series": list(series),
            "energies": list(energies),
            "every_km": every_km,
            "every_months": every_months,
            "first_km": first_km,
            "at_km": sorted(at_km),
            "price": price,
            "note": note.strip(),
            "is_active": True,
        },
    )
    package.lines.all().delete()
    PackageLine.objects.bulk_create(
        [
            *(PackageLine(package=package, operation_id=known[each].id) for each in operations),
            *(PackageLine(package=package, part_number=p.number.strip(), quantity=p.quantity) for p in parts),
        ]
    )
    warrant.about(package, f"{code} {name}")
    return package


@use_case(permissions.MANAGE_PRICES, "停用套餐")
def close_package(warrant: Warrant, package_id: int) -> Package:
    """The package is no longer offered."""
    package: Package = Package.objects.locked(package_id, warrant)
    package.is_active = False
    package.save(update_fields=["is_active"])
    return package


@use_case(permissions.MANAGE_PRICES, "恢复套餐")
def reopen_package(warrant: Warrant, package_id: int) -> Package:
    """The package is offered again."""
    package: Package = Package.objects.locked(package_id, warrant)
    package.is_active = True
    package.save(update_fields=["is_active"])
    return package
