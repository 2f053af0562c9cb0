"""The customer's file: made, changed, known at a store (CARE-01, CARE-03)."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils.timezone import localdate

from huichang.customers import permissions, rules
from huichang.customers.models import Customer, Phone
from huichang.customers.states import BoardName, Channel, Kind, Sex
from huichang.kernel import freshness, pinyin
from huichang.kernel.actor import Warrant
from huichang.kernel.refusals import Missing, Refused
from huichang.kernel.turns import wait_for_turn
from huichang.kernel.use_case import use_case

Value = str | date | Decimal | None
_CHOICES: dict[str, type[Kind] | type[Sex] | type[BoardName] | type[Channel]] = {
    "kind": Kind,
    "sex": Sex,
    "board_name": BoardName,
    "channel": Channel,
}
CHANGEABLE = (
    "kind", "name", "sex", "birthday", "phone", "wechat", "address", "postcode", "identity_number",
    "legal_representative", "credit_code", "registered_capital", "business_scope", "business_state", "credit_state",
    "bank", "bank_account", "contact_name", "board_name", "channel",
)  # fmt: skip


@use_case(permissions.CHANGE_CUSTOMERS, "建立客户档案")
def register_customer(
    warrant: Warrant,
    /,
    *,
    store_id: int,
    name: str,
    phone: str,
    at: datetime,
    kind: str = Kind.PERSON,
    even_so: bool = False,
    **more: Value,
) -> Customer:
    """Open a file for a customer of a store; `more` takes the other fields of the file (`CHANGEABLE`).

    The same name with the same phone in another store is the same customer: the file becomes known here too. Raises
    Refused for a wrong field, and for a phone that another file of this store has (unless `even_so`: a family).
    """
    warrant.show_at(store_id)
    values = checked({"kind": kind, "name": name, "phone": phone, **more})
    if not values["phone"]:
        raise Refused("请填写客户的手机号，没有电话就无法通知和回访。")
    if not even_so:
        _phone_of(values["phone"])
    twin = _twin(values["phone"], values["name"])
    if twin is not None and store_id not in twin.known_at:
        ensure_known(twin.pk, store_id)
        warrant.about(twin)
        return twin
    if not even_so:
        same = Customer.objects.filter(known_at__contains=[store_id], phones__number=values["phone"]).first()
        if same is not None:
            raise Refused(
                f"这个手机号已有客户档案：{same.name}，请直接使用；确为另一位客户请选择“仍然新建”。"
            )
    customer = _open(values, store_id, at)
    warrant.about(customer)
    return customer


@use_case(permissions.CHANGE_CUSTOMERS, "修改客户档案")
def change_customer(
    warrant: Warrant, customer_id: int, *, changes: Mapping[str, Value], at: datetime, seen: int | None = None
) -> Customer:
    """Change fields of the file. A new main phone is also kept among the numbers.

    Raises Missing for a file unknown in the actor's stores, Changed on an old page, Refused for a wrong field.
    """
    customer = own(customer_id, warrant)
    freshness.check(customer, seen)
    values = checked(changes)
    for name, value in values.items():
        setattr(customer, name, value)
    if "name" in values:
        customer.pinyin, customer.initials = pinyin.full(customer.name), pinyin.initials(customer.name)
    freshness.bump(customer)
    customer.save()
    if values.get("phone"):
        Phone.objects.get_or_create(customer=customer, number=values["phone"])
    return customer


def own(customer_id: int, warrant: Warrant) -> Customer:
    """The file, locked, if the actor's stores may know it. Raises Missing otherwise, NotAllowed without the right."""
    customer: Customer = Customer.objects.locked(customer_id, warrant)
    if not customer.share_in_group and not set(customer.known_at) & warrant.actor.stores:
        raise Missing("没有找到这位客户的档案，请检查链接或重新搜索。")
    return customer


