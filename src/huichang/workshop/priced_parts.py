"""What the visit has priced of the parts store: which orders used a price since a moment."""

from collections.abc import Iterable, Sequence

from huichang.parts import price_users
from huichang.parts.price_users import Used
from huichang.workshop.models import Line


def _mark() -> int:
    return int(Line.objects.order_by("-pk").values_list("pk", flat=True).first() or 0)


def _since(mark: int, part_ids: Sequence[int], limit: int) -> Iterable[Used]:
    rows = Line.objects.filter(pk__gt=mark, part_id__in=part_ids, own_part=False).order_by("pk")
    found = rows.values_list("part_id", "order__number")[:limit]
    return [Used(part_id, f"委托书 {number}") for part_id, number in found if part_id is not None]


USER = price_users.register(price_users.User("workshop", _mark, _since))
