"""What may be done in 三包."""

from huichang.company.access import permission
from huichang.company.roles import Role

SEE_SANBAO = permission(
    "sanbao.see_sanbao",
    "查看三包时钟",
    Role.ADVISER,
    Role.WARRANTY_CLERK,
    Role.TECHNICAL_MANAGER,
    Role.SERVICE_MANAGER,
    Role.GENERAL_MANAGER,
)
KEEP_CERTIFICATES = permission(
    "sanbao.keep_certificates",
    "登记三包凭证",
    Role.ADVISER,
    Role.WARRANTY_CLERK,
    Role.SERVICE_MANAGER,
)
JUDGE_FAULTS = permission(
    "sanbao.judge_faults",
    "认定同一质量问题和严重安全性能故障",
    Role.WARRANTY_CLERK,
    Role.TECHNICAL_MANAGER,
    Role.SERVICE_MANAGER,
)
LEND_CARS = permission(
    "sanbao.lend_cars",
    "登记备用车和交通补偿",
    Role.ADVISER,
    Role.WARRANTY_CLERK,
    Role.SERVICE_MANAGER,
)
TAKE_REQUESTS = permission(
    "sanbao.take_requests",
    "受理换车退车要求",
    Role.ADVISER,
    Role.WARRANTY_CLERK,
    Role.SERVICE_MANAGER,
)
ANSWER_REQUESTS = permission(
    "sanbao.answer_requests", "答复和办结换车退车", Role.SERVICE_MANAGER, Role.GENERAL_MANAGER
)
SET_LIMITS = permission("sanbao.set_limits", "发布三包参数", Role.SERVICE_MANAGER, Role.ADMINISTRATOR)
KEEP_CLOCK = permission("sanbao.keep_clock", "重算三包时钟", Role.WARRANTY_CLERK, Role.SERVICE_MANAGER)
