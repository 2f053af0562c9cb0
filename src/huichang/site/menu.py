"""The places (岗位工作台) of every post: at most seven, the first is where work begins."""

from dataclasses import replace

from huichang.company.roles import Role
from huichang.site.shell import Spot

R = Role


def _spot(label: str, icon: str, url: str, *roles: Role) -> Spot:
    return Spot(label, icon, url, frozenset(str(role) for role in roles))


EVERYBODY = tuple(Role)
SPOTS: list[Spot] = [
    _spot("工作台", "home", "/", *EVERYBODY),
    _spot("引导台", "car", "/workshop/gate/", R.GREETER),
    _spot("预约台", "calendar", "/booking/desk/", R.CARE_AGENT, R.ADVISER, R.SERVICE_MANAGER),
    _spot("预约准备", "checklist", "/booking/preparation/", R.CARE_AGENT, R.ADVISER, R.PARTS_CLERK, R.DISPATCHER),
    _spot("接待", "user-check", "/workshop/reception/", R.ADVISER),
    _spot("工单", "clipboard-list", "/workshop/orders/", R.ADVISER, R.SERVICE_MANAGER, R.WARRANTY_CLERK, R.CASHIER),
    _spot("派工", "layout-kanban", "/workshop/dispatch/", R.DISPATCHER, R.ADVISER, R.TEAM_LEADER),
    _spot("我的作业", "tool", "/workshop/bench/", R.TECHNICIAN, R.TEAM_LEADER),
    _spot("质检", "shield-check", "/workshop/inspection/", R.INSPECTOR, R.TEAM_LEADER, R.TECHNICAL_MANAGER),
    _spot("备件柜台", "packages", "/parts/counter/", R.PARTS_CLERK, R.PARTS_MANAGER),
    _spot("库存", "building-warehouse", "/parts/stock/", R.PARTS_CLERK, R.PARTS_MANAGER),
    _spot("收银", "cash", "/billing/desk/", R.CASHIER),
    _spot("应收", "receipt", "/billing/receivables/", R.CASHIER, R.GENERAL_MANAGER),
    _spot("日结", "calculator", "/billing/day-end/", R.CASHIER),
    _spot("交车", "key", "/workshop/delivery/", R.ADVISER),
    _spot("回访", "phone-call", "/care/calls/", R.CARE_AGENT),
    _spot("招揽", "target-arrow", "/care/due/", R.CARE_AGENT, R.MARKETING_OFFICER, R.INSURANCE_AGENT),
    _spot("车道看板", "layout-board", "/insights/lane/", R.SERVICE_MANAGER, R.GENERAL_MANAGER, R.DISPATCHER, R.GREETER),
    _spot("预警", "alert-triangle", "/workshop/alarms/", R.SERVICE_MANAGER, R.GENERAL_MANAGER),
    _spot("客户", "users", "/customers/", R.CARE_AGENT, R.ADVISER, R.SERVICE_MANAGER, R.INSURANCE_AGENT),
    _spot("知识", "book", "/knowledge/", R.TECHNICAL_MANAGER, R.TECHNICIAN, R.TEAM_LEADER, R.CARE_AGENT),
    _spot("求助", "help", "/knowledge/help/", R.TECHNICAL_MANAGER),
    _spot("消息", "message", "/post/outbox/", R.SERVICE_MANAGER, R.CARE_AGENT),
    _spot("人员", "id-badge", "/company/people/", R.ADMINISTRATOR, R.SERVICE_MANAGER),
    _spot("设置", "settings", "/company/settings/", R.ADMINISTRATOR, R.SERVICE_MANAGER),
    _spot("日志", "history", "/company/journal/", R.ADMINISTRATOR, R.GENERAL_MANAGER),
]
MOST = 7


def places_for(roles: tuple[str, ...], path: str) -> list[Spot]:
    """The rail of somebody with these posts, on the page `path`."""
    held = set(roles)
    mine = [spot for spot in SPOTS if spot.roles & held][:MOST]
    best = max((spot.url for spot in mine if path.startswith(spot.url)), key=len, default="")
    return [replace(spot, active=spot.url == best) for spot in mine]
