"""What may be done with a visit."""

from huichang.company.access import permission
from huichang.company.roles import Role

# Work and leaving: dispatch, clock, checks, delivery, gate pass.

SEE_WORKSHOP = permission(
    "workshop.see_workshop",
    "查看车间看板",
    Role.DISPATCHER,
    Role.ADVISER,
    Role.TEAM_LEADER,
    Role.TECHNICIAN,
    Role.INSPECTOR,
    Role.TECHNICAL_MANAGER,
    Role.PARTS_CLERK,
    Role.PARTS_MANAGER,
    Role.GREETER,
    Role.SERVICE_MANAGER,
    Role.GENERAL_MANAGER,
)
SEE_HALL_SCREEN = permission("workshop.see_hall_screen", "打开大厅进度屏", *Role)
DISPATCH_JOBS = permission(
    "workshop.dispatch_jobs", "派工", Role.DISPATCHER, Role.ADVISER, Role.SERVICE_MANAGER
)
WORK_JOBS = permission("workshop.work_jobs", "开工、暂停、完工", Role.TECHNICIAN, Role.TEAM_LEADER)
BOOK_WORK = permission(
    "workshop.book_work", "补登作业", Role.DISPATCHER, Role.TEAM_LEADER, Role.SERVICE_MANAGER
)
WRITE_REPORTS = permission(
    "workshop.write_reports",
    "补写维修报告",
    Role.TECHNICIAN,
    Role.TEAM_LEADER,
    Role.TECHNICAL_MANAGER,
    Role.SERVICE_MANAGER,
)
SEE_CLOCKS = permission(
    "workshop.see_clocks",
    "查看工时记录",
    Role.DISPATCHER,
    Role.TEAM_LEADER,
    Role.TECHNICAL_MANAGER,
    Role.SERVICE_MANAGER,
    Role.GENERAL_MANAGER,
)
CORRECT_CLOCKS = permission("workshop.correct_clocks", "更正工时记录", Role.TEAM_LEADER, Role.SERVICE_MANAGER)
CHECK_PEERS = permission("workshop.check_peers", "互检", Role.TECHNICIAN, Role.TEAM_LEADER)
SEE_CHECKS = permission(
    "workshop.see_checks", "查看质检", Role.ADVISER, Role.DISPATCHER, Role.SERVICE_MANAGER
)
CHECK_ORDERS = permission("workshop.check_orders", "终检", Role.INSPECTOR, Role.TECHNICAL_MANAGER)
PARK_CARS = permission(
    "workshop.park_cars",
    "移车、登记洗车",
    Role.INSPECTOR,
    Role.TECHNICAL_MANAGER,
    Role.TECHNICIAN,
    Role.TEAM_LEADER,
    Role.ADVISER,
    Role.DISPATCHER,
    Role.GREETER,
    Role.SERVICE_MANAGER,
)
MARK_COMEBACKS = permission(
    "workshop.mark_comebacks",
    "认定返修",
    Role.ADVISER,
    Role.DISPATCHER,
    Role.INSPECTOR,
    Role.TECHNICAL_MANAGER,
    Role.SERVICE_MANAGER,
)
SEE_COMEBACKS = permission(
    "workshop.see_comebacks",
    "查看返修",
    Role.ADVISER,
    Role.INSPECTOR,
    Role.TECHNICAL_MANAGER,
    Role.SERVICE_MANAGER,
    Role.GENERAL_MANAGER,
)
DECIDE_COMEBACKS = permission("workshop.decide_comebacks", "裁定返修是否免费", Role.SERVICE_MANAGER)
TELL_CUSTOMERS = permission("workshop.tell_customers", "告知客户进度", Role.ADVISER, Role.SERVICE_MANAGER)
WATCH_PROMISES = permission("workshop.watch_promises", "守候交车承诺", Role.SERVICE_MANAGER)
DELIVER_CARS = permission("workshop.deliver_cars", "交车", Role.ADVISER, Role.SERVICE_MANAGER)
SCAN_GATE_PASSES = permission("workshop.scan_gate_passes", "扫出门证放行", Role.GREETER, Role.SERVICE_MANAGER)

# The order: quoting, signing, extra work, prices, the customer's own page.

