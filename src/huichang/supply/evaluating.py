"""How suppliers did, month by month, from what was ordered, came, was billed and claimed (PARTS-20)."""

from datetime import date, datetime

from django.utils.timezone import localdate

from huichang.kernel.actor import Warrant
from huichang.kernel.refusals import Refused
from huichang.kernel.use_case import use_case
from huichang.supply import permissions, rules
from huichang.supply.models import Evaluation
from huichang.supply.queries import scoring


@use_case(permissions.EVALUATE_SUPPLIERS, "评价供应商")
def evaluate_suppliers(warrant: Warrant, store_id: int, *, month: date, at: datetime) -> int:
    """Work out a month anew for every supplier that had to do with it; returns how many. Raises Refused for a month to come."""
    warrant.show_at(store_id)
    first = month.replace(day=1)
    if first > localdate(at):
        raise Refused("这个月还没有开始，请选择本月或以前的月份。")
    rows = []
    for supplier_id, figures in scoring.figures(store_id, first).items():
        points = rules.mark(figures.percents())
        rows.append(
            Evaluation(
                store_id=store_id,
                supplier_id=supplier_id,
                month=first,
                on_time=int(figures.on_time.good),
                on_time_of=int(figures.on_time.of),
                filled=figures.fill.good,
                filled_of=figures.fill.of,
                sound=figures.quality.good,
                sound_of=figures.quality.of,
                agreed=int(figures.price.good),
                agreed_of=int(figures.price.of),
                answered=int(figures.claims.good),
                answered_of=int(figures.claims.of),
                points=points,
                grade=rules.grade(points),
                computed_at=at,
            )
        )
    Evaluation.objects.filter(store_id=store_id, month=first).exclude(
        supplier_id__in=[row.supplier_id for row in rows]
    ).delete()
    Evaluation.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["store", "supplier", "month"],
        update_fields=[
            "on_time",
            "on_time_of",
            "filled",
            "filled_of",
            "sound",
            "sound_of",
            "agreed",
            "agreed_of",
            "answered",
            "answered_of",
            "points",
            "grade",
            "computed_at",
        ],
    )
    warrant.note = f"{first:%Y-%m} {len(rows)} 家"
    return len(rows)
