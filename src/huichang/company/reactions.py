"""What the house itself does when something was announced: the work on sheets, as jobs."""

from datetime import datetime
from typing import Protocol

from huichang.company import permissions, queries, sheets
from huichang.company.facts import SheetQueued
from huichang.company.models import Sheet
from huichang.kernel.actor import Actor
from huichang.kernel.facts import on
from huichang.kernel.refusals import Refused


class Step(Protocol):
    """A use-case that does a step of the work on a sheet."""

    def __call__(self, actor: Actor, /, sheet_id: int, *, at: datetime) -> Sheet:
        """Do it."""


STEPS: dict[str, Step] = {
    "check": sheets.check_sheet,
    "write": sheets.carry_out_sheet,
    "undo": sheets.take_back_sheet,
}


@on(SheetQueued, later=True)
def work_on_sheet(fact: SheetQueued) -> None:
    """A step of the work, with the rights of whoever asked for it as they are now; a refusal is told on the sheet's page."""
    actor = queries.actor_of(fact.staff_id, store_id=fact.store_id, door="job")
    try:
        if actor is None or actor.store_id != fact.store_id:
            raise Refused("发起导入的同事已不在本店，请由现在的同事重新上传。")
        STEPS[fact.step](actor, fact.sheet_id, at=fact.at)
    except Refused as refusal:
        grants = {fact.store_id: frozenset({permissions.IMPORT_SHEETS})}
        house = Actor(None, "表格导入", grants, store_id=fact.store_id, door="job")
        sheets.put_back_sheet(house, fact.sheet_id, why=str(refusal))
