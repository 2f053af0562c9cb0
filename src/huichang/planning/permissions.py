"""What may be done with the plan of the day."""

from huichang.company.access import permission
from huichang.company.roles import Role

SEE_PLAN = permission(
    "planning.see_plan",
    "查看排程",
    Role.DISPATCHER,
    Role.ADVISER,
    Role.TEAM_LEADER,
    Role.TECHNICIAN,
    Role.INSPECTOR,
    Role.TECHNICAL_MANAGER,
    Role.SERVICE_MANAGER,
    Role.GENERAL_MANAGER,
)
PROPOSE_PLANS = permission("planning.propose_plans", "重新排程", Role.DISPATCHER, Role.SERVICE_MANAGER)
ARRANGE_PLAN = permission(
    "planning.arrange_plan", "采纳和调整排程", Role.DISPATCHER, Role.ADVISER, Role.SERVICE_MANAGER
)
TAKE_NEXT = permission("planning.take_next", "领取下一单", Role.TECHNICIAN, Role.TEAM_LEADER)
SEE_PULLS = permission(
    "planning.see_pulls",
    "查看领单记录",
    Role.DISPATCHER,
    Role.TEAM_LEADER,
    Role.SERVICE_MANAGER,
)
LEARN_DURATIONS = permission(
    "planning.learn_durations", "更新用时经验", Role.TECHNICAL_MANAGER, Role.SERVICE_MANAGER
)
