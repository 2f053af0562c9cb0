"""The parts master that ships with the product."""

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction

from huichang.kernel import pinyin
from huichang.parts.models import Fit, Kin, Part, PartPrice, Substitute
from huichang.parts.states import Quality, Tracking

STARTING_PARTS = Path(__file__).with_name("starting_parts.json")


def load_starting_content(*, on: date) -> dict[str, int]:
    """Put the starting parts with prices from `on`, series, chains and alternatives into an empty catalogue.

    Returns each number's id. Does nothing to numbers that are there already. Ten statements.
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
        by_number = {row["number"]: row for row in rows}
        Substitute.objects.bulk_create(
            [
                Substitute(
                    part_id=ids[row["number"]], other_id=ids[other], condition=_condition(by_number[other])
                )
                for row in new
                for other in row["alternatives"]
            ],
            ignore_conflicts=True,
        )
        _chain(new, ids)
        _tie(new, ids)
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
        needs_check=row["safety"] and row["tracking"] != Tracking.NONE,
        is_interchangeable=row["superseded_by"] is not None,
        shelf_life_months=row["shelf_life_months"],
    )


def _chain(rows: list[dict[str, Any]], ids: Mapping[str, int]) -> None:
    old = [
        Part(pk=ids[row["number"]], replaced_by_id=ids[row["superseded_by"]])
        for row in rows
        if row["superseded_by"]
    ]
    Part.objects.bulk_update(old, ["replaced_by"])


def _condition(row: Mapping[str, Any]) -> str:
    """When an alternative may be offered: what is not genuine only when the customer wants it (RULES A2.2)."""
    return "" if row["quality"] == Quality.GENUINE else "客户同意后使用"


def _tie(rows: list[dict[str, Any]], ids: Mapping[str, int]) -> None:
    """Genuine, OEM-equal and remanufactured parts that stand for each other are the same part, differently made."""
    group: dict[str, set[str]] = {}
    for row in rows:
        for other in row["alternatives"]:
            joined = group.get(row["number"], {row["number"]}) | group.get(other, {other})
            for number in joined:
                group[number] = joined
    kins = {id(joined): joined for joined in group.values()}
    made = Kin.objects.bulk_create([Kin() for _ in kins])
    Part.objects.bulk_update(
        [
            Part(pk=ids[number], kin=kin)
            for kin, joined in zip(made, kins.values(), strict=True)
            for number in joined
            if number in ids
        ],
        ["kin"],
        batch_size=500,
    )
