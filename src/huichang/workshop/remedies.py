"""What mends an inspection point: the operation and the parts that fit this car, as a job ready to be priced."""

from huichang.kernel.actor import Actor
from huichang.kernel.refusals import Missing
from huichang.parts import queries as parts
from huichang.pricebook import queries as pricebook
from huichang.workshop import points
from huichang.workshop.models import Finding
from huichang.workshop.pricing import WantedJob, WantedLine
from huichang.workshop.states import LineKind, RepairType


def remedy(actor: Actor, order_id: int, finding_id: int) -> WantedJob:
    """The usual remedy of a finding: the first operation of its point that is in the price book, with the parts of its
    point that fit the series; only a title where neither is known. Raises Missing for a finding of another order."""
    row = (
        Finding.objects.seen_by(actor)
        .filter(pk=finding_id, order_id=order_id)
        .select_related("vehicle")
        .first()
    )
    if row is None:
        raise Missing("没有找到这个检查点，请刷新页面后重试。")
    point = points.by_code().get(row.point)
    codes = point.operation_codes if point else ()
    known = pricebook.operations_by_code(codes)
    operation = next((known[code] for code in codes if code in known), None)
    lines = [WantedLine(LineKind.LABOUR, operation_id=operation.id)] if operation else []
    wanted = dict(point.part_numbers) if point else {}
    found = parts.by_number(wanted) if wanted else {}
    fits = parts.fitting([part.id for part in found.values()], row.vehicle.series) if found else set()
    lines += [
        WantedLine(LineKind.PART, part_id=part.id, quantity=wanted[number])
        for number, part in found.items()
        if part.id in fits and part.is_active
    ][:3]
    return WantedJob(
        title=operation.name if operation else f"处理{row.name}",
        repair_type=RepairType.REPAIR,
        concern=f"环检发现：{row.name}",
        system=row.system,
        lines=tuple(lines),
    )
