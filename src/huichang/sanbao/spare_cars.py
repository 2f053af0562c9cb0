"""A spare car or transport money from the sixth day of a repair (第二十一条), with its evidence."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from huichang.engines import plates
from huichang.kernel import pictures
from huichang.kernel.actor import Warrant
from huichang.kernel.refusals import OutOfTurn, Refused
from huichang.kernel.use_case import use_case
from huichang.sanbao import permissions, turns
from huichang.sanbao.models import Repair, SpareCar
from huichang.sanbao.states import SpareKind

MOST_PHOTOS = 6


@use_case(permissions.LEND_CARS, "登记备用车或交通补偿")
def provide_spare(
    warrant: Warrant,
    repair_id: int,
    *,
    kind: str,
    since: datetime,
    at: datetime,
    plate: str = "",
    km_out: int | None = None,
    amount: Decimal | None = None,
    words: str = "",
    photos: Sequence[bytes] = (),
) -> SpareCar:
    """What the owner got for the time without a car. `amount` in yuan. Raises Refused for a car without its plate, money without
    its amount, another agreement or a refusal without words; OutOfTurn when that car is out already."""
    repair: Repair = turns.repair_locked(repair_id, warrant)
    if kind not in SpareKind.values:
        raise Refused("请选择提供备用车、交通补偿、另有约定，还是客户不要。", fields=("kind",))
    if since > at:
        raise Refused("开始时间不能晚于现在。", fields=("since",))
    text = plates.normalise(plate) if kind == SpareKind.CAR else ""
    if kind == SpareKind.CAR and (why := plates.problem(text)):
        raise Refused(f"备用车车牌不对：{why}", fields=("plate",))
    if kind == SpareKind.MONEY and (amount is None or amount <= 0):
        raise Refused("请填写交通费用补偿的金额。", fields=("amount",))
    if kind in (SpareKind.OTHER, SpareKind.DECLINED) and not words.strip():
        raise Refused("请写明约定的内容，或客户不要的凭据（签字、短信）。", fields=("words",))
    kept = [
        pictures.keep(each, store_id=repair.store_id, kind="spare", at=at, staff_id=warrant.actor.staff_id).pk
        for each in photos[:MOST_PHOTOS]
    ]
    row: SpareCar = SpareCar.objects.create(
        store_id=repair.store_id,
        repair=repair,
        kind=kind,
        since=since,
        plate=text,
        km_out=km_out if kind == SpareKind.CAR else None,
        amount=amount if kind == SpareKind.MONEY else None,
        words=words.strip()[:200],
        pictures=kept,
        by_id=warrant.actor.staff_id,
        at=at,
    )
    warrant.about(row, f"{row.get_kind_display()} {text}".strip())
    return row


@use_case(permissions.LEND_CARS, "登记备用车还车")
def take_spare_back(
    warrant: Warrant, spare_id: int, *, until: datetime, km_in: int | None = None, at: datetime
) -> SpareCar:
    """The spare car is back. Raises OutOfTurn when it is back already, Refused for a time or mileage that cannot be."""
    row: SpareCar = turns.spare_locked(spare_id, warrant)
    if row.kind != SpareKind.CAR:
        raise Refused("这条记录没有借出车辆，不用还车。")
    if row.until is not None:
        raise OutOfTurn("这辆备用车已经登记还车了。")
    if not row.since <= until <= at:
        raise Refused("还车时间要在出车之后、现在之前。", fields=("until",))
    if km_in is not None and row.km_out is not None and km_in < row.km_out:
        raise Refused(f"还车里程不能低于出车时的 {row.km_out:,} 公里。", fields=("km_in",))
    row.until, row.km_in = until, km_in
    row.save(update_fields=["until", "km_in"])
    warrant.about(row, row.plate)
    return row
