"""What may be done with ourselves."""

from huichang.company.access import permission
from huichang.company.roles import Role

SEE_STORE = permission("company.see_store", "查看本店", *Role)
MANAGE_PEOPLE = permission("company.manage_people", "管理人员和岗位", Role.ADMINISTRATOR)
MANAGE_SHIFTS = permission(
    "company.manage_shifts", "排班", Role.SERVICE_MANAGER, Role.DISPATCHER, Role.ADMINISTRATOR
)
MANAGE_FLOOR = permission("company.manage_floor", "维护工位和班组", Role.SERVICE_MANAGER, Role.ADMINISTRATOR)
MANAGE_SETTINGS = permission(
    "company.manage_settings", "修改门店设置", Role.SERVICE_MANAGER, Role.ADMINISTRATOR
)
MANAGE_NETWORK_SETTINGS = permission(
    "company.manage_network_settings", "修改厂家对门店的设置", Role.NETWORK_OFFICER
)
SPEAK_FOR_MANUFACTURER = permission(
    "company.speak_for_manufacturer", "以厂家名义发布政策、召回和活动", Role.NETWORK_OFFICER
)
READ_JOURNAL = permission(
    "company.read_journal",
    "查看操作日志",
    Role.SERVICE_MANAGER,
    Role.GENERAL_MANAGER,
    Role.ADMINISTRATOR,
)
IMPORT_SHEETS = permission(
    "company.import_sheets",
    "导入表格",
    Role.PARTS_MANAGER,
    Role.SERVICE_MANAGER,
    Role.GENERAL_MANAGER,
    Role.WARRANTY_CLERK,
    Role.CASHIER,
    Role.NETWORK_OFFICER,
    Role.ADMINISTRATOR,
)
"""What each kind of sheet changes has a permission of its own besides."""
