"""What may be done with claims."""

from huichang.company.access import permission
from huichang.company.roles import Role

SEE_WARRANTY = permission(
    "warranty.see_warranty",
    "查看索赔",
    Role.WARRANTY_CLERK,
    Role.ADVISER,
    Role.TECHNICAL_MANAGER,
    Role.SERVICE_MANAGER,
    Role.GENERAL_MANAGER,
    Role.CASHIER,
)
SPLIT_LINES = permission("warranty.split_lines", "申请索赔鉴定", Role.ADVISER, Role.SERVICE_MANAGER)
INSPECT = permission("warranty.inspect", "索赔鉴定", Role.WARRANTY_CLERK, Role.TECHNICAL_MANAGER)
KEEP_CLAIMS = permission("warranty.keep_claims", "编写和上报索赔", Role.WARRANTY_CLERK)
REGISTER_ANSWERS = permission("warranty.register_answers", "登记厂家答复", Role.WARRANTY_CLERK)
WRITE_REPORTS = permission(
    "warranty.write_reports", "编写故障报告", Role.WARRANTY_CLERK, Role.TECHNICAL_MANAGER
)
SEND_REPORTS = permission("warranty.send_reports", "寄发故障报告", Role.WARRANTY_CLERK)
ASK_GOODWILL = permission(
    "warranty.ask_goodwill", "申请善意索赔", Role.WARRANTY_CLERK, Role.ADVISER, Role.SERVICE_MANAGER
)
OPINE = permission("warranty.opine", "善意索赔签署意见", Role.SERVICE_MANAGER, Role.WARRANTY_CLERK)
KEEP_PARTS = permission("warranty.keep_parts", "管理索赔旧件", Role.WARRANTY_CLERK)
KEEP_CHECKS = permission("warranty.keep_checks", "维护索赔检查", Role.WARRANTY_CLERK, Role.SERVICE_MANAGER)
IMPORT_SETTLEMENTS = permission(
    "warranty.import_settlements", "导入厂家结算单", Role.WARRANTY_CLERK, Role.CASHIER
)
SETTLE = permission(
    "warranty.settle", "索赔结算入账和差异处理", Role.WARRANTY_CLERK, Role.CASHIER, Role.SERVICE_MANAGER
)
ACCEPT_LOSS = permission("warranty.accept_loss", "接受索赔差额", Role.SERVICE_MANAGER, Role.GENERAL_MANAGER)
