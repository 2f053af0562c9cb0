"""What selling does when the store room announces something about a sale."""

from huichang.kernel.facts import on
from huichang.parts import askers
from huichang.parts.facts import PartExpected, PartsArrived, PartsIssued
from huichang.trade import asking, telling


@on(PartsIssued)
def goods_left_their_bins(fact: PartsIssued) -> None:
    """The sale's lines know what is picked."""
    if askers.is_sale(fact.order_id):
        asking.note_picked(fact.issued)


@on(PartExpected, later=True)
def a_day_is_known(fact: PartExpected) -> None:
    """The customer hears when what is short will come."""
    if askers.is_sale(fact.line_id) and fact.line_id is not None:
        telling.tell_expected(fact.line_id, fact.expected_on, at=fact.at)


@on(PartsArrived, later=True)
def it_is_there(fact: PartsArrived) -> None:
    """The customer hears that it came."""
    if askers.is_sale(fact.line_id) and fact.line_id is not None:
        telling.tell_arrived(fact.line_id, at=fact.at)
