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
_COVER_READERS = (
    Role.WARRANTY_CLERK,
    Role.ADVISER,
    Role.CARE_AGENT,
    Role.SERVICE_MANAGER,
    Role.TECHNICAL_MANAGER,
    Role.GENERAL_MANAGER,
    Role.NETWORK_OFFICER,
)
SEE_COVER = permission("vehicles.see_cover", "查看担保政策和谁承担", *_COVER_READERS)
WRITE_POLICIES = permission(
    "vehicles.write_policies", "编写和发布担保政策", Role.WARRANTY_CLERK, Role.NETWORK_OFFICER
)
SELL_CONTRACTS = permission(
    "vehicles.sell_contracts",
    "登记延保合同",
    Role.WARRANTY_CLERK,
    Role.ADVISER,
    Role.SERVICE_MANAGER,
)
SEE_CAMPAIGNS = permission("vehicles.see_campaigns", "查看召回和服务活动", *Role)
RUN_CAMPAIGNS = permission(
    "vehicles.run_campaigns", "登记和管理召回、服务活动", Role.WARRANTY_CLERK, Role.NETWORK_OFFICER
)
RECORD_CAMPAIGNS = permission(
    "vehicles.record_campaigns",
    "登记召回、服务活动的结果",
    Role.WARRANTY_CLERK,
    Role.ADVISER,
    Role.SERVICE_MANAGER,
)
