"""Trade customers of a store: who they are, how they pay, where goods go (PARTS-50)."""

from collections.abc import Mapping
from datetime import datetime

from huichang.company import queries as company
from huichang.customers import queries as customers
from huichang.kernel import freshness
from huichang.kernel.actor import Warrant
from huichang.kernel.refusals import Missing, Refused
from huichang.kernel.use_case import use_case
from huichang.trade import permissions
from huichang.trade.models import Account, Address
from huichang.trade.states import BuyerKind, Pays

CHANGEABLE = {
    "contact": 40,
    "phone": 20,
    "route": 30,
    "invoice_title": 80,
    "tax_number": 20,
    "invoice_address": 120,
    "bank": 120,
    "note": 200,
}
"""Words of an account and how long they may be."""


@use_case(permissions.KEEP_ACCOUNTS, "建立配件客户")
def open_account(
    warrant: Warrant,
    store_id: int,
    *,
    customer_id: int,
    kind: str,
    pays: str = Pays.AT_ONCE,
    driver_id: int | None = None,
    words: Mapping[str, str] | None = None,
    at: datetime,
) -> Account:
    """A customer of the store buys parts from now on; `words` fills the fields of `CHANGEABLE`.

    Raises Missing for a customer that the store does not know, Refused for an account that exists or a wrong field.
    """
    warrant.show_at(store_id)
    known = customers.known_cards([customer_id], store_id).get(customer_id)
    if known is None:
        raise Missing("没有找到这位客户，请先在客户档案里建立。")
    if Account.objects.filter(store_id=store_id, customer_id=customer_id).exists():
        raise Refused(f"{known.name}已经是配件客户，请直接打开原来的账户。")
    account = Account(store_id=store_id, customer_id=customer_id, opened_at=at)
    _set(account, kind, pays, driver_id, {"phone": known.phone, "invoice_title": known.name, **(words or {})})
    account.save()
    warrant.about(account, known.name)
    return account


@use_case(permissions.KEEP_ACCOUNTS, "修改配件客户")
def change_account(
    warrant: Warrant,
    account_id: int,
    *,
    kind: str,
    pays: str,
    driver_id: int | None = None,
    words: Mapping[str, str],
    is_open: bool = True,
    seen: int | None = None,
    at: datetime,
) -> Account:
    """What is known of a trade customer. Raises Missing, Changed on an old page, Refused for a wrong field."""
    account: Account = Account.objects.locked(account_id, warrant)
    freshness.check(account, seen)
    _set(account, kind, pays, driver_id, words)
    account.is_open = is_open
    freshness.bump(account)
    account.save()
    return account


def _set(account: Account, kind: str, pays: str, driver_id: int | None, words: Mapping[str, str]) -> None:
    if kind not in BuyerKind.values or pays not in Pays.values:
        raise Refused("请选择客户类型和结算方式。", fields=("kind", "pays"))
    if driver_id is not None and not company.works_at(driver_id, account.store_id):
        raise Refused("送货员不是本店的在职同事，请重新选择。", fields=("driver",))
    account.kind, account.pays, account.driver_id = kind, pays, driver_id
    for name, most in CHANGEABLE.items():
        if name in words:
            setattr(account, name, words[name].strip()[:most])
    number = account.tax_number.upper()
    if number and (not number.isalnum() or len(number) not in (15, 17, 18, 20)):
        raise Refused("税号是 15、17、18 或 20 位的数字和字母，请核对。", fields=("tax_number",))
    account.tax_number = number


@use_case(permissions.KEEP_ACCOUNTS, "登记收货地址")
def keep_address(
    warrant: Warrant,
    account_id: int,
    *,
    name: str,
    address: str,
    receiver: str = "",
    phone: str = "",
    is_first: bool = False,
    address_id: int | None = None,
    at: datetime,
) -> Address:
    """A new place where goods go, or another word for an old one; the first one is where they go by default.

    Raises Missing for another account's address, Refused without a name or an address.
    """
    account: Account = Account.objects.locked(account_id, warrant)
    if not name.strip() or not address.strip():
        raise Refused("请填写收货点名称和地址。", fields=("name", "address"))
    mine = Address.objects.filter(account=account, is_active=True)
    row = Address(store_id=account.store_id, account=account)
    if address_id is not None:
        found = mine.filter(pk=address_id).first()
        if found is None:
            raise Missing("没有找到这个收货地址，可能已经停用。")
        row = found
    if is_first or not mine.exclude(pk=row.pk).filter(is_first=True).exists():
        mine.exclude(pk=row.pk).update(is_first=False)
        row.is_first = True
    row.name, row.address = name.strip()[:40], address.strip()[:120]
    row.receiver, row.phone = receiver.strip()[:40], phone.strip()[:20]
    row.save()
    return row


@use_case(permissions.KEEP_ACCOUNTS, "停用收货地址")
def drop_address(warrant: Warrant, account_id: int, address_id: int, *, at: datetime) -> None:
    """Nothing goes there any more. Raises Missing."""
    account: Account = Account.objects.locked(account_id, warrant)
    changed = Address.objects.filter(account=account, pk=address_id, is_active=True).update(
        is_active=False, is_first=False
    )
    if not changed:
        raise Missing("没有找到这个收货地址，可能已经停用。")