def ensure_known(customer_id: int, store_id: int) -> None:
    """The store deals with this customer from now on and may see the file. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {Customer._meta.db_table} SET known_at = array_append(known_at, %s)"
            " WHERE id = %s AND NOT known_at @> ARRAY[%s]::bigint[]",
            [store_id, customer_id, store_id],
        )


def record(*, store_id: int, phone: str, at: datetime, name: str = "", sex: str = Sex.UNKNOWN) -> int:
    """The short card at the gate or on the phone: the id of the customer with this phone (and name, if one was given),
    or of a new file that can be completed later. Raises Refused for a wrong phone."""
    values = checked({"kind": Kind.PERSON, "name": name.strip() or rules.UNNAMED, "phone": phone, "sex": sex})
    if not values["phone"]:
        raise Refused("请填写客户的手机号，叫号和通知进度都要用它。")
    found = _short_card(store_id, values["phone"], values["name"])
    if found is None or found.name == rules.UNNAMED != values["name"]:
        # A file is made or gets its name: the second of two desks takes what the first has written.
        _phone_of(values["phone"])
        found = _short_card(store_id, values["phone"], values["name"])
    if found is None:
        return int(_open(values, store_id, at).pk)
    ensure_known(found.pk, store_id)
    _name(found, values["name"])
    return int(found.pk)


def _phone_of(number: str) -> None:
    """Wait until nobody else opens or names a file for this phone. One statement."""
    wait_for_turn(f"customers.phone:{number}")


def _short_card(store_id: int, phone: str, name: str) -> Customer | None:
    """The file that a phone, and a name if one was given, means for a store. One statement."""
    known = Customer.objects.filter(phones__number=phone).order_by("pk")
    if name != rules.UNNAMED:
        known = known.filter(name__in=[name, rules.UNNAMED])
    found: list[Customer] = sorted(
        known[:5], key=lambda row: (row.name == rules.UNNAMED, store_id not in row.known_at)
    )
    if found and (found[0].name == name != rules.UNNAMED or store_id in found[0].known_at):
        return found[0]
    return None


def checked(values: Mapping[str, Value]) -> dict[str, Any]:
    """The values as they are kept. Raises Refused, naming the field, for what cannot be."""
    kept: dict[str, Any] = {}
    for field, given in values.items():
        if field not in CHANGEABLE:
            raise Refused(f"客户档案没有“{field}”这一项。")
        value: Any = given.strip() if isinstance(given, str) else given
        if field in _CHOICES and value not in _CHOICES[field].values:
            raise Refused(f"“{_label(field)}”请从给出的选项中选择。")
        kept[field] = _checked(field, value)
    if "name" in kept and not kept["name"]:
        raise Refused("请填写客户姓名或单位名称。")
    return kept


def _checked(field: str, value: Any) -> Any:
    why = ""
    if field == "phone" and value:
        value = rules.plain_phone(value)
        why = rules.phone_problem(value)
    elif field == "identity_number" and value:
        value = value.upper()
        why = rules.identity_problem(value)
    elif field == "credit_code" and value:
        value = value.upper()
        why = rules.credit_code_problem(value)
    elif field == "postcode" and value and not (value.isdigit() and len(value) == 6):
        why = "邮编应为 6 位数字，请核对。"
    elif field == "birthday" and value and not date(1900, 1, 1) <= value <= date(2100, 1, 1):
        why = "生日不对，请核对年份。"
    elif field == "registered_capital" and value is not None and value < 0:
        why = "注册资本不能是负数。"
    most = getattr(Customer._meta.get_field(field), "max_length", None)
    if not why and most and isinstance(value, str) and len(value) > most:
        why = f"“{_label(field)}”最多 {most} 个字，请写短一些。"
    if why:
        raise Refused(why)
    return value


def _name(customer: Customer, name: str) -> None:
    """The short card of somebody who left no name gets it now."""
    if customer.name == rules.UNNAMED != name:
        Customer.objects.filter(pk=customer.pk, name=rules.UNNAMED).update(
            name=name, pinyin=pinyin.full(name), initials=pinyin.initials(name)
        )


def _label(field: str) -> str:
    return next(str(each.verbose_name) for each in Customer._meta.concrete_fields if each.name == field)


def _twin(phone: str, name: str) -> Customer | None:
    found: Customer | None = Customer.objects.filter(phones__number=phone, name=name).order_by("pk").first()
    return found


def _open(values: Mapping[str, Any], store_id: int, at: datetime) -> Customer:
    customer = Customer.objects.create(
        **values,
        pinyin=pinyin.full(values["name"]),
        initials=pinyin.initials(values["name"]),
        first_dealing_on=localdate(at),
        known_at=[store_id],
    )
    Phone.objects.create(customer=customer, number=values["phone"])
    return customer
