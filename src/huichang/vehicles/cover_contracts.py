"""Extended contracts that cars have bought (WARR-01)."""

from datetime import date, datetime
from decimal import Decimal

from django.utils.timezone import localdate

from huichang.engines.coverage.values import Kind
from huichang.kernel.actor import Warrant
from huichang.kernel.refusals import Missing, OutOfTurn, Refused
from huichang.kernel.turns import wait_for_turn
from huichang.kernel.use_case import use_case
from huichang.vehicles import kinds, permissions, policies_in_force, rules
from huichang.vehicles.models import CoverContract, Vehicle


@use_case(permissions.SELL_CONTRACTS, "登记延保合同")
def add_contract(
    warrant: Warrant,
    vehicle_id: int,
    *,
    policy_id: int,
    number: str,
    bought_on: date,
    from_on: date,
    until_on: date,
    until_km: int | None = None,
    price: Decimal | None = None,
    at: datetime,
) -> CoverContract:
    """A car has bought an extended contract. Raises Missing for an unknown car or policy, Refused for a number that is
    taken, a policy that is no extended contract, or days in the wrong order."""
    vehicle: Vehicle = Vehicle.objects.locked(vehicle_id, warrant)
    text = number.strip().upper()
    if not text:
        raise Refused("请填写延保合同号。", fields=("number",))
    wait_for_turn(f"vehicles.contract:{text}")
    if CoverContract.objects.filter(number=text).exists():
        raise Refused(f"合同号 {text} 已经登记过了，请核对。", fields=("number",))
    terms = policies_in_force.in_force(None, on=localdate(at), policy_ids=[policy_id])
    if not terms or terms[0].kind != Kind.EXTENDED:
        raise Refused("请选择一条正在执行的延保政策。", fields=("policy",))
    if until_on <= from_on:
        raise Refused("到期日期要晚于生效日期。", fields=("until_on",))
    for name, value in (
        ("number", text),
        ("from_on", from_on),
        ("until_on", until_on),
        ("bought_on", bought_on),
    ):
        kinds.check(CoverContract, name, value)
    if until_km is not None and not 0 < until_km <= rules.MOST_KM:
        raise Refused(f"到期里程要在 1 到 {rules.MOST_KM:,} 公里之间。", fields=("until_km",))
    if price is not None and price < 0:
        raise Refused("价格不能是负数。", fields=("price",))
    contract = CoverContract.objects.create(
        vehicle=vehicle,
        policy_id=policy_id,
        number=text,
        bought_on=bought_on,
        from_on=from_on,
        until_on=until_on,
        until_km=until_km,
        price=price,
    )
    warrant.note = f"{text}，{terms[0].name}"
    return contract


@use_case(permissions.SELL_CONTRACTS, "终止延保合同")
def end_contract(
    warrant: Warrant, contract_id: int, *, reason: str, vehicle_id: int | None = None, at: datetime
) -> CoverContract:
    """The contract ends today (returned, the car is gone). `vehicle_id`: the car on whose page it was said.

    Raises Missing, also for another car's contract, Refused without a reason, OutOfTurn twice.
    """
    contract: CoverContract = CoverContract.objects.locked(contract_id, warrant)
    if vehicle_id not in (None, contract.vehicle_id):
        raise Missing("这辆车没有这份延保合同，请刷新页面。")
    kinds.check(CoverContract, "ended_reason", reason)
    if contract.ended_on is not None:
        raise OutOfTurn(f"{contract}已经在 {contract.ended_on:%Y-%m-%d} 终止。")
    if not reason.strip():
        raise Refused("请写明终止原因。", fields=("reason",))
    contract.ended_on, contract.ended_reason = localdate(at), reason.strip()[:80]
    contract.save(update_fields=["ended_on", "ended_reason"])
    warrant.note = contract.number
    return contract
