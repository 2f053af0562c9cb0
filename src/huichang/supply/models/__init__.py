"""Tables of buying."""

from huichang.supply.models.claims import ClaimPhoto, Evaluation, PartsClaim, TransferAsk
from huichang.supply.models.invoices import Invoice, InvoiceLine, Variance
from huichang.supply.models.orders import PurchaseLine, PurchaseOrder, WantedFor
from huichang.supply.models.receipts import Receipt, ReceiptLine, ReceiptPhoto, ReturnLine, SupplierReturn
from huichang.supply.models.suppliers import Certificate, Contact, Contract, ContractPrice, Supplier

__all__ = [
    "Certificate",
    "ClaimPhoto",
    "Contact",
    "Contract",
    "ContractPrice",
    "Evaluation",
    "Invoice",
    "InvoiceLine",
    "PartsClaim",
    "PurchaseLine",
    "PurchaseOrder",
    "Receipt",
    "ReceiptLine",
    "ReceiptPhoto",
    "ReturnLine",
    "Supplier",
    "SupplierReturn",
    "TransferAsk",
    "Variance",
    "WantedFor",
]
