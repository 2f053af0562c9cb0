"""What may be done with knowledge, help and tools."""

from huichang.company.access import permission
from huichang.company.roles import Role

SEE_KNOWLEDGE = permission(
    "knowledge.see_knowledge",
    "查阅故障知识、求助和工具",
    Role.CARE_AGENT,
    Role.ADVISER,
    Role.DISPATCHER,
    Role.TECHNICIAN,
    Role.TEAM_LEADER,
    Role.INSPECTOR,
    Role.TECHNICAL_MANAGER,
    Role.PARTS_CLERK,
    Role.PARTS_MANAGER,
    Role.WARRANTY_CLERK,
    Role.SERVICE_MANAGER,
    Role.GENERAL_MANAGER,
)
RATE_KNOWLEDGE = permission(
    "knowledge.rate_knowledge",
    "评价故障知识",
    Role.CARE_AGENT,
    Role.ADVISER,
    Role.TECHNICIAN,
    Role.TEAM_LEADER,
    Role.INSPECTOR,
    Role.TECHNICAL_MANAGER,
    Role.WARRANTY_CLERK,
    Role.SERVICE_MANAGER,
)
WRITE_KNOWLEDGE = permission(
    "knowledge.write_knowledge", "编写和复核故障知识", Role.TECHNICAL_MANAGER, Role.SERVICE_MANAGER
)
ASK_HELP = permission(
    "knowledge.ask_help",
    "技术求助",
    Role.CARE_AGENT,
    Role.ADVISER,
    Role.DISPATCHER,
    Role.TECHNICIAN,
    Role.TEAM_LEADER,
    Role.INSPECTOR,
    Role.WARRANTY_CLERK,
    Role.SERVICE_MANAGER,
)
ANSWER_HELP = permission(
    "knowledge.answer_help", "回复技术求助", Role.TECHNICAL_MANAGER, Role.SERVICE_MANAGER
)
CLOSE_HELP = permission(
    "knowledge.close_help",
    "关闭技术求助",
    Role.CARE_AGENT,
    Role.ADVISER,
    Role.DISPATCHER,
    Role.TECHNICIAN,
    Role.TEAM_LEADER,
    Role.INSPECTOR,
    Role.WARRANTY_CLERK,
    Role.TECHNICAL_MANAGER,
    Role.SERVICE_MANAGER,
)
USE_TOOLS = permission(
    "knowledge.use_tools",
    "借还专用工具",
    Role.TECHNICIAN,
    Role.TEAM_LEADER,
    Role.INSPECTOR,
    Role.TECHNICAL_MANAGER,
)
MANAGE_TOOLS = permission(
    "knowledge.manage_tools", "登记工具和校准", Role.TECHNICAL_MANAGER, Role.SERVICE_MANAGER
)
