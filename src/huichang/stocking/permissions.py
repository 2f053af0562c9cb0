"""What may be done in stocking."""

from huichang.company.access import permission
from huichang.company.roles import Role

SEE_STOCKING = permission(
    "stocking.see_stocking",
    "查看备货计划",
    Role.PARTS_CLERK,
    Role.PARTS_MANAGER,
    Role.SERVICE_MANAGER,
    Role.GENERAL_MANAGER,
)
MAKE_SUGGESTIONS = permission(
    "stocking.make_suggestions", "计算备货建议", Role.PARTS_MANAGER, Role.SERVICE_MANAGER
)
DECIDE_SUGGESTIONS = permission(
    "stocking.decide_suggestions", "处理备货建议", Role.PARTS_MANAGER, Role.SERVICE_MANAGER
)
RECORD_LOST = permission(
    "stocking.record_lost",
    "登记缺货流失",
    Role.PARTS_CLERK,
    Role.PARTS_MANAGER,
    Role.ADVISER,
    Role.CARE_AGENT,
    Role.SERVICE_MANAGER,
)
