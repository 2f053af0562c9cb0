"""What may be done for the manufacturer."""

from huichang.company.access import permission
from huichang.company.roles import Role

SEE_FIELD = permission("network.see_field", "查看质量预警", Role.NETWORK_OFFICER, Role.GENERAL_MANAGER)
WORK_CASES = permission("network.work_cases", "处理质量预警", Role.NETWORK_OFFICER)
KEEP_FLEET = permission("network.keep_fleet", "维护产销台账", Role.NETWORK_OFFICER)
WATCH_FIELD = permission("network.watch_field", "计算质量预警", Role.ADMINISTRATOR)
ANSWER_ASKS = permission("network.answer_asks", "安排厂家要的旧件", Role.WARRANTY_CLERK, Role.SERVICE_MANAGER)
