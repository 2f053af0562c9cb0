"""What selling has priced of the parts store: which sales used a price since a moment."""

from collections.abc import Iterable, Sequence

from huichang.parts import price_users
from huichang.parts.price_users import Used
from huichang.trade.models import SaleLine


def _mark() -> int:
    return int(SaleLine.objects.order_by("-pk").values_list("pk", flat=True).first() or 0)


def _since(mark: int, part_ids: Sequence[int], limit: int) -> Iterable[Used]:
    rows = SaleLine.objects.filter(pk__gt=mark, part_id__in=part_ids).order_by("pk")
    return [
        Used(part_id, f"销售单 {number}")
        for part_id, number in rows.values_list("part_id", "sale__number")[:limit]
    ]


USER = price_users.register(price_users.User("trade", _mark, _since))
