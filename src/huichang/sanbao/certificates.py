"""What the car's 三包凭证 says (第九条): told by a person from the paper or the invoice, never guessed."""

from datetime import date, datetime
from decimal import Decimal

from django.utils.timezone import localdate

from huichang.kernel import freshness
from huichang.kernel.actor import Warrant
from huichang.kernel.refusals import Missing, Refused
from huichang.kernel.use_case import use_case
from huichang.sanbao import clockwork, permissions, reading, turns
from huichang.sanbao.models import Certificate
from huichang.sanbao.models.cars import USES
from huichang.sanbao.queries import terms
from huichang.vehicles import queries as vehicles
from huichang.vehicles import registration


@use_case(permissions.KEEP_CERTIFICATES, "登记三包凭证")
def keep_certificate(
    warrant: Warrant,
    vehicle_id: int,
    *,
    use: str,
    at: datetime,
    invoice_on: date | None = None,
    delivered_on: date | None = None,
    price: Decimal | None = None,
    use_factor: Decimal | None = None,
    sanbao_months: int | None = None,
    sanbao_km: int | None = None,
    cover_months: int | None = None,
    cover_km: int | None = None,
    seller: str = "",
    invoice_number: str = "",
    number: str = "",
    seen: int | None = None,
) -> Certificate:
    """Keep what the certificate, the invoice or the owner says; the car's clock is read anew.

    `price` in yuan, `use_factor` n as a number (0.005 for 0.5 %), periods in months and km. Raises Missing for an unknown car,
    Refused for dates that cannot be and for promises below the law, Changed for an old page.
    """
    warrant.show_at(warrant.actor.here)
    _known(vehicle_id)
    turns.of_car(vehicle_id)
    law = terms.in_force(localdate(at)).law
    if use not in dict(USES):
        raise Refused("请选择购车用途：三包只适用于家用车。", fields=("use",))
    today = localdate(at)
    if (invoice_on is not None and invoice_on > today) or (delivered_on is not None and delivered_on > today):
        raise Refused("开票日期和交付日期不能晚于今天，请核对。", fields=("invoice_on", "delivered_on"))
    if delivered_on is not None and invoice_on is None:
        raise Refused("只有交付日期不够：起算日以发票为准，请填写开票日期。", fields=("invoice_on",))
    if price is not None and price <= 0:
        raise Refused("车价款要大于 0。", fields=("price",))
    if use_factor is not None and not 0 < use_factor <= law.use_factor_most:
        raise Refused(
            f"使用补偿系数 n 要大于 0，不超过 {law.use_factor_most * 100:f}%（第二十七条）。",
            fields=("use_factor",),
        )
    for value, least, says, field in (
        (sanbao_months, law.sanbao_months, "三包有效期不能少于 {} 个月", "sanbao_months"),
        (sanbao_km, law.sanbao_km, "三包有效期不能少于 {} 公里", "sanbao_km"),
        (cover_months, law.cover_months, "包修期不能少于 {} 个月", "cover_months"),
        (cover_km, law.cover_km, "包修期不能少于 {} 公里", "cover_km"),
    ):
        if value is not None and value < least:
            raise Refused(says.format(f"{least:,}") + "（第十八条）；没有写更长的请留空。", fields=(field,))
    row = Certificate.objects.select_for_update().filter(vehicle_id=vehicle_id).first()
    registration.take_sale(vehicle_id, invoiced_on=invoice_on, delivered_on=delivered_on)
    if row is None:
        row = Certificate(vehicle_id=vehicle_id)
    else:
        freshness.check(row, seen)
        freshness.bump(row)
    row.use, row.price = use, price
    row.use_factor, row.sanbao_months, row.sanbao_km = use_factor, sanbao_months, sanbao_km
    row.cover_months, row.cover_km = cover_months, cover_km
    row.seller, row.invoice_number, row.number = seller.strip()[:80], invoice_number.strip()[:30], number[:40]
    row.noted_by_id, row.noted_at = warrant.actor.staff_id, at
    row.save()
    warrant.about(row)
    reading.take_car(vehicle_id)
    clockwork.count([vehicle_id], at=at)
    return row


@use_case(permissions.ANSWER_REQUESTS, "标记三包换退车")
def mark_returned(
    warrant: Warrant, vehicle_id: int, *, returned_on: date | None, reason: str, at: datetime
) -> Certificate:
    """The car was exchanged or returned under 三包: whoever sells it again tells so in writing (第三十三条). None takes a wrong
    mark away. Raises Refused without a reason, Missing for an unknown car."""
    warrant.show_at(warrant.actor.here)
    _known(vehicle_id)
    turns.of_car(vehicle_id)
    if not reason.strip():
        raise Refused("请写明换退的原因：再销售时要如实告知。", fields=("reason",))
    row = put_mark(vehicle_id, returned_on=returned_on, reason=reason, at=at, by_id=warrant.actor.staff_id)
    warrant.about(row, reason.strip()[:200])
    clockwork.count([vehicle_id], at=at)
    return row


def put_mark(
    vehicle_id: int, *, returned_on: date | None, reason: str, at: datetime, by_id: int | None
) -> Certificate:
    """Write the mark 三包换退车 down. Three statements."""
    found = Certificate.objects.select_for_update().get_or_create(
        vehicle_id=vehicle_id, defaults={"noted_at": at, "noted_by_id": by_id}
    )
    row: Certificate = found[0]
    row.returned_on = returned_on
    row.return_reason = reason.strip()[:200] if returned_on else ""
    if not found[1]:
        freshness.bump(row)
    row.save()
    return row


def begin_anew(vehicle_id: int, *, like: Certificate, on: date, at: datetime, by_id: int | None) -> None:
    """Both periods of the car that was given in exchange run from the day of the exchange (第二十九条). Some five statements."""
    registration.take_sale(vehicle_id, invoiced_on=on, delivered_on=on)
    Certificate.objects.update_or_create(
        vehicle_id=vehicle_id,
        defaults={
            "use": like.use,
            "price": like.price,
            "use_factor": like.use_factor,
            "sanbao_months": like.sanbao_months,
            "sanbao_km": like.sanbao_km,
            "cover_months": like.cover_months,
            "cover_km": like.cover_km,
            "seller": like.seller,
            "noted_by_id": by_id,
            "noted_at": at,
        },
    )


def _known(vehicle_id: int) -> None:
    if vehicle_id not in vehicles.cards([vehicle_id]):
        raise Missing("没有找到这辆车的档案，请检查链接或重新搜索。")
