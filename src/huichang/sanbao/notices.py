"""What 三包 knows about a car that comes (WARR-03): registered with `vehicles.notices` for the gate, the booking desk and the
check-in, and with the car's file."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from huichang.sanbao.models import Standing
from huichang.sanbao.states import Light
from huichang.vehicles import dossier, notices


def _standing(vehicle_id: int, store_id: int, at: datetime) -> tuple[QuerySet[Any, Any], ...]:
    return (Standing.objects.filter(vehicle_id=vehicle_id).order_by("-computed_at", "store_id")[:1],)


@notices.asking(rank=5, asks=_standing)
def near_a_limit(
    vehicle_id: int, store_id: int, at: datetime, rows: list[Standing]
) -> Iterable[notices.Notice]:
    """That the car is near a limit of 三包 or has reached it, that it was exchanged or returned once, that somebody has to ask
    what it was bought for."""
    if not rows:
        return
    (row,) = rows
    url = f"/sanbao/cars/{vehicle_id}/"
    if row.is_returned:
        yield notices.Notice("sanbao", "三包换退车：再销售须书面告知原因", "mind", url)
    if row.light == Light.RED:
        yield notices.Notice("sanbao", f"三包已达限值：{row.says}。请先报告服务经理，再谈修理", "act", url)
    elif row.light == Light.AMBER:
        yield notices.Notice("sanbao", f"接近三包限值：{row.says}。请技术经理会诊，一次修好", "mind", url)
    elif row.could in (Light.AMBER, Light.RED):
        yield notices.Notice("sanbao", f"三包：{row.open_faults} 项疑似质量问题待认定", "mind", url)
    elif row.light == Light.ASK:
        yield notices.Notice("sanbao", f"三包凭证缺{row.missing}，请向客户核对后登记", "know", url)


@dossier.section(rank=15)
def clock_of_car(vehicle_id: int, stores: dossier.Stores, at: datetime) -> dossier.Section | None:
    """How the car stands, with the way to its clock. One statement."""
    row = Standing.objects.filter(vehicle_id=vehicle_id).order_by("-computed_at", "store_id").first()
    url = f"/sanbao/cars/{vehicle_id}/"
    if row is None:
        rows = (dossier.Row("三包时钟", "还没有计入的修理", url),)
    else:
        used = f"累计修理 {row.used_days} 日 · 同一问题最多 {row.most_same} 次" if row.until_on else ""
        until = f"三包至 {row.until_on:%Y-%m-%d} 或 {row.until_km:,} 公里" if row.until_on else ""
        more = " · ".join(part for part in (row.says or used, until) if part)
        tones = {Light.RED: "now", Light.AMBER: "soon"}
        rows = (
            dossier.Row(f"三包：{row.get_light_display()}", more, url, tone=tones.get(Light(row.light), "")),
        )
    return dossier.Section("三包", "shield-half", rows)
