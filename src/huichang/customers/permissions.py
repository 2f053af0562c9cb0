"""What may be done with customers' files."""

from huichang.company.access import permission
from huichang.company.roles import Role
from huichang.customers.rules import SENSITIVE

SEE_CUSTOMERS = permission(
    "customers.see_customers",
    "查看客户档案",
    Role.CARE_AGENT,
    Role.ADVISER,
    Role.SERVICE_MANAGER,
    Role.GENERAL_MANAGER,
    Role.INSURANCE_AGENT,
    Role.MARKETING_OFFICER,
    Role.WARRANTY_CLERK,
    Role.TECHNICAL_MANAGER,
    Role.CASHIER,
)
CHANGE_CUSTOMERS = permission(
    "customers.change_customers",
    "建立和修改客户档案",
    Role.CARE_AGENT,
    Role.ADVISER,
    Role.SERVICE_MANAGER,
    Role.INSURANCE_AGENT,
)
SEE_PHONES = permission(
    "customers.see_phones",
    "查看客户电话",
    *(Role(role) for role in Role.values if role in SENSITIVE["phone"][1]),
)
REVEAL_FIELDS = permission(
    "customers.reveal_fields",
    "显示客户的敏感信息（留痕）",
    Role.CARE_AGENT,
    Role.ADVISER,
    Role.SERVICE_MANAGER,
    Role.GENERAL_MANAGER,
    Role.INSURANCE_AGENT,
    Role.MARKETING_OFFICER,
    Role.CASHIER,
)
KEEP_CONSENTS = permission(
    "customers.keep_consents",
    "登记和撤回客户同意",
    Role.CARE_AGENT,
    Role.ADVISER,
    Role.SERVICE_MANAGER,
    Role.INSURANCE_AGENT,
)
