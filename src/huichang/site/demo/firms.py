"""The suppliers of the demo: whom its stores buy from, with people and papers."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from huichang.kernel import pinyin
from huichang.site.demo.rows import Rows
from huichang.site.demo.stores import credit_code
from huichang.supply.models import Certificate, Contact, Supplier
from huichang.supply.states import CertificateKind, Standing, SupplierKind


@dataclass(frozen=True)
class Firm:
    """A supplier of the demo. `share`: its price against what the store room pays on the whole."""

    code: str
    name: str
    kind: SupplierKind
    contact: tuple[str, str, str]
    lead_days: int
    urgent_days: int
    percent: int
    share: Decimal
    standing: Standing = Standing.QUALIFIED
    licence_days: int = 900


FIRMS = (
    Firm(
        "Y001",
        "远岚汽车销售有限公司备件中心",
        SupplierKind.MANUFACTURER,
        ("唐敏", "区域计划员", "028-85550101"),
        5,
        2,
        15,
        Decimal("1.00"),
    ),
    Firm(
        "P002",
        "博安润滑成都总代理",
        SupplierKind.OEM,
        ("吕强", "销售经理", "028-85550202"),
        3,
        1,
        8,
        Decimal("1.00"),
    ),
    Firm(
        "T003",
        "西南通用件配送中心",
        SupplierKind.TRADER,
        ("龚丽", "客服主管", "028-85550303"),
        2,
        1,
        5,
        Decimal("1.00"),
        licence_days=40,
    ),
    Firm(
        "P004",
        "川盛制动系统配套厂",
        SupplierKind.OEM,
        ("杜伟", "售后备件", "028-85550404"),
        9,
        3,
        10,
        Decimal("0.92"),
    ),
    Firm(
        "T005",
        "锦江快配急件仓",
        SupplierKind.TRADER,
        ("秦芳", "夜班调度", "028-85550505"),
        1,
        0,
        18,
        Decimal("1.12"),
        standing=Standing.TRIAL,
    ),
)
MAIN = 3
"""The first firms deliver what the ledger received; the others only offer."""


def firms(rows: Rows, today: date) -> dict[str, int]:
    """The suppliers of the company by code, written once for all stores."""
    sheet = rows.sheet(Supplier)
    if sheet.lines:
        return {line[sheet.place["code"]]: line[sheet.key] for line in sheet.lines}
    found = {}
    for place, firm in enumerate(FIRMS):
        found[firm.code] = rows.add(
            Supplier,
            code=firm.code,
            name=firm.name,
            pinyin=pinyin.full(firm.name),
            initials=pinyin.initials(firm.name),
            kind=firm.kind,
            standing=firm.standing,
            tax_number=credit_code(7100 + place),
            bank=f"成都银行高新支行 6228 0000 00{place} 7{place}10",
            address=f"成都市双流区物流大道 {20 + place * 8} 号",
            version=1,
        )
        name, job, phone = firm.contact
        rows.add(Contact, supplier_id=found[firm.code], name=name, job=job, phone=phone, is_urgent=True)
        rows.add(
            Certificate,
            supplier_id=found[firm.code],
            kind=CertificateKind.LICENCE,
            number=credit_code(7100 + place),
            until_on=today + timedelta(days=firm.licence_days),
        )
        if firm.kind != SupplierKind.TRADER:
            rows.add(
                Certificate,
                supplier_id=found[firm.code],
                kind=CertificateKind.AUTHORISATION,
                number=f"SQ-{today.year}-{place + 11:03d}",
                until_on=date(today.year, 12, 31) + timedelta(days=120),
            )
    return found
