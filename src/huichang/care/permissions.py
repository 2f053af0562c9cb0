"""What may be done in customer care."""

from huichang.company.access import permission
from huichang.company.roles import Role

SEE_CALLS = permission(
    "care.see_calls", "查看回访", Role.CARE_AGENT, Role.SERVICE_MANAGER, Role.GENERAL_MANAGER
)
CALL_CUSTOMERS = permission("care.call_customers", "回访客户", Role.CARE_AGENT, Role.SERVICE_MANAGER)
SEE_DUE = permission(
    "care.see_due",
    "查看招揽清单",
    Role.CARE_AGENT,
    Role.ADVISER,
    Role.MARKETING_OFFICER,
    Role.INSURANCE_AGENT,
    Role.SERVICE_MANAGER,
)
WORK_DUE = permission(
    "care.work_due", "招揽客户", Role.CARE_AGENT, Role.ADVISER, Role.MARKETING_OFFICER, Role.SERVICE_MANAGER
)
SEE_COMPLAINTS = permission(
    "care.see_complaints",
    "查看投诉",
    Role.CARE_AGENT,
    Role.ADVISER,
    Role.SERVICE_MANAGER,
    Role.GENERAL_MANAGER,
)
TAKE_COMPLAINTS = permission(
    "care.take_complaints", "受理投诉", Role.CARE_AGENT, Role.ADVISER, Role.SERVICE_MANAGER
)
CLOSE_COMPLAINTS = permission("care.close_complaints", "投诉结案", Role.SERVICE_MANAGER)
