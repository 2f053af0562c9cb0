"""What may be done in buying."""

from huichang.company.access import permission
from huichang.company.roles import Role

_DESK = (Role.PARTS_CLERK, Role.PARTS_MANAGER)
SEE_SUPPLY = permission(
    "supply.see_supply",
    "查看采购",
    *_DESK,
    Role.SERVICE_MANAGER,
    Role.GENERAL_MANAGER,
    Role.CASHIER,
    Role.WARRANTY_CLERK,
)
SEE_EMERGENCY = permission(
    "supply.see_emergency",
    "查看急件方案",
    *_DESK,
    Role.SERVICE_MANAGER,
    Role.GENERAL_MANAGER,
    Role.ADVISER,
    Role.DISPATCHER,
)
KEEP_SUPPLIERS = permission("supply.keep_suppliers", "维护供应商", Role.PARTS_MANAGER, Role.SERVICE_MANAGER)
KEEP_CONTRACTS = permission(
    "supply.keep_contracts", "维护采购合同和进价", Role.PARTS_MANAGER, Role.SERVICE_MANAGER
)
WRITE_ORDERS = permission("supply.write_orders", "编制采购单", *_DESK)
SEND_ORDERS = permission("supply.send_orders", "发出和跟踪采购单", *_DESK)
APPROVE_ORDERS = permission(
    "supply.approve_orders", "审批采购单", Role.PARTS_MANAGER, Role.SERVICE_MANAGER, Role.GENERAL_MANAGER
)
APPROVE_LARGE = permission(
    "supply.approve_large", "审批大额采购单", Role.SERVICE_MANAGER, Role.GENERAL_MANAGER
)
APPROVE_ANY = permission("supply.approve_any", "审批不限金额采购单", Role.GENERAL_MANAGER)
ANALYSE_URGENT = permission("supply.analyse_urgent", "分析急件订单", Role.PARTS_MANAGER, Role.SERVICE_MANAGER)
RECEIVE_ORDERS = permission("supply.receive_orders", "按采购单收货", *_DESK)
UNDO_RECEIPTS = permission("supply.undo_receipts", "撤销收货", *_DESK)
RECORD_INVOICES = permission("supply.record_invoices", "登记采购发票", Role.PARTS_MANAGER, Role.CASHIER)
SETTLE_DIFFERENCES = permission(
    "supply.settle_differences", "处理发票差异", Role.PARTS_MANAGER, Role.SERVICE_MANAGER
)
PAY_INVOICES = permission("supply.pay_invoices", "登记采购付款", Role.CASHIER)
RETURN_GOODS = permission("supply.return_goods", "退货给供应商", *_DESK)
CLAIM_PARTS = permission("supply.claim_parts", "提出配件索赔", *_DESK, Role.WARRANTY_CLERK)
ANSWER_CLAIMS = permission("supply.answer_claims", "登记索赔答复", *_DESK, Role.WARRANTY_CLERK)
EVALUATE_SUPPLIERS = permission(
    "supply.evaluate_suppliers", "评价供应商", Role.PARTS_MANAGER, Role.SERVICE_MANAGER
)
