"""What may be done in selling parts."""

from huichang.company.access import permission
from huichang.company.roles import Role

_DESK = (Role.PARTS_CLERK, Role.PARTS_MANAGER)
SEE_TRADE = permission(
    "trade.see_trade",
    "查看配件销售",
    *_DESK,
    Role.CASHIER,
    Role.SERVICE_MANAGER,
    Role.GENERAL_MANAGER,
    Role.TECHNICAL_MANAGER,
)
KEEP_ACCOUNTS = permission("trade.keep_accounts", "维护配件客户", Role.PARTS_MANAGER, Role.SERVICE_MANAGER)
WRITE_SALES = permission("trade.write_sales", "配件报价和开单", *_DESK)
CONFIRM_SALES = permission("trade.confirm_sales", "配件销售下单", *_DESK)
SELL_AT_COUNTER = permission("trade.sell_at_counter", "柜台收款发货", *_DESK, Role.CASHIER)
CANCEL_SALES = permission("trade.cancel_sales", "取消配件销售", *_DESK)
ALLOW_OVER_LIMIT = permission(
    "trade.allow_over_limit", "批准超额挂账", Role.SERVICE_MANAGER, Role.GENERAL_MANAGER
)
DISPATCH_GOODS = permission("trade.dispatch_goods", "配件发货", *_DESK)
DELIVER_GOODS = permission("trade.deliver_goods", "配件送达签收", *_DESK)
TAKE_MONEY = permission(
    "trade.take_money", "配件销售收款", Role.CASHIER, Role.PARTS_MANAGER, Role.PARTS_CLERK
)
REFUND_MONEY = permission(
    "trade.refund_money", "配件销售退款", Role.SERVICE_MANAGER, Role.GENERAL_MANAGER, Role.CASHIER
)
RUN_STATEMENTS = permission(
    "trade.run_statements", "出月结对账单", Role.PARTS_MANAGER, Role.CASHIER, Role.SERVICE_MANAGER
)
SEND_DUNNING = permission(
    "trade.send_dunning", "发催款函", Role.PARTS_MANAGER, Role.CASHIER, Role.SERVICE_MANAGER
)
ASK_RETURNS = permission("trade.ask_returns", "登记销售退货", *_DESK)
CHECK_RETURNS = permission("trade.check_returns", "验收销售退货", *_DESK)
LATE_RETURNS = permission("trade.late_returns", "受理超期销售退货", Role.PARTS_MANAGER, Role.SERVICE_MANAGER)
ASK_ADVICE = permission(
    "trade.ask_advice", "登记技术咨询", *_DESK, Role.SERVICE_MANAGER, Role.TECHNICAL_MANAGER
)
ANSWER_ADVICE = permission(
    "trade.answer_advice", "答复技术咨询", Role.PARTS_MANAGER, Role.TECHNICAL_MANAGER, Role.SERVICE_MANAGER
)
ANSWER_AS_CUSTOMER = permission("trade.answer_as_customer", "配件客户本人在手机页答复、签收")
