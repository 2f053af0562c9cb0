"""The demo's promises about cars: policies of its three brands, and two campaigns that hit cars of today."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from huichang.care import invitations
from huichang.care.permissions import WORK_DUE
from huichang.company.permissions import SPEAK_FOR_MANUFACTURER
from huichang.kernel import pinyin
from huichang.kernel.actor import Actor
from huichang.parts.models import Part
from huichang.pricebook.models import Operation
from huichang.vehicles import campaigns, permissions
from huichang.vehicles.models import CampaignResult, CampaignVin, Policy, PolicyVersion, Vehicle
from huichang.vehicles.states import CampaignOutcome
from huichang.workshop.models import Order, Visit
from huichang.workshop.states import OrderState

VOIDS = ["modified", "external_cause", "misuse", "personal"]
BRANDS = {
    "远岚": ("YL", 36, 60_000, 60, 100_000),
    "澄野": ("CY", 48, 100_000, 96, 160_000),
    "启衡": ("QH", 36, 100_000, 60, 120_000),
}
"""Letters, the whole car's months and kilometres, and those of its assemblies."""
WEAR = (
    ("filters", "滤清器", ["maintenance"], 6, 5_000),
    ("brakes", "制动摩擦片", ["brake"], 12, 20_000),
    ("tyres", "轮胎", ["tyre"], 6, 5_000),
    ("electric", "灯泡、熔断丝、蓄电池", ["electric"], 12, 20_000),
)
RECALLED_SERIES, SERVED_SERIES = "YL-T3", "CY-N3"
LISTED, TODAYS = 3, 2
"""Every third car of a series is on the list, and two of those that are being received today."""
DONE_SHARE = 3
"""Of so many older cars, all but one have had their campaign."""


def fill(store_ids: list[int], now: datetime) -> None:
    """Policies in force for years, a recall and a service campaign that run; as of `now`."""
    _policies(now)
    _campaigns(store_ids, now)
    for store_id in store_ids:
        caller = Actor(
            None, "系统·召回邀约", {store_id: frozenset({WORK_DUE})}, store_id=store_id, door="job"
        )
        invitations.take_invitations(caller, store_id, at=now)


def _policies(now: datetime) -> None:
    since = date(now.year - 8, 1, 1)
    wanted: list[tuple[str, dict[str, Any]]] = []
    for brand, (letters, months, km, long_months, long_km) in BRANDS.items():
        of = {"brand": brand, "voids": VOIDS, "start": "licence"}
        wanted += [
            (
                f"{letters}-ZC",
                {
                    **of,
                    "kind": "vehicle",
                    "name": f"{brand}整车质量担保",
                    "months": months,
                    "km": km,
                    "clause": f"{brand}质量担保手册第 2.1 条",
                },
            ),
            (
                f"{letters}-ZX",
                {
                    **of,
                    "kind": "powertrain",
                    "name": f"{brand}总成质量担保",
                    "months": long_months,
                    "km": long_km,
                    "systems": ["engine", "transmission", "hv"],
                    "part_classes": ["base", "repair"],
                    "clause": f"{brand}质量担保手册第 2.2 条",
                },
            ),
            (
                f"{letters}-DC",
                {
                    **of,
                    "kind": "battery",
                    "name": f"{brand}动力电池容量担保",
                    "months": 96,
                    "km": 160_000,
                    "energies": ["bev", "phev"],
                    "systems": ["hv"],
                    "part_classes": ["base"],
                    "capacity": 80,
                    "clause": f"{brand}质量担保手册第 2.3 条",
                },
            ),
            (
                f"{letters}-SY",
                {
                    **of,
                    "kind": "goodwill",
                    "name": f"{brand}超期善意分担",
                    "shares": [
                        {"months": months + 6, "km": km + 10_000, "percent": 50},
                        {"months": months + 12, "km": km + 20_000, "percent": 30},
                    ],
                    "clause": f"{brand}善意索赔办法第 4 条",
                },
            ),
            (
                f"{letters}-YB",
                {
                    **of,
                    "kind": "extended",
                    "start": "contract",
                    "name": f"{brand}延长质保两年",
                    "months": 24,
                    "km": 60_000,
                    "clause": f"{brand}延长质保合同条款第 3 条",
                },
            ),
        ]
        wanted += [
            (
                f"{letters}-YS-{code.upper()}",
                {
                    **of,
                    "kind": "wear",
                    "name": f"{brand}易损件担保：{name}",
                    "systems": systems,
                    "part_classes": ["wear", "consumable"],
                    "months": short,
                    "km": short_km,
                    "clause": f"{brand}三包凭证 易损耗零部件表",
                },
            )
            for code, name, systems, short, short_km in WEAR
        ]
    wanted.append(
        (
            "BJ-01",
            {
                "kind": "part",
                "start": "fitted",
                "name": "原厂备件质量担保",
                "part_classes": ["repair", "base", "wear"],
                "months": 12,
                "km": 20_000,
                "voids": VOIDS,
                "clause": "原厂备件质量担保说明第 1 条",
            },
        )
    )
    rows = Policy.objects.bulk_create([Policy(code=code) for code, _ in wanted])
    PolicyVersion.objects.bulk_create(
        [
            PolicyVersion(
                policy=policy,
                number=1,
                from_on=since,
                published_at=now - timedelta(days=900),
                initials=pinyin.initials(terms["name"])[:60],
                **terms,
            )
            for policy, (_, terms) in zip(rows, wanted, strict=True)
        ]
    )


