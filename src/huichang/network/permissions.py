"""What may be done for the manufacturer, and what its stores do with it."""

from huichang.company.access import permission
from huichang.company.roles import Role

SEE_FIELD = permission("network.see_field", "查看质量预警", Role.NETWORK_OFFICER, Role.GENERAL_MANAGER)
WORK_CASES = permission("network.work_cases", "处理质量预警", Role.NETWORK_OFFICER)
KEEP_FLEET = permission("network.keep_fleet", "维护产销台账", Role.NETWORK_OFFICER)
WATCH_FIELD = permission("network.watch_field", "计算质量预警", Role.ADMINISTRATOR)
ANSWER_APPROVALS = permission("network.answer_approvals", "审批各店预授权", Role.NETWORK_OFFICER)
CALL_PARTS = permission("network.call_parts", "向各店调回旧件", Role.NETWORK_OFFICER)
ANSWER_ASKS = permission("network.answer_asks", "答复厂家要的旧件", Role.WARRANTY_CLERK, Role.SERVICE_MANAGER)
PUBLISH = permission("network.publish", "向门店发布政策、活动和通报", Role.NETWORK_OFFICER)
READ_NOTICES = permission("network.read_notices", "阅读厂家通知", *Role)
