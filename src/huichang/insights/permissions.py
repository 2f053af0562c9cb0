"""What may be looked at."""

from huichang.company.access import permission
from huichang.company.roles import Role

SEE_BOARDS = permission(
    "insights.see_boards",
    "查看实时看板",
    Role.SERVICE_MANAGER,
    Role.GENERAL_MANAGER,
    Role.DISPATCHER,
    Role.GREETER,
    Role.ADVISER,
    Role.TECHNICAL_MANAGER,
    Role.NETWORK_OFFICER,
)
