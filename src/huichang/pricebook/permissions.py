"""What may be done with the price book."""

from huichang.company.access import permission
from huichang.company.roles import Role

SEE_PRICES = permission("pricebook.see_prices", "查看价目", *Role)
MANAGE_PRICES = permission(
    "pricebook.manage_prices", "维护工时、单价和套餐", Role.SERVICE_MANAGER, Role.ADMINISTRATOR
)
