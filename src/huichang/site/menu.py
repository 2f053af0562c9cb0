"""The places (岗位工作台) of every post: at most seven, the first is where work begins."""

from dataclasses import replace

from huichang.company.roles import Role as R
from huichang.kernel.cards import Place

EVERYBODY = tuple(R)
_CARE, _FRONT = (R.CARE_AGENT, R.ADVISER, R.SERVICE_MANAGER), (R.ADVISER, R.SERVICE_MANAGER)
PLACES: list[tuple[Place, tuple[R, ...]]] = [
    (Place("工作台", "home", "/"), EVERYBODY),
    (Place("引导台", "car", "/workshop/gate/"), (R.GREETER,)),
    (Place("接待", "user-check", "/workshop/reception/"), (R.ADVISER,)),
    (Place("预约台", "calendar-event", "/booking/desk/"), (R.CARE_AGENT,)),
    (
        Place("车道", "layout-board", "/insights/lane/"),
        (R.SERVICE_MANAGER, R.GENERAL_MANAGER, R.DISPATCHER, R.GREETER),
    ),
    (Place("预警", "alert-triangle", "/workshop/alarms/"), (R.SERVICE_MANAGER,)),
    (
        Place("工单", "clipboard-list", "/workshop/orders/"),
        (*_FRONT, R.WARRANTY_CLERK, R.CASHIER, R.GENERAL_MANAGER),
    ),
    (Place("派工", "layout-kanban", "/workshop/dispatch/"), (R.DISPATCHER, R.TEAM_LEADER)),
    (Place("我的作业", "tool", "/workshop/bench/"), (R.TECHNICIAN, R.TEAM_LEADER)),
    (
        Place("质检", "checkup-list", "/workshop/inspection/"),
        (R.INSPECTOR, R.TEAM_LEADER, R.TECHNICAL_MANAGER),
    ),
    (Place("备件柜台", "packages", "/parts/counter/"), (R.PARTS_CLERK, R.PARTS_MANAGER)),
    (Place("库存", "building-warehouse", "/parts/stock/"), (R.PARTS_CLERK, R.PARTS_MANAGER)),
    (Place("入库", "truck-delivery", "/parts/receive/"), (R.PARTS_CLERK, R.PARTS_MANAGER)),
    (Place("收银", "cash", "/billing/desk/"), (R.CASHIER,)),
    (Place("应收", "receipt", "/billing/receivables/"), (R.CASHIER, R.GENERAL_MANAGER)),
    (Place("日结", "calculator", "/billing/day-end/"), (R.CASHIER,)),
    (Place("预约", "calendar-event", "/booking/desk/"), _FRONT),
    (Place("预约准备", "checklist", "/booking/preparation/"), (R.CARE_AGENT, R.PARTS_CLERK, R.DISPATCHER)),
    (Place("交车", "key", "/workshop/delivery/"), (R.ADVISER,)),
    (Place("回访", "phone-call", "/care/calls/"), (R.CARE_AGENT,)),
    (Place("招揽", "target-arrow", "/care/due/"), (R.CARE_AGENT, R.MARKETING_OFFICER, R.INSURANCE_AGENT)),
    (Place("求助", "help-circle", "/knowledge/help/"), (R.TECHNICAL_MANAGER,)),
    (Place("客户", "users", "/customers/"), (*_CARE, R.INSURANCE_AGENT, R.MARKETING_OFFICER)),
    (Place("知识", "book", "/knowledge/"), (R.TECHNICAL_MANAGER, R.TECHNICIAN, R.TEAM_LEADER)),
    (Place("消息", "message", "/post/outbox/"), (R.SERVICE_MANAGER, R.CARE_AGENT)),
    (Place("人员", "id-badge", "/company/people/"), (R.ADMINISTRATOR,)),
    (Place("排班", "calendar-time", "/company/shifts/"), (R.DISPATCHER, R.SERVICE_MANAGER, R.ADMINISTRATOR)),
    (Place("门店", "building-store", "/company/store/"), (R.ADMINISTRATOR, R.SERVICE_MANAGER)),
    (Place("设置", "settings", "/company/settings/"), (R.ADMINISTRATOR, R.SERVICE_MANAGER)),
    (Place("日志", "history", "/company/journal/"), (R.ADMINISTRATOR, R.GENERAL_MANAGER)),
]
MOST = 7


def _mine(roles: tuple[str, ...]) -> list[Place]:
    held = set(roles)
    return list({place.url: place for place, posts in PLACES if held & set(posts)}.values())


def more_for(roles: tuple[str, ...]) -> list[Place]:
    """The places that the rail has no room for; they stand in the person's own menu."""
    return _mine(roles)[MOST:]


def places_for(roles: tuple[str, ...], path: str) -> list[Place]:
    """The rail of somebody with these posts, on the page `path`: the place it stands under, else the first of its room."""
    mine = _mine(roles)[:MOST]
    room = "/".join(path.split("/")[:2]) + "/"
    best = max((place.url for place in mine if path.startswith(place.url)), key=len, default="")
    if best in ("", "/"):
        best = next((place.url for place in mine if room != "/" and place.url.startswith(room)), best)
    return [replace(place, active=place.url == best) for place in mine]
