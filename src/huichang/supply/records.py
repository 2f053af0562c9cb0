"""Whose history may be read, and what hangs on it."""

from huichang.kernel.records import declare
from huichang.supply import permissions

declare(
    "supply.purchaseorder",
    permissions.SEE_SUPPLY,
    {"supply.purchaseline": "order", "supply.receipt": "order"},
)
declare(
    "supply.supplier",
    permissions.SEE_SUPPLY,
    {"supply.contact": "supplier", "supply.certificate": "supplier", "supply.contract": "supplier"},
)
declare("supply.invoice", permissions.SEE_SUPPLY, {"supply.invoiceline": "invoice"})
declare("supply.partsclaim", permissions.SEE_SUPPLY)
