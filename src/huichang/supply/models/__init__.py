"""Tables of buying."""

from huichang.supply.models.orders import PurchaseLine, PurchaseOrder, WantedFor
from huichang.supply.models.suppliers import Certificate, Contact, Contract, ContractPrice, Supplier

__all__ = [
    "Certificate",
    "Contact",
    "Contract",
    "ContractPrice",
    "PurchaseLine",
    "PurchaseOrder",
    "Supplier",
    "WantedFor",
]
