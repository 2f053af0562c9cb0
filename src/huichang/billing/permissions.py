"""What may be done with money."""

from huichang.company.access import permission
from huichang.company.roles import Role

SEE_DESK = permission(
    "billing.see_desk",
    "查看收银台和结算单",
    Role.CASHIER,
    Role.ADVISER,
    Role.SERVICE_MANAGER,
    Role.GENERAL_MANAGER,
)
SETTLE_ORDERS = permission("billing.settle_orders", "结算工单", Role.CASHIER, Role.SERVICE_MANAGER)
TAKE_MONEY = permission("billing.take_money", "收款", Role.CASHIER, Role.SERVICE_MANAGER)
REFUND_MONEY = permission("billing.refund_money", "退款", Role.SERVICE_MANAGER, Role.GENERAL_MANAGER)
REVERSE_STATEMENTS = permission("billing.reverse_statements", "反结算", Role.SERVICE_MANAGER)
GIVE_CREDIT = permission("billing.give_credit", "批准挂账", Role.SERVICE_MANAGER, Role.GENERAL_MANAGER)
MANAGE_CREDIT = permission(
    "billing.manage_credit", "管理挂账客户", Role.GENERAL_MANAGER, Role.SERVICE_MANAGER
)
SEE_RECEIVABLES = permission(
    "billing.see_receivables", "查看应收", Role.CASHIER, Role.SERVICE_MANAGER, Role.GENERAL_MANAGER
)
CLOSE_DAY = permission(
    "billing.close_day",
    "日结",
    Role.CASHIER,
    Role.SERVICE_MANAGER,
    Role.GENERAL_MANAGER,
    Role.PARTS_CLERK,
    Role.PARTS_MANAGER,
)
SEE_DAY_ENDS = permission("billing.see_day_ends", "查看全店日结", Role.SERVICE_MANAGER, Role.GENERAL_MANAGER)