SEE_ORDERS = permission(
    "workshop.see_orders",
    "查看委托书",
    *(role for role in Role if role not in (Role.GREETER, Role.MARKETING_OFFICER, Role.NETWORK_OFFICER)),
)
QUOTE_ORDERS = permission("workshop.quote_orders", "编写委托书和报价", Role.ADVISER, Role.SERVICE_MANAGER)
CHANGE_PRICES = permission(
    "workshop.change_prices", "手工改价（在岗位权限内）", Role.ADVISER, Role.SERVICE_MANAGER
)
BEAR_COSTS = permission("workshop.bear_costs", "改为内部承担（善意）", Role.SERVICE_MANAGER)
NOTE_INSURER_CASES = permission(
    "workshop.note_insurer_cases",
    "登记保险报案和定损",
    Role.ADVISER,
    Role.INSURANCE_AGENT,
    Role.SERVICE_MANAGER,
)
SIGN_ORDERS = permission("workshop.sign_orders", "请客户签委托书", Role.ADVISER, Role.SERVICE_MANAGER)
CANCEL_ORDERS = permission("workshop.cancel_orders", "取消工单", Role.ADVISER, Role.SERVICE_MANAGER)
HOLD_ORDERS = permission(
    "workshop.hold_orders",
    "转入等待、恢复作业",
    Role.ADVISER,
    Role.DISPATCHER,
    Role.TEAM_LEADER,
    Role.SERVICE_MANAGER,
)
REPORT_EXTRA = permission(
    "workshop.report_extra",
    "报告增项",
    Role.TECHNICIAN,
    Role.TEAM_LEADER,
    Role.INSPECTOR,
    Role.TECHNICAL_MANAGER,
    Role.ADVISER,
    Role.SERVICE_MANAGER,
)
RECORD_ANSWERS = permission("workshop.record_answers", "登记客户答复", Role.ADVISER, Role.SERVICE_MANAGER)
ANSWER_AS_CUSTOMER = permission("workshop.answer_as_customer", "车主本人在手机页签字、答复")

# Arrival and reception: gate, pre-check area, alarms, check-in, findings.

GREET_CARS = permission(
    "workshop.greet_cars",
    "到店登记、迎接客户",
    Role.GREETER,
    Role.ADVISER,
    Role.CARE_AGENT,
    Role.SERVICE_MANAGER,
)
MOVE_PRECHECK = permission(
    "workshop.move_precheck", "安排预检区", Role.GREETER, Role.ADVISER, Role.DISPATCHER, Role.SERVICE_MANAGER
)
SEE_LANE = permission(
    "workshop.see_lane",
    "查看到店车辆",
    Role.GREETER,
    Role.CARE_AGENT,
    Role.ADVISER,
    Role.DISPATCHER,
    Role.CASHIER,
    Role.TECHNICAL_MANAGER,
    Role.SERVICE_MANAGER,
    Role.GENERAL_MANAGER,
)
RECEIVE_CARS = permission("workshop.receive_cars", "接待开单", Role.ADVISER, Role.SERVICE_MANAGER)
SEE_RECEPTION = permission("workshop.see_reception", "查看接待台", Role.ADVISER, Role.SERVICE_MANAGER)
CHECK_IN_CARS = permission("workshop.check_in_cars", "环车检查", Role.ADVISER, Role.SERVICE_MANAGER)
SEE_CHECK_IN = permission(
    "workshop.see_check_in",
    "查看环检记录",
    Role.ADVISER,
    Role.TECHNICIAN,
    Role.TEAM_LEADER,
    Role.INSPECTOR,
    Role.DISPATCHER,
    Role.TECHNICAL_MANAGER,
    Role.WARRANTY_CLERK,
    Role.INSURANCE_AGENT,
    Role.SERVICE_MANAGER,
)
RECORD_FINDINGS = permission(
    "workshop.record_findings",
    "登记检查结果",
    Role.ADVISER,
    Role.TECHNICIAN,
    Role.TEAM_LEADER,
    Role.INSPECTOR,
    Role.TECHNICAL_MANAGER,
    Role.SERVICE_MANAGER,
)
DECLINE_FINDINGS = permission(
    "workshop.decline_findings", "登记客户不做的项目", Role.ADVISER, Role.SERVICE_MANAGER
)
SEE_ALARMS = permission("workshop.see_alarms", "查看预警", Role.SERVICE_MANAGER, Role.GENERAL_MANAGER)
HANDLE_ALARMS = permission("workshop.handle_alarms", "处理预警", Role.SERVICE_MANAGER)
WATCH_LANE = permission("workshop.watch_lane", "守候接待时限", Role.SERVICE_MANAGER)
