"""The two stores of the demo, with their bays and store rooms. All particulars are invented."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from huichang.company.models import Bay, Store
from huichang.company.roles import BayKind
from huichang.customers.rules import credit_code_problem
from huichang.parts.models import Bin, Warehouse
from huichang.parts.states import Place
from huichang.site.demo import hours
from huichang.site.demo.rows import Rows

CODE_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
LETTERS = "ABCDEFGH"


@dataclass(frozen=True)
class Plan:
    """What a store is like: particulars, bays by kind, shelves, its part of all visits, and how its posts are told apart."""

    code: str
    name: str
    legal_name: str
    address: str
    phone: str
    bays: dict[BayKind, int]
    shelves: int
    share: float
    suffix: str


PLANS = (
    Plan(
        "GX",
        "远岚成都高新店",
        "成都岚启汽车销售服务有限公司（演示）",
        "成都市高新区锦绣街 1 号（演示地址）",
        "028-00000001",
        {
            BayKind.GENERAL: 8,
            BayKind.ALIGNMENT: 2,
            BayKind.HIGH_VOLTAGE: 2,
            BayKind.BODY: 3,
            BayKind.PAINT: 2,
            BayKind.WASH: 2,
            BayKind.PRECHECK: 3,
            BayKind.FINISHED: 12,
        },
        6,
        0.7,
        "",
    ),
    Plan(
        "LQ",
        "远岚成都龙泉店",
        "成都岚泉汽车服务有限公司（演示）",
        "成都市龙泉驿区建设路 2 号（演示地址）",
        "028-00000002",
        {
            BayKind.GENERAL: 4,
            BayKind.ALIGNMENT: 1,
            BayKind.HIGH_VOLTAGE: 1,
            BayKind.BODY: 1,
            BayKind.PAINT: 1,
            BayKind.WASH: 1,
            BayKind.PRECHECK: 3,
            BayKind.FINISHED: 6,
        },
        3,
        0.3,
        ".lq",
    ),
)
NAMES = {
    BayKind.GENERAL: "机电",
    BayKind.ALIGNMENT: "定位",
    BayKind.HIGH_VOLTAGE: "高压",
    BayKind.BODY: "钣金",
    BayKind.PAINT: "喷漆",
    BayKind.WASH: "洗车",
    BayKind.PRECHECK: "预检",
    BayKind.FINISHED: "竣工",
}


@dataclass
class Site:
    """A store as it was built: ids of its bays by kind, and of its bins by what they are for."""

    id: int
    plan: Plan
    bays: dict[str, list[int]] = field(default_factory=dict)
    bins: dict[str, list[int]] = field(default_factory=dict)


def credit_code(number: int) -> str:
    """A unified social credit code with its right check character, of a firm that cannot exist."""
    start = f"9151010000000{number:04d}"
    return next(start + last for last in CODE_ALPHABET if not credit_code_problem(start + last))


def build(rows: Rows, now: datetime) -> list[Site]:
    """Both stores with bays and store rooms, open at the moment of loading."""
    return [
        _store(rows, plan, number, hours.on(now.date(), now)) for number, plan in enumerate(PLANS, start=1)
    ]


def _store(rows: Rows, plan: Plan, number: int, today: hours.Hours) -> Site:
    store_id = rows.add(
        Store,
        code=plan.code,
        name=plan.name,
        legal_name=plan.legal_name,
        credit_code=credit_code(number),
        licence=f"演示备案 510100-000{number}",
        address=plan.address,
        phone=plan.phone,
        opens_at=today.opens_at,
        closes_at=today.closes_at,
    )
    site, place = Site(store_id, plan), 0
    for kind, many in plan.bays.items():
        for each in range(1, many + 1):
            place += 1
            bay = rows.add(Bay, store_id=store_id, name=f"{NAMES[kind]} {each}", kind=kind, place=place)
            site.bays.setdefault(kind, []).append(bay)
    _store_room(rows, site)
    return site


def _store_room(rows: Rows, site: Site) -> None:
    walk = 0

    def bins(warehouse_id: int, place: Place, codes: list[str]) -> None:
        nonlocal walk
        for code in codes:
            walk += 10
            bin_id = rows.add(Bin, store_id=site.id, warehouse_id=warehouse_id, code=code, walk=walk)
            site.bins.setdefault(place, []).append(bin_id)

    def warehouse(name: str, place: Place, most: Decimal | None = None) -> int:
        return rows.add(Warehouse, store_id=site.id, name=name, place=place, most=most)

    shelf_codes = [
        f"{LETTERS[shelf]}-{column:02d}-{level}"
        for shelf in range(site.plan.shelves)
        for column in range(1, 13)
        for level in range(1, 5)
    ]
    bins(warehouse("主库", Place.MAIN), Place.MAIN, shelf_codes)
    bins(
        warehouse("危险品库", Place.HAZARD, Decimal(4000)), Place.HAZARD, [f"W-{n:02d}" for n in range(1, 9)]
    )
    bins(warehouse("预约货架", Place.BOOKING), Place.BOOKING, [f"YY-{n:02d}" for n in range(1, 25)])
    bins(warehouse("收货区", Place.RECEIVING), Place.RECEIVING, ["SH-1", "SH-2"])
    bins(warehouse("索赔件库", Place.CLAIMED), Place.CLAIMED, ["SP-01", "SP-02", "SP-03"])
    bins(warehouse("隔离区", Place.QUARANTINE), Place.QUARANTINE, ["GL-01", "GL-02"])
