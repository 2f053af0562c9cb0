"""What may be done at the booking desk."""

from huichang.company.access import permission
from huichang.company.roles import Role

SEE_APPOINTMENTS = permission(
    "booking.see_appointments",
    "查看预约",
    Role.CARE_AGENT,
    Role.ADVISER,
    Role.GREETER,
    Role.DISPATCHER,
    Role.TECHNICIAN,
    Role.TEAM_LEADER,
    Role.TECHNICAL_MANAGER,
    Role.PARTS_CLERK,
    Role.PARTS_MANAGER,
    Role.CASHIER,
    Role.MARKETING_OFFICER,
    Role.SERVICE_MANAGER,
    Role.GENERAL_MANAGER,
)
BOOK = permission("booking.book", "登记预约", Role.CARE_AGENT, Role.ADVISER, Role.SERVICE_MANAGER)
CONFIRM = permission("booking.confirm", "确认预约", Role.CARE_AGENT, Role.ADVISER, Role.SERVICE_MANAGER)
MOVE = permission("booking.move", "预约改期", Role.CARE_AGENT, Role.ADVISER, Role.SERVICE_MANAGER)
CANCEL = permission("booking.cancel", "取消预约", Role.CARE_AGENT, Role.ADVISER, Role.SERVICE_MANAGER)
BOOK_BY_LINK = permission("booking.book_by_link", "车主在手机上预约")
KEEP_TIME = permission("booking.keep_time", "预约提醒、准备检查和未到店登记")
PREPARE = permission(
    "booking.prepare",
    "预约准备",
    Role.CARE_AGENT,
    Role.ADVISER,
    Role.DISPATCHER,
    Role.TECHNICIAN,
    Role.TEAM_LEADER,
    Role.PARTS_CLERK,
    Role.PARTS_MANAGER,
    Role.SERVICE_MANAGER,
)
PENCIL_IN = permission(
    "booking.pencil_in",
    "预排技师和工位",
    Role.DISPATCHER,
    Role.ADVISER,
    Role.TEAM_LEADER,
    Role.SERVICE_MANAGER,
)
LOG_CALLS = permission("booking.log_calls", "登记来电", Role.CARE_AGENT, Role.ADVISER, Role.SERVICE_MANAGER)
IMPORT_CALLS = permission("booking.import_calls", "导入话机记录", Role.CARE_AGENT, Role.SERVICE_MANAGER)
DO_CALLS = permission("booking.do_calls", "完成待办电话", Role.CARE_AGENT, Role.ADVISER, Role.SERVICE_MANAGER)
SEND_LINK = permission(
    "booking.send_link", "发送预约链接", Role.CARE_AGENT, Role.ADVISER, Role.SERVICE_MANAGER
)
SEE_WELCOME = permission("booking.see_welcome", "打开欢迎看板", *Role)
