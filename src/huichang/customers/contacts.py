"""Numbers of a customer, and dealings that no other record holds."""

from datetime import datetime

from huichang.customers import cards, permissions, rules
from huichang.customers.models import Note, Phone
from huichang.kernel import freshness
from huichang.kernel.actor import Warrant
from huichang.kernel.refusals import Missing, Refused
from huichang.kernel.use_case import use_case


@use_case(permissions.CHANGE_CUSTOMERS, "登记客户电话")
def add_phone(warrant: Warrant, customer_id: int, *, number: str, label: str = "", at: datetime) -> Phone:
    """Keep a further number (family, driver, office). Raises Refused for a wrong or known number."""
    customer = cards.own(customer_id, warrant)
    plain = rules.plain_phone(number)
    if why := rules.phone_problem(plain):
        raise Refused(why)
    if Phone.objects.filter(customer=customer, number=plain).exists():
        raise Refused("这个号码已经登记过了。")
    freshness.bump(customer)
    customer.save(update_fields=["version"])
    return Phone.objects.create(customer=customer, number=plain, label=label.strip()[:20])


@use_case(permissions.CHANGE_CUSTOMERS, "删除客户电话")
def remove_phone(warrant: Warrant, customer_id: int, phone_id: int, *, at: datetime) -> None:
    """Forget a further number. Raises Missing, and Refused for the main number."""
    customer = cards.own(customer_id, warrant)
    phone = Phone.objects.filter(pk=phone_id, customer=customer).first()
    if phone is None:
        raise Missing("没有找到这个号码，可能已经删除。")
    if phone.number == customer.phone:
        raise Refused("这是主要联系电话，请先在档案里换成别的号码再删除。")
    phone.delete()
    freshness.bump(customer)
    customer.save(update_fields=["version"])


@use_case(permissions.CHANGE_CUSTOMERS, "记录客户往来")
def note(warrant: Warrant, customer_id: int, *, text: str, at: datetime) -> Note:
    """Keep a dealing that no other record holds: a call, a wish, a visit. Raises Refused when nothing is said."""
    customer = cards.own(customer_id, warrant)
    if not text.strip():
        raise Refused("请写下往来的内容。")
    return Note.objects.create(
        store_id=warrant.actor.here,
        customer=customer,
        at=at,
        by_id=warrant.actor.staff_id,
        text=text.strip()[:500],
    )
