"""The other door of this room: the price book as JSON."""

from django.utils.timezone import localdate
from ninja import Router

from huichang.kernel.refusals import NotAllowed
from huichang.kernel.web import Request
from huichang.pricebook import permissions, queries

router = Router(tags=["pricebook"])


def _may_see(request: Request) -> None:
    if not request.actor.may(permissions.SEE_PRICES):
        raise NotAllowed("这个令牌不能查看价目。")


@router.get("/operations", response=list[queries.OperationCard], summary="工时项目")
def operations(request: Request, text: str = "", system: str = "") -> list[queries.OperationCard]:
    """Active operations by code, name, pinyin initials or sayings."""
    _may_see(request)
    return queries.search_operations(text, system=system, limit=60)


@router.get("/rates", response=list[queries.RateCard], summary="工时单价")
def rates(request: Request) -> list[queries.RateCard]:
    """The rates that hold today."""
    _may_see(request)
    return queries.rates(request.actor.here, on=localdate())


@router.get("/packages", response=list[queries.PackageCard], summary="套餐列表")
def packages(
    request: Request, series: str, energy: str, odometer: int | None = None, months: int | None = None
) -> list[queries.PackageCard]:
    """Packages that fit a car, those due first."""
    _may_see(request)
    return queries.packages_for(series, energy, odometer=odometer, months=months)


@router.get("/packages/{package_id}", response=queries.PackageCard, summary="套餐")
def package(request: Request, package_id: int) -> queries.PackageCard:
    """A package with its lines."""
    _may_see(request)
    return queries.package(package_id)
