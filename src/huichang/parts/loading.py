"""The parts master that ships with the product."""

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction

from huichang.kernel import pinyin
from huichang.parts.models import Fit, Part, PartPrice, Substitute

STARTING_PARTS = Path(__file__).with_name("starting_parts.json")


def load_starting_content(*, on: date) -> dict[str, int]:
    """Put the starting parts with prices from `on`, series, chains and alternatives into an empty catalogue.

    Returns each number's id. Does nothing to numbers that are there already. Seven statements.
    """
    rows: list[dict[str, Any]] = json.loads(STARTING_PARTS.read_text(encoding="utf-8"))["parts"]
    with transaction.atomic():
        known = set(Part.objects.values_list("number", flat=True))
        new = [row for row in rows if row["number"] not in known]
        Part.objects.bulk_create([_part(row) for row in new], batch_size=1000)
        ids = dict(
            Part.objects.filter(number__in=[row["number"] for row in rows]).values_list("number", "pk")
        )
        PartPrice.objects.bulk_create(
            [
                PartPrice(part_id=ids[row["number"]], price=Decimal(row["list_price"]), from_on=on)
                for row in new
            ],
            batch_size=1000,
        )
        Fit.objects.bulk_create(
            [Fit(part_id=ids[row["number"]], series=series) for row in new for series in row["fits"]],
            batch_size=5000,
        )
        Substitute.objects.bulk_create(
            [
                Substitute(part_id=ids[row["number"]], other_id=ids[other])
                for row in new
                for other in row["alternatives"]
            ],
            ignore_conflicts=True,
        )
        _chain(new, ids)
    return ids


def _part(row: Mapping[str, Any]) -> Part:
    return Part(
        number=row["number"],
        name=row["name"],
        initials=pinyin.initials(row["name"])[:80],
        use_class=row["use_class"],
        quality=row["quality"],
        maker=row["maker"],
        unit=row["unit"],
        is_whole=row["whole"],
        pack=Decimal(row["pack"]),
        system=row["system"],
        is_safety=row["safety"],
        is_hazardous=row["hazardous"],
        tracking=row["tracking"],
        shelf_life_months=row["shelf_life_months"],
    )


def _chain(rows: list[dict[str, Any]], ids: Mapping[str, int]) -> None:
    old = [
        Part(pk=ids[row["number"]], replaced_by_id=ids[row["superseded_by"]])
        for row in rows
        if row["superseded_by"]
    ]
    Part.objects.bulk_update(old, ["replaced_by"])
