"""Tables of the customers' files."""

from huichang.customers.models.customer import Consent, Customer, Note, Phone

__all__ = ["Consent", "Customer", "Note", "Phone"]
