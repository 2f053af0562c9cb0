"""What the visit does when a room below announces something."""

from huichang.kernel.facts import on
from huichang.parts.facts import PartsIssued
from huichang.workshop import supply


@on(PartsIssued)
def note_what_was_issued(fact: PartsIssued) -> None:
    """The order's lines know what is out."""
    supply.note_issued(fact.issued)
