"""A problem and a plan as JSON and back: what the booking desk asks is read in one statement."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from huichang.engines.dayplan import values


def packed(problem: values.Problem) -> dict[str, Any]:
    """The problem as plain JSON values."""
    return {
        "now": problem.now,
        "technicians": [asdict(each) for each in problem.technicians],
        "bays": [asdict(each) for each in problem.bays],
        "steps": [asdict(each) for each in problem.steps],
        "cars": [asdict(each) for each in problem.cars],
        "setup_minutes": problem.setup_minutes,
        "speed": {str(level): factor for level, factor in problem.speed.items()},
        "grid": problem.grid,
    }


def unpacked(kept: Mapping[str, Any]) -> values.Problem:
    """The problem out of JSON: lists become tuples again, keys numbers."""
    return values.Problem(
        kept["now"],
        tuple(
            values.Technician(each["id"], each["skills"], _pairs(each["windows"]), each["team"])
            for each in kept["technicians"]
        ),
        tuple(values.Bay(each["id"], each["kind"], _pairs(each["windows"])) for each in kept["bays"]),
        tuple(_step(each) for each in kept["steps"]),
        tuple(values.Car(**each) for each in kept["cars"]),
        setup_minutes=kept["setup_minutes"],
        speed={int(level): factor for level, factor in kept["speed"].items()},
        grid=kept["grid"],
    )


def _step(kept: Mapping[str, Any]) -> values.Step:
    started = kept["started"]
    return values.Step(
        **{
            **kept,
            "bay_kinds": tuple(kept["bay_kinds"]),
            "after": tuple(kept["after"]),
            "technicians": tuple(kept["technicians"]),
            "minutes_of": {int(who): minutes for who, minutes in kept["minutes_of"].items()},
            "started": values.Started(**{**started, "technicians": tuple(started["technicians"])})
            if started
            else None,
        }
    )


def packed_plan(plan: values.Plan) -> list[dict[str, Any]]:
    """Where every step stands, as plain JSON values."""
    return [asdict(each) for each in plan.placed]


def unpacked_plan(kept: Sequence[Mapping[str, Any]]) -> values.Plan:
    """Where every step stood; cost and finishes are not kept."""
    placed = tuple(
        values.Placed(
            each["step"],
            each["start"],
            each["end"],
            tuple(each["technicians"]),
            each["bay"],
            _pairs(each["pieces"]),
        )
        for each in kept
    )
    return values.Plan(placed, (), values.Cost(), {})


def _pairs(kept: Sequence[Sequence[int]]) -> tuple[tuple[int, int], ...]:
    return tuple((first, last) for first, last in kept)
