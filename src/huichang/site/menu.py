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
        (R.SERVICE_MANAGER, R.GENERAL_MANAGER, R.DISPATCHER, R.GREETER, R.NETWORK_OFFICER),
    ),
    (Place("预警", "alert-triangle", "/workshop/alarms/"), (R.SERVICE_MANAGER,)),
    (
        Place("工单", "clipboard-list", "/workshop/orders/"),
        (*_FRONT, R.WARRANTY_CLERK, R.CASHIER, R.GENERAL_MANAGER),
    ),
    (
        Place("排程", "route", "/planning/board/"),
        (R.DISPATCHER, R.TEAM_LEADER, R.TECHNICAL_MANAGER, R.SERVICE_MANAGER),
    ),
    (Place("派工", "layout-kanban", "/workshop/dispatch/"), (R.DISPATCHER, R.TEAM_LEADER)),
    (Place("我的作业", "tool", "/workshop/bench/"), (R.TECHNICIAN, R.TEAM_LEADER)),
    (
        Place("质检", "checkup-list", "/workshop/inspection/"),
        (R.INSPECTOR, R.TEAM_LEADER, R.TECHNICAL_MANAGER),
    ),
    (Place("备件柜台", "packages", "/parts/counter/"), (R.PARTS_CLERK, R.PARTS_MANAGER)),
    (Place("库存", "building-warehouse", "/parts/stock/"), (R.PARTS_CLERK, R.PARTS_MANAGER)),
    (Place("入库", "package-import", "/supply/receive/"), (R.PARTS_CLERK, R.PARTS_MANAGER)),
    (Place("盘点", "clipboard-check", "/parts/counts/"), (R.PARTS_CLERK, R.PARTS_MANAGER)),
    (Place("采购", "shopping-cart", "/supply/desk/"), (R.PARTS_MANAGER, R.PARTS_CLERK)),
    (Place("备货", "package", "/stocking/desk/"), (R.PARTS_MANAGER,)),
    (Place("配件销售", "truck-delivery", "/trade/desk/"), (R.PARTS_CLERK, R.PARTS_MANAGER)),
    (Place("预授权", "hourglass", "/network/approvals/"), (R.NETWORK_OFFICER,)),
    (Place("索赔审核", "checklist", "/verdicts/desk/"), (R.NETWORK_OFFICER,)),
    (Place("质量预警", "shield-half", "/network/desk/"), (R.NETWORK_OFFICER,)),
    (Place("旧件调回", "package-export", "/network/calls/"), (R.NETWORK_OFFICER,)),
    (Place("发布", "speakerphone", "/network/published/"), (R.NETWORK_OFFICER,)),
    (Place("价格", "coin-yuan", "/parts/prices/"), (R.PARTS_MANAGER, R.NETWORK_OFFICER)),
    (
        Place("备件指标", "chart-bar", "/insights/parts/"),
        (R.NETWORK_OFFICER, R.GENERAL_MANAGER, R.PARTS_MANAGER, R.SERVICE_MANAGER),
    ),
    (Place("收银", "cash", "/billing/desk/"), (R.CASHIER,)),
    (Place("采购发票", "file-invoice", "/supply/invoices/"), (R.CASHIER,)),
    (Place("索赔", "shield-check", "/warranty/desk/"), (R.WARRANTY_CLERK,)),
    (Place("旧件库", "package", "/warranty/parts/"), (R.WARRANTY_CLERK,)),
    (Place("故障报告", "file-text", "/warranty/reports/"), (R.WARRANTY_CLERK,)),
    (Place("索赔结算", "coin-yuan", "/warranty/settlements/"), (R.WARRANTY_CLERK,)),
    (Place("厂家结算单", "file-invoice", "/verdicts/lists/"), (R.WARRANTY_CLERK,)),
    (Place("配件索赔", "receipt-refund", "/supply/claims/"), (R.WARRANTY_CLERK,)),
    (
        Place("三包", "shield-half", "/sanbao/cars/"),
        (R.WARRANTY_CLERK, R.TECHNICAL_MANAGER, R.SERVICE_MANAGER, R.GENERAL_MANAGER),
    ),
    (Place("担保政策", "shield-check", "/vehicles/policies/"), (R.WARRANTY_CLERK, R.NETWORK_OFFICER)),
    (Place("召回", "speakerphone", "/vehicles/campaigns/"), (R.WARRANTY_CLERK, R.NETWORK_OFFICER)),
    (Place("应收", "receipt", "/billing/receivables/"), (R.CASHIER, R.GENERAL_MANAGER)),
    (Place("日结", "calculator", "/billing/day-end/"), (R.CASHIER,)),
    (Place("配件账款", "receipt-yuan", "/trade/bills/"), (R.CASHIER, R.SERVICE_MANAGER, R.GENERAL_MANAGER)),
    (Place("配件咨询", "help-circle", "/trade/advice/"), (R.TECHNICAL_MANAGER,)),
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
    (
        Place("设置", "settings", "/company/settings/"),
        (R.ADMINISTRATOR, R.SERVICE_MANAGER, R.NETWORK_OFFICER),
    ),
    (Place("日结", "calculator", "/billing/day-ends/"), (R.SERVICE_MANAGER, R.GENERAL_MANAGER)),
    (Place("日志", "history", "/company/journal/"), (R.ADMINISTRATOR, R.GENERAL_MANAGER)),
    (Place("通知公告", "speakerphone", "/network/notices/"), EVERYBODY),
]
MOST = 7
BEHIND = {
    "billing/order/": ("/billing/desk/", "/workshop/orders/"),
    "billing/day-end/": ("/billing/day-ends/",),
    "booking/": ("/booking/desk/",),
    "care/call/": ("/care/calls/",),
    "care/complaints/": ("/care/calls/", "/workshop/alarms/"),
    "company/tokens/": ("/company/settings/",),
    "insights/files/": ("/customers/",),
    "network/asks/": ("/warranty/parts/", "/workshop/orders/"),
    "network/": ("/network/desk/", "/warranty/parts/", "/workshop/orders/"),
    "parts/counts/": ("/parts/counts/", "/workshop/alarms/"),
    "parts/batches/": ("/parts/stock/",),
    "parts/ledger/": ("/parts/stock/",),
    "parts/loans/": ("/parts/stock/",),
    "parts/new/": ("/parts/stock/",),
    "parts/part/": ("/parts/stock/",),
    "parts/places/": ("/parts/stock/",),
    "parts/put-away/": ("/supply/receive/",),
    "parts/receive/": ("/supply/receive/",),
    "parts/scraps/": ("/parts/stock/",),
    "parts/transfers/": ("/parts/stock/",),
    "parts/prices/": ("/parts/prices/", "/parts/counter/"),
    "company/sheets/": ("/parts/prices/", "/company/settings/"),
    "pricebook/": ("/company/settings/",),
    "sanbao/": ("/sanbao/cars/", "/workshop/orders/"),
    "stocking/": ("/stocking/desk/", "/parts/counter/", "/workshop/alarms/"),
    "supply/": ("/supply/desk/", "/workshop/orders/", "/workshop/alarms/"),
    "supply/claims/": ("/supply/claims/", "/supply/desk/", "/workshop/orders/"),
    "supply/invoices/": ("/supply/invoices/", "/supply/desk/", "/workshop/orders/"),
    "trade/": ("/trade/desk/", "/trade/bills/", "/trade/advice/", "/workshop/alarms/"),
    "vehicles/": ("/customers/",),
    "verdicts/lists/": ("/verdicts/lists/", "/verdicts/desk/", "/workshop/orders/", "/billing/desk/"),
    "vehicles/campaigns/": ("/vehicles/campaigns/", "/customers/", "/workshop/orders/"),
    "vehicles/policies/": ("/vehicles/policies/", "/customers/", "/workshop/orders/"),
    "warranty/": ("/warranty/desk/", "/workshop/orders/", "/workshop/alarms/", "/billing/desk/"),
    "workshop/alarms/": ("/insights/lane/",),
    "workshop/check-in/": ("/workshop/reception/",),
    "workshop/clocks/": ("/workshop/dispatch/",),
    "workshop/comebacks/": ("/workshop/orders/", "/workshop/inspection/"),
    "workshop/extras/": ("/workshop/orders/",),
    "workshop/jobs/": ("/workshop/orders/",),
    "workshop/lines/": ("/workshop/orders/",),
    "workshop/tickets/": ("/workshop/gate/",),
    "workshop/visits/": ("/workshop/reception/",),
}
"""Beginnings of pages that stand behind a place of another address: the first of these places that the post has."""


