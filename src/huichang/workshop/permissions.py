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
CORRECT_CLOCKS = permission("workshop.correct_clocks", "更正工时记录", Role.TEAM_LEADER, Role.SERVICE_MANAGER)
CHECK_PEERS = permission("workshop.check_peers", "互检", Role.TECHNICIAN, Role.TEAM_LEADER)
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
DECIDE_COMEBACKS = permission("workshop.decide_comebacks", "裁定返修是否免费", Role.SERVICE_MANAGER)
TELL_CUSTOMERS = permission("workshop.tell_customers", "告知客户进度", Role.ADVISER, Role.SERVICE_MANAGER)
WATCH_PROMISES = permission("workshop.watch_promises", "守候交车承诺", Role.SERVICE_MANAGER)
DELIVER_CARS = permission("workshop.deliver_cars", "交车", Role.ADVISER, Role.SERVICE_MANAGER)
SCAN_GATE_PASSES = permission("workshop.scan_gate_passes", "扫出门证放行", Role.GREETER, Role.SERVICE_MANAGER)
