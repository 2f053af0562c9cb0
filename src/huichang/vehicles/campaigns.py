"""Recalls and service campaigns (WARR-20): written down, opened, told about every car that they hit, done or refused.

Which cars a campaign hits is never stored with the cars: it follows from its list and ranges, so that a car whose VIN is
read tomorrow is hit as well. Where the manufacturer's people work in this house, only they write campaigns: everybody else
gets NotAllowed; what became of a car is recorded by the stores.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from huichang.company import manufacturer
from huichang.engines import vin as vins
from huichang.kernel import freshness, pictures, pinyin
from huichang.kernel.actor import Warrant
from huichang.kernel.refusals import Changed, Missing, OutOfTurn, Refused
from huichang.kernel.turns import wait_for_turn
from huichang.kernel.use_case import use_case
from huichang.vehicles import campaign_hits, campaign_work, kinds, permissions, states
from huichang.vehicles.models import (
    Campaign,
    CampaignPart,
    CampaignRange,
    CampaignResult,
    CampaignWork,
    Vehicle,
)
from huichang.vehicles.states import CampaignKind, CampaignOutcome, CampaignState, CampaignStop

WORDS = (
    "kind", "name", "brand", "stop", "filed_number", "defect", "risk", "remedy", "made_from", "made_until",
    "announced_on", "starts_on", "ends_on", "contact", "minutes",
)  # fmt: skip
"""What a campaign says of itself."""


@use_case(permissions.RUN_CAMPAIGNS, "登记召回或服务活动")
def begin_campaign(
    warrant: Warrant,
    /,
    *,
    number: str,
    said: Mapping[str, Any],
    works: Iterable[str] = (),
    parts: Iterable[tuple[str, Decimal]] = (),
    at: datetime,
) -> Campaign:
    """A campaign by the manufacturer's number, still in preparation: it says nothing to anybody before it is opened.

    Raises Refused for a number that is taken, and as `change_campaign` does.
    """
    warrant.show_at(warrant.actor.here)
    manufacturer.must_speak(warrant.actor, "召回和服务活动")
    text = number.strip().upper()
    if not text:
        raise Refused("请填写活动编号，用厂家通知上的编号。", fields=("number",))
    wait_for_turn(f"vehicles.campaign:{text}")
    if Campaign.objects.filter(number=text).exists():
        raise Refused(f"编号 {text} 已经登记过了，请打开它修改。", fields=("number",))
    kinds.check(Campaign, "number", text)
    campaign = Campaign(number=text)
    _write(campaign, said)
    campaign.save()
    _remedy(campaign, works, parts)
    warrant.about(campaign, campaign.name)
    return campaign


@use_case(permissions.RUN_CAMPAIGNS, "修改召回或服务活动")
def change_campaign(
    warrant: Warrant,
    campaign_id: int,
    *,
    said: Mapping[str, Any],
    works: Iterable[str] | None = None,
    parts: Iterable[tuple[str, Decimal]] | None = None,
    seen: int | None = None,
    at: datetime,
) -> Campaign:
    """What a campaign says, and what its remedy takes. Raises Missing, Changed on an old page, Refused without a name
    or a beginning, and for a quantity of nothing."""
    campaign: Campaign = Campaign.objects.locked(campaign_id, warrant)
    manufacturer.must_speak(warrant.actor, "召回和服务活动")
    freshness.check(campaign, seen)
    _write(campaign, said)
    freshness.bump(campaign)
    campaign.save()
    if works is not None or parts is not None:
        _remedy(campaign, works or (), parts or ())
    warrant.note = campaign.name
    return campaign


@use_case(permissions.RUN_CAMPAIGNS, "变更召回或服务活动的状态")
def move_campaign(warrant: Warrant, campaign_id: int, *, verb: str, at: datetime) -> Campaign:
    """Open, close or reopen a campaign. Raises OutOfTurn; Refused when nothing says what is done, or no car is named."""
    campaign: Campaign = Campaign.objects.locked(campaign_id, warrant)
    manufacturer.must_speak(warrant.actor, "召回和服务活动")
    if verb not in states.CAMPAIGN.says:
        raise Refused("请选择开始执行、结束或重新执行。")
    states.CAMPAIGN.move(campaign, verb)
    if verb == "open":
        if not campaign.remedy:
            raise Refused("请先写明维修措施，顾问和技师要照着做。", fields=("remedy",))
        if not (campaign.vins.exists() or campaign.ranges.exists()):
            raise Refused("还没有车辆名单，请先导入 VIN 名单或登记 VIN 范围。")
    freshness.bump(campaign)
    campaign.save(update_fields=["state", "version"])
    warrant.note = states.CAMPAIGN.says[verb]
    return campaign


@use_case(permissions.RUN_CAMPAIGNS, "登记活动的 VIN 范围")
def add_range(
    warrant: Warrant, campaign_id: int, *, vin_from: str, vin_until: str, at: datetime
) -> CampaignRange:
    """Cars from one VIN to another, both inside. Raises Refused for a VIN that cannot be one, for two of different
    models, backwards, or one that stands already; OutOfTurn for a closed campaign."""
    campaign: Campaign = Campaign.objects.locked(campaign_id, warrant)
    manufacturer.must_speak(warrant.actor, "召回和服务活动")
    if campaign.state == CampaignState.CLOSED:
        raise OutOfTurn(f"{campaign}已经结束，不能再加车辆。")
    first, last = _whole_vin(vin_from, "vin_from"), _whole_vin(vin_until, "vin_until")
    if first[:8] != last[:8]:
        raise Refused("范围两端的前 8 位要相同，不同车型请分开登记。", fields=("vin_until",))
    low, high = campaign_hits.key_of(first), campaign_hits.key_of(last)
    if high < low:
        raise Refused("结束 VIN 不能小于起始 VIN。", fields=("vin_until",))
    if CampaignRange.objects.filter(campaign=campaign, from_key=low, until_key=high).exists():
        raise Refused("这个范围已经登记过了。")
    warrant.note = f"{first} 至 {last}"
    return CampaignRange.objects.create(
        campaign=campaign, vin_from=first, vin_until=last, from_key=low, until_key=high
    )


@use_case(permissions.RUN_CAMPAIGNS, "撤下活动的 VIN 范围")
def drop_range(warrant: Warrant, campaign_id: int, range_id: int, *, at: datetime) -> None:
    """A range that was wrong is taken away while the campaign is still prepared: afterwards its records are kept.

    Raises Missing, OutOfTurn once the campaign is open.
    """
    campaign: Campaign = Campaign.objects.locked(campaign_id, warrant)
    manufacturer.must_speak(warrant.actor, "召回和服务活动")
    found = CampaignRange.objects.filter(pk=range_id, campaign=campaign).first()
    if found is None:
        raise Missing("没有找到这个 VIN 范围，请刷新页面。")
    if campaign.state != CampaignState.DRAFT:
        raise OutOfTurn("活动已经开始，名单要留存五年以上，不能撤下。请联系厂家发更正名单。")
    warrant.note = f"{found.vin_from} 至 {found.vin_until}"
    found.delete()


@use_case(permissions.RECORD_CAMPAIGNS, "登记召回或服务活动的结果")
def record_result(
    warrant: Warrant,
    campaign_id: int,
    vehicle_id: int,
    *,
    outcome: str,
    words: str = "",
    signature: str = "",
    name: str = "",
    seen: str | None = None,
    at: datetime,
) -> CampaignResult:
    """What became of a campaign for a car, other than by an order here: refused with the customer's signature, parts
    missing, scrapped, sold away, or done elsewhere (in words).

    `name`: who signs a refusal. `seen`: the outcome that the page showed. Raises Missing, OutOfTurn when it is done already or
    the campaign is not open, Refused without signature, name or words, Changed when somebody else has recorded one since.
    """
    warrant.show_at(warrant.actor.here)
    campaign, vin = _hit(campaign_id, vehicle_id)
    warrant.about(campaign)
    if outcome not in CampaignOutcome.values:
        raise Refused("请选择结果。", fields=("outcome",))
    kinds.check(CampaignResult, "words", words)
    if (
        outcome in (CampaignOutcome.DONE, CampaignOutcome.SCRAPPED, CampaignOutcome.SOLD_AWAY)
        and not words.strip()
    ):
        raise Refused("请写明情况，例如在哪家店完成、由谁告知。", fields=("words",))
    before = (
        CampaignResult.objects.filter(campaign=campaign, vin=vin).values_list("outcome", flat=True).first()
    )
    if seen is not None and seen != (before or ""):
        raise Changed(
            f"刚刚有人登记了“{CampaignOutcome(before).label if before else '未处理'}”，请看最新内容再登记。"
        )
    refusal = None
    if outcome == CampaignOutcome.REFUSED:
        if not signature:
            raise Refused("客户拒绝要请客户签字：说明风险后签在下面。", fields=("signature",))
        if not name.strip():
            raise Refused("请填写签字人的姓名。", fields=("name",))
        drawn = pictures.keep_signature(
            signature, store_id=warrant.actor.here, at=at, staff_id=warrant.actor.staff_id
        )
        refusal = campaign_work.Refusal(name, drawn.pk)
    found = campaign_work.settle(
        campaign,
        vin,
        outcome,
        vehicle_id=vehicle_id,
        words=words,
        refusal=refusal,
        store_id=warrant.actor.here,
        staff_id=warrant.actor.staff_id,
        at=at,
    )
    warrant.note = f"{vin[-6:]}：{found.get_outcome_display()}"
    return found


@use_case(permissions.RECORD_CAMPAIGNS, "撤回召回或服务活动的结果")
def take_back_result(warrant: Warrant, campaign_id: int, vehicle_id: int, *, at: datetime) -> None:
    """A result that was recorded by mistake is open again (the record of it stays in the journal). Raises Missing;
    OutOfTurn for one that an order has done."""
    warrant.show_at(warrant.actor.here)
    campaign, vin = _hit(campaign_id, vehicle_id)
    warrant.about(campaign)
    found = CampaignResult.objects.select_for_update(of=("self",)).filter(campaign=campaign, vin=vin).first()
    if found is None:
        raise Missing("这辆车还没有登记结果，请刷新页面。")
    if found.order_id is not None and found.outcome == CampaignOutcome.DONE:
        raise OutOfTurn(f"这辆车已由工单 {found.order_number} 完成，不能撤回。")
    warrant.note = f"{vin[-6:]}：撤回“{found.get_outcome_display()}”"
    found.delete()


def _hit(campaign_id: int, vehicle_id: int) -> tuple[Campaign, str]:
    """The campaign and the VIN of a car that it hits. Raises Missing, OutOfTurn when it is not open."""
    campaign = Campaign.objects.select_for_update(of=("self",)).filter(pk=campaign_id).first()
    car = Vehicle.objects.filter(pk=vehicle_id).first()
    if campaign is None or car is None or not car.vin:
        raise Missing("没有找到这个活动或这辆车，请核对车架号。")
    if not campaign_hits.is_hit(campaign_id, car.vin):
        raise Missing(f"{campaign}不涉及这辆车（VIN 尾号 {car.vin[-6:]}），请核对车架号。")
    if campaign.state != CampaignState.OPEN:
        raise OutOfTurn(f"{campaign}现在是“{campaign.get_state_display()}”，不能登记结果。")
    return campaign, car.vin


def _write(campaign: Campaign, said: Mapping[str, Any]) -> None:
    for name, value in said.items():
        if name not in WORDS:
            raise Refused(f"活动没有“{name}”这一项。")
        kinds.check(Campaign, name, value)
        setattr(campaign, name, value.strip() if isinstance(value, str) else value)
    campaign.initials = pinyin.initials(campaign.name)[:80]
    if not campaign.name:
        raise Refused("请填写活动名称。", fields=("name",))
    if campaign.starts_on is None:
        raise Refused("请填写开始日期。", fields=("starts_on",))
    if campaign.kind not in CampaignKind.values or campaign.stop not in CampaignStop.values:
        raise Refused("请选择活动的种类和放行规则。", fields=("kind",))
    if campaign.ends_on and campaign.ends_on < campaign.starts_on:
        raise Refused("结束日期不能早于开始日期。", fields=("ends_on",))
    if campaign.kind == CampaignKind.RECALL and not (campaign.defect and campaign.risk):
        raise Refused("召回要写明缺陷情况和可能后果（召回条例）。", fields=("defect",))


def _remedy(campaign: Campaign, works: Iterable[str], parts: Iterable[tuple[str, Decimal]]) -> None:
    codes: Sequence[str] = list(dict.fromkeys(code.strip().upper() for code in works if code.strip()))
    wanted: dict[str, Decimal] = {}
    for number, quantity in parts:
        if quantity <= 0:
            raise Refused("活动配件的数量要大于 0。", fields=("parts",))
        if number.strip():
            wanted[number.strip().upper()] = quantity
    CampaignWork.objects.filter(campaign=campaign).exclude(code__in=codes).delete()
    CampaignPart.objects.filter(campaign=campaign).delete()
    CampaignWork.objects.bulk_create(
        [CampaignWork(campaign=campaign, code=code[:16]) for code in codes], ignore_conflicts=True
    )
    CampaignPart.objects.bulk_create(
        [
            CampaignPart(campaign=campaign, number=number[:40], quantity=quantity)
            for number, quantity in wanted.items()
        ]
    )


def _whole_vin(raw: str, field: str) -> str:
    text = vins.normalise(raw)
    if why := vins.problem(text):
        raise Refused(why, fields=(field,))
    return text
