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
SET_PRICES = permission("parts.set_prices", "配件定价", Role.PARTS_MANAGER, Role.SERVICE_MANAGER)
KEEP_PLACES = permission("parts.keep_places", "维护库区和货位", Role.PARTS_MANAGER)
PROVE_LEDGER = permission("parts.prove_ledger", "核对库存台账", Role.PARTS_MANAGER, Role.GENERAL_MANAGER)
