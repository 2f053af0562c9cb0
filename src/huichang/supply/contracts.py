"""On what terms and at what prices a store buys (PARTS-20)."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils.timezone import localdate

from huichang.kernel.actor import Warrant
from huichang.kernel.refusals import Missing, Refused
from huichang.kernel.use_case import use_case
from huichang.parts import queries as parts
from huichang.supply import permissions, rules
from huichang.supply.models import Contract, ContractPrice, Supplier
from huichang.supply.states import Terms

ZERO = Decimal(0)
MOST_PRICES = 5_000
MOST_TAX = 30


@dataclass(frozen=True, kw_only=True)
class Agreed:
    """The terms of a contract; amounts in yuan without tax, times in days."""

    number: str
    from_on: date
    until_on: date | None = None
    terms: str = Terms.MONTHLY
    pay_days: int = 30
    min_order: Decimal = ZERO
    freight: Decimal = ZERO
    free_from: Decimal | None = None
    lead_days: int = 7
    urgent_days: int = 2
    urgent_freight: Decimal = ZERO
    urgent_percent: Decimal = ZERO
    claim_days: int = 3
    quality_days: int = 180
    return_days: int = 30
    tax_percent: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class Price:
    """What a supplier asks for a part, per unit without tax. `lead_days`: where it differs from the contract's."""

    part_id: int
    price: Decimal
    pack: Decimal = Decimal(1)
    lead_days: int | None = None
    their_number: str = ""


@use_case(permissions.KEEP_CONTRACTS, "签订采购合同")
def sign_contract(warrant: Warrant, supplier_id: int, *, store_id: int, agreed: Agreed) -> Contract:
    """A contract from a day on; the newest that holds on a day is the one that counts.

    Raises Refused for impossible terms and for a number that is known.
    """
    warrant.show_at(store_id)
    supplier = Supplier.objects.filter(pk=supplier_id).first()
    if supplier is None:
        raise Missing("没有找到这个供应商，请重新选择。")
    _check(agreed)
    if Contract.objects.filter(store_id=store_id, number=agreed.number.strip()).exists():
        raise Refused(f"本店已经有合同 {agreed.number.strip()}，请核对合同号。", fields=("number",))
    contract = Contract(store_id=store_id, supplier=supplier)
    _fill(contract, agreed)
    contract.save()
    warrant.about(contract, f"{supplier.name} {contract.number}")
    return contract


@use_case(permissions.KEEP_CONTRACTS, "修改采购合同")
def change_contract(warrant: Warrant, contract_id: int, *, agreed: Agreed) -> Contract:
    """Other terms; orders that are written keep theirs. Raises Refused for impossible terms."""
    contract: Contract = Contract.objects.locked(contract_id, warrant)
    _check(agreed)
    _fill(contract, agreed)
    contract.save()
    return contract


@use_case(permissions.KEEP_CONTRACTS, "终止采购合同")
def end_contract(warrant: Warrant, contract_id: int, *, last_on: date, at: datetime) -> Contract:
    """The contract holds until `last_on`. Raises Refused before it began or before yesterday."""
    contract: Contract = Contract.objects.locked(contract_id, warrant)
    if last_on < max(contract.from_on, localdate(at) - timedelta(days=1)):
        raise Refused("终止日不能早于昨天，也不能早于生效日。", fields=("last_on",))
    contract.until_on = last_on
    contract.save(update_fields=["until_on"])
    return contract


def _check(agreed: Agreed) -> None:
    if not agreed.number.strip():
        raise Refused("请填写合同号。", fields=("number",))
    if agreed.terms not in Terms.values:
        raise Refused("结算方式请从列表里选择。", fields=("terms",))
    if agreed.until_on is not None and agreed.until_on < agreed.from_on:
        raise Refused("到期日不能早于生效日，请核对。", fields=("until_on",))
    amounts = (agreed.min_order, agreed.freight, agreed.urgent_freight, agreed.urgent_percent)
    if min(amounts) < 0 or (agreed.free_from is not None and agreed.free_from < 0):
        raise Refused("起订金额、运费和加价不能小于零。")
    if agreed.tax_percent is not None and not 0 <= agreed.tax_percent <= MOST_TAX:
        raise Refused(
            f"税率请填 0 到 {MOST_TAX} 之间的数，与门店通常税率相同的不用填。", fields=("tax_percent",)
        )
    if agreed.urgent_percent > 200:
        raise Refused("急件加价不能超过 200%，请核对。", fields=("urgent_percent",))
    days = (agreed.pay_days, agreed.lead_days, agreed.urgent_days, agreed.claim_days, agreed.quality_days)
    if not all(0 <= each <= 3650 for each in (*days, agreed.return_days)):
        raise Refused("天数请填 0 到 3650 之间的数。")


def _fill(contract: Contract, agreed: Agreed) -> None:
    for field, value in asdict(agreed).items():
        setattr(contract, field, value.strip() if isinstance(value, str) else value)


@use_case(permissions.KEEP_CONTRACTS, "更新采购进价")
def set_prices(
    warrant: Warrant, contract_id: int, *, prices: Sequence[Price], from_on: date, at: datetime
) -> int:
    """Prices of a contract from a day on; a price of the same day is corrected. Returns how many.

    Raises Refused for a day in the past (orders were written at the old price) or outside the contract, and for a price that
    is not more than nothing; Missing for an unknown part.
    """
    contract: Contract = Contract.objects.locked(contract_id, warrant)
    if not prices:
        raise Refused("请至少填写一个配件的进价。")
    if len(prices) > MOST_PRICES:
        raise Refused(f"一次最多更新 {MOST_PRICES} 个进价，请分批。")
    if from_on < localdate(at):
        raise Refused("过去的进价不能再改，请填写今天或以后的生效日期。", fields=("from_on",))
    if from_on < contract.from_on or (contract.until_on is not None and from_on > contract.until_on):
        raise Refused("生效日期不在合同期内，请核对。", fields=("from_on",))
    briefs = parts.parts(each.part_id for each in prices)
    rows = {}
    for each in prices:
        brief = briefs.get(each.part_id)
        if brief is None:
            raise Missing("有的配件已经不在目录里，请重新搜索配件。")
        if each.price <= 0 or each.pack <= 0:
            raise Refused(f"“{brief.name}”的进价和包装数必须大于零。", fields=("price",))
        rows[each.part_id] = ContractPrice(
            store_id=contract.store_id,
            contract=contract,
            part_id=each.part_id,
            price=rules.unit_price(each.price),
            from_on=from_on,
            pack=each.pack,
            lead_days=each.lead_days,
            their_number=each.their_number.strip(),
        )
    ContractPrice.objects.bulk_create(
        list(rows.values()),
        update_conflicts=True,
        unique_fields=["contract", "part", "from_on"],
        update_fields=["price", "pack", "lead_days", "their_number"],
        batch_size=1000,
    )
    warrant.note = f"{len(rows)} 个进价，自 {from_on}"
    return len(rows)
