"""Suppliers: who they are, whether we buy from them, whom one calls, which papers they have shown (PARTS-20)."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.utils.timezone import localdate

from huichang.kernel import freshness, pictures, pinyin
from huichang.kernel.actor import Warrant
from huichang.kernel.refusals import Missing, Refused
from huichang.kernel.turns import wait_for_turn
from huichang.kernel.use_case import use_case
from huichang.supply import permissions
from huichang.supply.models import Certificate, Contact, Supplier
from huichang.supply.states import CertificateKind, Standing, SupplierKind


@dataclass(frozen=True, kw_only=True)
class Particulars:
    """The words of a supplier, apart from its code."""

    name: str
    kind: str = SupplierKind.TRADER
    tax_number: str = ""
    bank: str = ""
    address: str = ""
    note: str = ""


@use_case(permissions.KEEP_SUPPLIERS, "新建供应商")
def register_supplier(warrant: Warrant, *, code: str, words: Particulars) -> Supplier:
    """A supplier on trial. Raises Refused for an empty or known code or name."""
    warrant.show_at(warrant.actor.here)
    wanted = code.strip().upper()
    if not wanted:
        raise Refused("请填写供应商编码，例如 G012。", fields=("code",))
    wait_for_turn(f"supply.supplier:{wanted}")
    known = Supplier.objects.filter(code=wanted).first()
    if known is not None:
        raise Refused(f"编码 {wanted} 已经是“{known.name}”，请换一个编码。", fields=("code",))
    supplier = Supplier(code=wanted)
    _fill(supplier, words)
    supplier.save()
    warrant.about(supplier, supplier.name)
    return supplier


@use_case(permissions.KEEP_SUPPLIERS, "修改供应商")
def change_supplier(
    warrant: Warrant, supplier_id: int, *, words: Particulars, seen: int | None = None
) -> Supplier:
    """Change the words of a supplier. Raises Refused for impossible words, Changed for an old page."""
    supplier: Supplier = Supplier.objects.locked(supplier_id, warrant)
    freshness.check(supplier, seen)
    _fill(supplier, words)
    freshness.bump(supplier)
    supplier.save()
    return supplier


def _fill(supplier: Supplier, words: Particulars) -> None:
    for field, value in asdict(words).items():
        setattr(supplier, field, value.strip())
    if not supplier.name:
        raise Refused("请填写供应商名称。", fields=("name",))
    if supplier.kind not in SupplierKind.values:
        raise Refused("供应商类型请从列表里选择。", fields=("kind",))
    other = Supplier.objects.filter(name=supplier.name).exclude(pk=supplier.pk).first()
    if other is not None:
        raise Refused(f"“{supplier.name}”已经登记（{other.code}），请直接使用。", fields=("name",))
    supplier.tax_number = supplier.tax_number.upper()
    if supplier.tax_number and (len(supplier.tax_number) != 18 or not supplier.tax_number.isalnum()):
        raise Refused("统一社会信用代码是 18 位字母和数字，请核对。", fields=("tax_number",))
    supplier.pinyin = pinyin.full(supplier.name)[:240]
    supplier.initials = pinyin.initials(supplier.name)[:60]


@use_case(permissions.KEEP_SUPPLIERS, "供应商准入")
def qualify_supplier(
    warrant: Warrant, supplier_id: int, *, standing: str, why: str, at: datetime
) -> Supplier:
    """On trial, qualified, or blocked; nothing is ordered from a blocked one.

    Raises Refused without a reason to block, and when a supplier is to be qualified without a business licence that holds on
    the day.
    """
    supplier: Supplier = Supplier.objects.locked(supplier_id, warrant)
    if standing not in Standing.values:
        raise Refused("准入结论请从列表里选择。")
    if standing == Standing.BLOCKED and not why.strip():
        raise Refused("停用供应商请写明原因。", fields=("why",))
    if standing == Standing.QUALIFIED:
        licences = Certificate.objects.filter(supplier=supplier, kind=CertificateKind.LICENCE)
        if not licences.exclude(until_on__lt=localdate(at)).exists():
            raise Refused("还没有登记有效的营业执照，不能评为合格。请先登记证件。")
    supplier.standing, supplier.standing_why = standing, why.strip()
    freshness.bump(supplier)
    supplier.save(update_fields=["standing", "standing_why", "version"])
    return supplier


@dataclass(frozen=True, kw_only=True)
class Person:
    """Somebody at a supplier."""

    name: str
    phone: str
    job: str = ""
    mail: str = ""
    is_urgent: bool = False


@use_case(permissions.KEEP_SUPPLIERS, "登记供应商联系人")
def keep_contact(
    warrant: Warrant, supplier_id: int, *, person: Person, contact_id: int | None = None
) -> Contact:
    """Somebody new, or other words for somebody known. Raises Refused without name or phone."""
    supplier: Supplier = Supplier.objects.locked(supplier_id, warrant)
    if not person.name.strip():
        raise Refused("请填写联系人姓名。", fields=("name",))
    digits = "".join(each for each in person.phone if each.isdigit())
    if not 7 <= len(digits) <= 15:
        raise Refused("请填写能打通的电话，7 到 15 位数字。", fields=("phone",))
    contact = (
        Contact(supplier=supplier)
        if contact_id is None
        else Contact.objects.filter(supplier=supplier, pk=contact_id).first()
    )
    if contact is None:
        raise Missing("没有找到这位联系人，请刷新页面。")
    for field, value in asdict(person).items():
        setattr(contact, field, value.strip() if isinstance(value, str) else value)
    contact.save()
    return contact


@use_case(permissions.KEEP_SUPPLIERS, "删除供应商联系人")
def drop_contact(warrant: Warrant, supplier_id: int, *, contact_id: int) -> None:
    """Somebody who is not there any more."""
    supplier: Supplier = Supplier.objects.locked(supplier_id, warrant)
    Contact.objects.filter(supplier=supplier, pk=contact_id).delete()


@use_case(permissions.KEEP_SUPPLIERS, "登记供应商证件")
def keep_certificate(
    warrant: Warrant,
    supplier_id: int,
    *,
    kind: str,
    number: str,
    until_on: date | None,
    at: datetime,
    picture: bytes | None = None,
) -> Certificate:
    """A paper that was shown, or its renewal under the same number. Raises Refused without a number, or when it is over."""
    supplier: Supplier = Supplier.objects.locked(supplier_id, warrant)
    if kind not in CertificateKind.values:
        raise Refused("证件请从列表里选择。")
    if not number.strip():
        raise Refused("请填写证号。", fields=("number",))
    if until_on is not None and until_on < localdate(at):
        raise Refused("这个证件已经过期，请向供应商索取新证。", fields=("until_on",))
    found = Certificate.objects.filter(supplier=supplier, kind=kind, number=number.strip()).first()
    certificate = found or Certificate(supplier=supplier, kind=kind, number=number.strip())
    certificate.until_on = until_on
    if picture:
        certificate.picture = pictures.keep(
            picture,
            store_id=warrant.actor.here,
            kind="certificate",
            at=at,
            staff_id=warrant.actor.staff_id,
        )
    certificate.save()
    return certificate


@use_case(permissions.KEEP_SUPPLIERS, "删除供应商证件")
def drop_certificate(warrant: Warrant, supplier_id: int, *, certificate_id: int) -> None:
    """A paper that was written down by mistake or does not matter any more."""
    supplier: Supplier = Supplier.objects.locked(supplier_id, warrant)
    Certificate.objects.filter(supplier=supplier, pk=certificate_id).delete()
