"""Which parts a car cannot have: what the catalogue says of series."""

from collections.abc import Iterable, Mapping

from huichang.parts.models import Fit


def not_fitting(asked: Mapping[str, Iterable[int]]) -> dict[str, set[int]]:
    """By series, which of some parts do not fit it. Parts without any series fit all. One statement."""
    wanted = {series: set(ids) for series, ids in asked.items()}
    known: dict[int, set[str]] = {}
    rows = Fit.objects.filter(part_id__in=set().union(*wanted.values()) if wanted else ())
    for part_id, series in rows.values_list("part_id", "series"):
        known.setdefault(part_id, set()).add(series)
    return {
        series: {part_id for part_id in ids if part_id in known and series not in known[part_id]}
        for series, ids in wanted.items()
    }