def _campaigns(store_ids: list[int], now: datetime) -> None:
    clerk = _machine(store_ids[0])
    work = Operation.objects.filter(name="更换制动主缸").values_list("code", flat=True).first()
    cylinder = (
        Part.objects.filter(name="制动主缸", fits__series=RECALLED_SERIES)
        .order_by("number")
        .values_list("number", flat=True)
        .first()
    )
    recall = campaigns.begin_campaign(
        clerk,
        number="YL-ZH-2026-03",
        said={
            "kind": "recall",
            "name": "制动主缸密封圈",
            "brand": "远岚",
            "stop": "delivery",
            "filed_number": "示例备案 2026 第 003 号",
            "defect": "部分车辆制动主缸密封圈材料在高温下老化，制动液可能渗漏。",
            "risk": "制动踏板行程变长，极端情况下制动距离增加，存在安全隐患。",
            "remedy": "免费更换制动主缸总成并重新排气。",
            "announced_on": now.date() - timedelta(days=75),
            "starts_on": now.date() - timedelta(days=60),
            "made_from": date(now.year - 4, 1, 1),
            "made_until": date(now.year - 1, 12, 31),
            "contact": "远岚客户服务热线",
            "minutes": 150,
        },
        works=[work] if work else [],
        parts=[(cylinder, Decimal(1))] if cylinder else [],
        at=now,
    )
    service = campaigns.begin_campaign(
        clerk,
        number="CY-FW-2026-07",
        said={
            "kind": "service",
            "name": "电池管理软件升级",
            "brand": "澄野",
            "stop": "none",
            "remedy": "免费升级电池管理软件，改善低温充电速度。",
            "starts_on": now.date() - timedelta(days=30),
            "ends_on": now.date() + timedelta(days=180),
            "minutes": 30,
        },
        at=now,
    )
    here = Visit.objects.filter(left_at__isnull=True).values("vehicle_id")
    begun = Order.objects.filter(state=OrderState.DRAFT).values("vehicle_id")
    for campaign, brand, series in ((recall, "远岚", RECALLED_SERIES), (service, "澄野", SERVED_SERIES)):
        known = Vehicle.objects.exclude(vin="").order_by("pk").values_list("vin", "odometer_on")
        cars = list(known.filter(series=series).exclude(pk__in=here))[::LISTED]
        CampaignVin.objects.bulk_create(
            [
                CampaignVin(campaign=campaign, vin=vin)
                for vin, _ in [*cars, *known.filter(brand=brand, pk__in=begun)[:TODAYS]]
            ]
        )
        _done(campaign.pk, store_ids, cars, now, since=campaign.starts_on)
        if cars:
            campaigns.move_campaign(clerk, campaign.pk, verb="open", at=now)


def _done(
    campaign_id: int,
    store_ids: list[int],
    cars: Sequence[tuple[str, date | None]],
    now: datetime,
    *,
    since: date,
) -> None:
    """Cars that have been here since the campaign began had it done, all but some; today's are still to do."""
    today = now.date()
    here = [(vin, on) for vin, on in cars if on is not None and since <= on < today]
    CampaignResult.objects.bulk_create(
        [
            CampaignResult(
                campaign_id=campaign_id,
                vin=vin,
                outcome=CampaignOutcome.DONE if place % DONE_SHARE else CampaignOutcome.NO_PARTS,
                on=on,
                words="" if place % DONE_SHARE else "缺件，已订货",
                by_store_id=store_ids[place % len(store_ids)],
                at=now - (today - on),
            )
            for place, (vin, on) in enumerate(here, start=1)
        ]
    )


def _machine(store_id: int) -> Actor:
    grants = {store_id: frozenset({permissions.RUN_CAMPAIGNS, SPEAK_FOR_MANUFACTURER})}
    return Actor(None, "系统·示例", grants, store_id=store_id, door="job")
