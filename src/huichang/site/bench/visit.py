"""One visit as a machine drives it over HTTP: the core that every repair has, or the whole of it."""

import base64
import io
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from PIL import Image, ImageDraw

from huichang.engines import vin
from huichang.site.bench.client import Client

ZONE = ZoneInfo("Asia/Shanghai")
COVERS = ["seat", "wheel", "mat"]
ZONES = (
    "left_front",
    "front",
    "right_front",
    "right_side",
    "rear",
    "left_side",
    "cabin",
    "engine_bay",
    "underbody",
    "tyres",
)
LAST_SLOT = (22, 45)
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
Visit = Callable[[Client, "Stage", int], None]


@dataclass(frozen=True)
class Stage:
    """What a visit stands on (see stage.py); `began` is when the benchmark began."""

    token: str
    operations: list[int]
    parts: list[int]
    hands: list[int]
    bays: list[int]
    began: datetime

    def hand(self, number: int) -> int:
        """Who works on a visit: everybody in turn."""
        return self.hands[number % len(self.hands)]

    def window(self, number: int) -> tuple[str, str]:
        """The time that is booked for the work of a visit: no two visits share a minute."""
        start = self.began - timedelta(days=3) + timedelta(minutes=6 * number)
        return start.isoformat(), (start + timedelta(minutes=5)).isoformat()


def newcomer(client: Client, number: int) -> tuple[str, int, int]:
    """A customer with a car that nobody knows yet: plate, customer, car."""
    chance = random.Random(f"bench {number}")
    plate = f"川B{chance.choice(LETTERS)}{number % 10_000:04d}"
    customer = client.post(
        "/customers/", name=f"测试{number}", phone=f"1380{number:07d}", sex="male", even_so=True
    )["id"]
    car = client.post(
        "/vehicles/",
        plate=plate,
        vin=str(vin.make_valid("L0YAA15B", "R", "B", f"{number:06d}")),
        customer_id=customer,
        brand="远岚",
        series="YL-L5",
        model="远岚 L5 1.5T 豪华型",
        colour="雪岭白",
    )["id"]
    return plate, customer, car


def lines(stage: Stage) -> list[dict[str, object]]:
    """Two labour lines and three parts."""
    return [
        *({"kind": "labour", "operation_id": each} for each in stage.operations),
        *({"kind": "part", "part_id": each} for each in stage.parts),
    ]


def core(client: Client, stage: Stage, number: int) -> None:
    """Customer, car, order with 3 parts and 2 labour lines, sign, issue, finish, check, settle. Ten requests."""
    plate, _, _ = newcomer(client, number)
    visit = client.post("/workshop/visits", plate=plate)["id"]
    order = client.post(f"/workshop/visits/{visit}/order", repair_type="maintenance")["id"]
    job = client.post(
        f"/workshop/orders/{order}/jobs", jobs=[{"title": "一万公里保养", "lines": lines(stage)}]
    )["jobs"][0]["id"]
    promised = stage.began + timedelta(days=1)
    client.post(f"/workshop/orders/{order}/sign", name="测试", via="paper", promised_at=promised.isoformat())
    client.post(f"/parts/orders/{order}/issue", quantities=None, taken_by_id=stage.hand(number))
    _work(client, stage, number, job, bay=None)
    client.post(f"/workshop/orders/{order}/final-check")
    client.post(f"/billing/orders/{order}/settle")


