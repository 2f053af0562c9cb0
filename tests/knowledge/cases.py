"""Fault knowledge for the tests of this room: the starting cases on a price book that knows their labour codes."""

from huichang.knowledge import faults
from huichang.knowledge.faults import CauseText, FaultText
from huichang.knowledge.models import Fault
from huichang.pricebook import loading
from tests.world import NOON, World


def load() -> None:
    """The price book and the cases that a new company starts with."""
    loading.load_starting_content()
    faults.load_starting_content()


def text(title: str = "怠速抖", *causes: str, **more: object) -> FaultText:
    """A case with causes of equal weight."""
    from decimal import Decimal

    parts = tuple(CauseText(name, Decimal(1), "看", "修") for name in causes or ("节气门脏",))
    return FaultText(title=title, system="engine", causes=parts, **more)  # type: ignore[arg-type]


def fault(world: World, title: str = "怠速抖", *causes: str, **more: object) -> Fault:
    """A case written by the technical manager."""
    return faults.write_fault(world.technical_manager, None, text=text(title, *causes, **more), at=NOON)