def _mine(roles: tuple[str, ...], path: str) -> list[Place]:
    """All places of these posts, the one marked that the page `path` stands under."""
    held = set(roles)
    mine = {place.url: place for place, posts in PLACES if held & set(posts)}
    under = _under(path, list(mine))
    return [replace(place, active=url == under) for url, place in mine.items()]


def _under(path: str, urls: list[str]) -> str:
    """The place with the longest address that a page's address begins with, its own or that of the pages behind it; else the
    first place of the same room; else where work begins."""
    behind = {
        f"/{prefix}": next(url for url in wanted if url in urls)
        for prefix, wanted in BEHIND.items()
        if set(wanted) & set(urls)
    }
    leads = behind | {url: url for url in urls if url != "/"}
    found = max((prefix for prefix in leads if path.startswith(prefix)), key=len, default="")
    if found:
        return leads[found]
    room = "/".join(path.split("/")[:2]) + "/"
    return next((url for url in urls if room != "/" and url.startswith(room)), "/")


def more_for(roles: tuple[str, ...], path: str) -> list[Place]:
    """The places that the rail has no room for; they stand behind “更多” at its end."""
    return _mine(roles, path)[MOST:]


def places_for(roles: tuple[str, ...], path: str) -> list[Place]:
    """The rail of somebody with these posts, on the page `path`."""
    return _mine(roles, path)[:MOST]
