"""What may be done in the parts store."""

from huichang.company.access import permission
from huichang.company.roles import Role

SEE_PARTS = permission(
    "parts.see_parts",
    "查看配件和库存",
    Role.PARTS_CLERK,
    Role.PARTS_MANAGER,
    Role.ADVISER,
    Role.CARE_AGENT,
    Role.DISPATCHER,
    Role.TECHNICIAN,
    Role.TEAM_LEADER,
    Role.INSPECTOR,
    Role.TECHNICAL_MANAGER,
    Role.WARRANTY_CLERK,
    Role.SERVICE_MANAGER,
    Role.GENERAL_MANAGER,
    Role.NETWORK_OFFICER,
)
SEE_COSTS = permission(
    "parts.see_costs",
    "查看配件成本和库存金额",
    Role.PARTS_CLERK,
    Role.PARTS_MANAGER,
    Role.SERVICE_MANAGER,
    Role.GENERAL_MANAGER,
)
SEE_COUNTER = permission(
    "parts.see_counter", "查看备件柜台", Role.PARTS_CLERK, Role.PARTS_MANAGER, Role.SERVICE_MANAGER
)
ISSUE_PARTS = permission(
    "parts.issue_parts", "发料和退料", Role.PARTS_CLERK, Role.PARTS_MANAGER, Role.SERVICE_MANAGER
)
ENTER_HAZARD_STORE = permission(
    "parts.enter_hazard_store", "进入危险品库", Role.PARTS_CLERK, Role.PARTS_MANAGER
)
KEEP_SHELF = permission("parts.keep_shelf", "整理预约货架", Role.PARTS_CLERK, Role.PARTS_MANAGER)
MOVE_GOODS = permission("parts.move_goods", "移库", Role.PARTS_CLERK, Role.PARTS_MANAGER)
RECEIVE_PARTS = permission("parts.receive_parts", "配件入库", Role.PARTS_CLERK, Role.PARTS_MANAGER)
EXPECT_PARTS = permission("parts.expect_parts", "登记在途配件", Role.PARTS_CLERK, Role.PARTS_MANAGER)
ASK_FOR_HELD = permission(
    "parts.ask_for_held",
    "申请调用预留配件",
    Role.PARTS_CLERK,
    Role.PARTS_MANAGER,
    Role.ADVISER,
    Role.SERVICE_MANAGER,
)
ANSWER_REQUESTS = permission(
    "parts.answer_requests", "答复调用申请", Role.ADVISER, Role.SERVICE_MANAGER, Role.PARTS_MANAGER
)
ANSWER_ANY_REQUEST = permission(
    "parts.answer_any_request", "代顾问答复调用申请", Role.SERVICE_MANAGER, Role.PARTS_MANAGER
)
RELEASE_HOLDS = permission("parts.release_holds", "释放到期预留", Role.PARTS_MANAGER, Role.SERVICE_MANAGER)
KEEP_CATALOGUE = permission("parts.keep_catalogue", "维护配件目录", Role.PARTS_MANAGER)
IMPORT_STOCK = permission("parts.import_stock", "导入期初库存和历史需求", Role.PARTS_MANAGER)
SET_PRICES = permission(
    "parts.set_prices", "配件定价", Role.PARTS_MANAGER, Role.SERVICE_MANAGER, Role.NETWORK_OFFICER
)
SET_GROUP_PRICES = permission("parts.set_group_prices", "制定集团配件价", Role.NETWORK_OFFICER)
KEEP_PLACES = permission("parts.keep_places", "维护库区和货位", Role.PARTS_MANAGER)
PROVE_LEDGER = permission("parts.prove_ledger", "核对库存台账", Role.PARTS_MANAGER, Role.GENERAL_MANAGER)
CHECK_BATCHES = permission(
    "parts.check_batches",
    "批次验真",
    Role.PARTS_CLERK,
    Role.PARTS_MANAGER,
    Role.INSPECTOR,
    Role.TECHNICAL_MANAGER,
)
STOP_BATCHES = permission(
    "parts.stop_batches", "停用、恢复和延期批次", Role.PARTS_MANAGER, Role.TECHNICAL_MANAGER
)
KEEP_BATCHES = permission("parts.keep_batches", "补登批次和序列号", Role.PARTS_CLERK, Role.PARTS_MANAGER)
SEND_TRANSFERS = permission(
    "parts.send_transfers", "门店间调拨发货和撤回", Role.PARTS_CLERK, Role.PARTS_MANAGER
)
RECEIVE_TRANSFERS = permission(
    "parts.receive_transfers", "门店间调拨收货", Role.PARTS_CLERK, Role.PARTS_MANAGER
)
SETTLE_TRANSFERS = permission("parts.settle_transfers", "处理调拨差异", Role.PARTS_MANAGER)
ASK_SCRAP = permission("parts.ask_scrap", "申请报损", Role.PARTS_CLERK, Role.PARTS_MANAGER)
APPROVE_SCRAP = permission(
    "parts.approve_scrap", "批准报损", Role.PARTS_MANAGER, Role.SERVICE_MANAGER, Role.GENERAL_MANAGER
)
LEND_GOODS = permission("parts.lend_goods", "借进借出和车间借料", Role.PARTS_CLERK, Role.PARTS_MANAGER)
USE_INTERNALLY = permission("parts.use_internally", "内部领用", Role.PARTS_CLERK, Role.PARTS_MANAGER)
CORRECT_LEDGER = permission("parts.correct_ledger", "更正台账", Role.PARTS_MANAGER)
KEEP_HOLDS = permission("parts.keep_holds", "调整和释放预留", Role.PARTS_MANAGER, Role.SERVICE_MANAGER)
COUNT_STOCK = permission("parts.count_stock", "盘点配件", Role.PARTS_CLERK, Role.PARTS_MANAGER)
PLAN_COUNTS = permission("parts.plan_counts", "安排盘点", Role.PARTS_MANAGER)
SEE_DIFFERENCES = permission(
    "parts.see_differences",
    "查看盘点差异和盘盈盘亏",
    Role.PARTS_MANAGER,
    Role.SERVICE_MANAGER,
    Role.GENERAL_MANAGER,
)
APPROVE_COUNTS = permission("parts.approve_counts", "批准盘点差异", Role.PARTS_MANAGER, Role.SERVICE_MANAGER)
APPROVE_LARGE_COUNTS = permission("parts.approve_large_counts", "批准大额盘点差异", Role.SERVICE_MANAGER)
ASK_BELOW_FLOOR = permission(
    "parts.ask_below_floor",
    "申请低于配件底价",
    Role.ADVISER,
    Role.PARTS_CLERK,
    Role.PARTS_MANAGER,
    Role.SERVICE_MANAGER,
)
ALLOW_BELOW_FLOOR = permission(
    "parts.allow_below_floor",
    "同意低于配件底价",
    Role.PARTS_MANAGER,
    Role.SERVICE_MANAGER,
    Role.GENERAL_MANAGER,
)
