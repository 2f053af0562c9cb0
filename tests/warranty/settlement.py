"""The manufacturer's list in tests: made of lines, read as a person would bring it."""

from datetime import date

from huichang.company.sheet_cards import SheetPage
from tests import sheets
from tests.world import World

HEADS = ["结算单号", "结算月份", "索赔单号", "结算金额", "扣款原因"]
MONTH = date(2026, 3, 1)
KIND = "warranty.settlement"


def lines(*told: tuple[str, object, str]) -> list[list[object]]:
    """A list of (claim number, paid, reason)."""
    return [list(HEADS), *([("JS-03"), "2026-03", number, paid, why] for number, paid, why in told)]


def imported(world: World, *told: tuple[str, object, str]) -> SheetPage:
    """The list was read."""
    return sheets.written(world.warranty_clerk, KIND, lines(*told))
