"""What may be done with vehicles' files."""

from huichang.company.access import permission
from huichang.company.roles import Role

SEE_VEHICLES = permission("vehicles.see_vehicles", "查看车辆档案", *Role)
CHANGE_VEHICLES = permission(
    "vehicles.change_vehicles",
    "建立和修改车辆档案",
    Role.CARE_AGENT,
    Role.ADVISER,
    Role.SERVICE_MANAGER,
    Role.INSURANCE_AGENT,
    Role.WARRANTY_CLERK,
)
CHANGE_OWNERS = permission(
    "vehicles.change_owners",
    "登记车主和使用人",
    Role.CARE_AGENT,
    Role.ADVISER,
    Role.SERVICE_MANAGER,
    Role.INSURANCE_AGENT,
)
