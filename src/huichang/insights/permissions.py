"""What may be looked at."""

from huichang.company.access import permission
from huichang.company.roles import Role

SEE_FILE_QUALITY = permission(
    "insights.see_file_quality",
    "查看档案完整度",
    Role.CARE_AGENT,
    Role.ADVISER,
    Role.SERVICE_MANAGER,
    Role.GENERAL_MANAGER,
)
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
SEE_PARTS_FIGURES = permission(
    "insights.see_parts_figures",
    "查看备件指标",
    Role.PARTS_MANAGER,
    Role.SERVICE_MANAGER,
    Role.GENERAL_MANAGER,
    Role.NETWORK_OFFICER,
)
SUM_FIGURES = permission("insights.sum_figures", "汇总备件指标", Role.ADMINISTRATOR)