def whole(client: Client, stage: Stage, number: int) -> None:
    """From the booking call to the gate, with the walk round the car."""
    plate, customer, car = newcomer(client, number)
    _book(client, stage, number, customer, car)
    visit = client.post("/workshop/visits", plate=plate)["id"]
    order = client.post(f"/workshop/visits/{visit}/order", repair_type="maintenance")["id"]
    _walk(client, order, number)
    jobs = client.get(f"/workshop/orders/{order}")["jobs"]
    if not jobs:
        jobs = client.post(f"/workshop/orders/{order}/jobs", jobs=[{"title": "保养", "lines": lines(stage)}])[
            "jobs"
        ]
    promised = stage.began + timedelta(days=1)
    client.post(
        f"/workshop/orders/{order}/sign", name="测试", signature=_stroke(), promised_at=promised.isoformat()
    )
    hand, bay = stage.hand(number), stage.bays[number % len(stage.bays)]
    client.post(f"/workshop/jobs/{jobs[0]['id']}/assign", technician_id=hand, bay_id=bay)
    client.post(f"/parts/orders/{order}/issue", quantities=None, taken_by_id=hand)
    _work(client, stage, number, jobs[0]["id"], bay=bay)
    client.post(f"/workshop/orders/{order}/final-check", washed=True)
    _pay(client, order)
    delivery = client.get(f"/workshop/orders/{order}/delivery")
    old = {line["line_id"]: "left" for line in delivery["old_parts"]}
    client.post(f"/workshop/orders/{order}/deliver", old_parts=old, score=5)
    code = client.post(f"/workshop/orders/{order}/gate-pass/renew")["code"]
    client.post("/workshop/gate-passes/scan", code=code)


def _book(client: Client, stage: Stage, number: int, customer: int, car: int) -> None:
    """The next free slot of the benchmark's own advisers, three in a row for each; tomorrow's when it is late."""
    adviser, turn = stage.hand(number), number // len(stage.hands)
    now = datetime.now(ZONE)
    start = now.replace(minute=now.minute // 15 * 15, second=0, microsecond=0)
    start += timedelta(minutes=15 * (1 + turn + turn // 3))
    if (start.hour, start.minute) > LAST_SLOT or start.date() != now.date():
        start = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
        start += timedelta(minutes=15 * (turn + turn // 3))
    client.post(
        "/booking/appointments",
        customer_id=customer,
        vehicle_id=car,
        adviser_id=adviser,
        starts_at=start.isoformat(),
        concern="做保养",
        operation_ids=stage.operations,
        parts=dict.fromkeys(map(str, stage.parts), 1),
        waits=False,
    )


def _walk(client: Client, order: int, number: int) -> None:
    said = f"/workshop/orders/{order}/check-in"
    client.post(f"{said}/covers", items=COVERS)
    client.post(
        f"{said}/identity", vin=str(vin.make_valid("L0YAA15B", "R", "B", f"{number:06d}")), odometer=12_000
    )
    client.post(f"{said}/level", fuel_eighths=4)
    client.post(f"{said}/damage", marks=[{"side": "left", "x": 0.4, "y": 0.5, "kind": "scratch"}])
    for zone in ZONES:
        client.post(f"{said}/zones/{zone}", with_technician=True)
    client.post(f"{said}/belongings", items=["key"])
    client.post(f"{said}/sign", signature=_stroke(), name="测试")


def _work(client: Client, stage: Stage, number: int, job: int, *, bay: int | None) -> None:
    since, until = stage.window(number)
    client.post(
        f"/workshop/jobs/{job}/work",
        technician_id=stage.hand(number),
        started_at=since,
        finished_at=until,
        bay_id=bay,
        cause="到期更换",
        correction="按标准流程完成，检查正常。",
    )


def _pay(client: Client, order: int) -> None:
    made: list[dict[str, Any]] = client.post(f"/billing/orders/{order}/settle")
    for statement in made:
        client.post(
            f"/billing/statements/{statement['id']}/payments", method="wechat", amount=statement["total"]
        )


@cache
def _stroke() -> str:
    """A signature as a tablet sends it."""
    image = Image.new("RGBA", (320, 120), (255, 255, 255, 0))
    ImageDraw.Draw(image).line(
        [(20, 90), (80, 20), (140, 95), (220, 30), (300, 80)], fill=(20, 24, 40, 255), width=4
    )
    out = io.BytesIO()
    image.save(out, "PNG")
    return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()
