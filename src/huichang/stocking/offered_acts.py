"""What stocking offers on the page of a part and at the counter: to note, in one touch, that somebody left without it."""

from collections.abc import Iterator

from huichang.kernel.actor import Actor
from huichang.parts import part_acts
from huichang.parts.part_acts import PartAct
from huichang.stocking import permissions
from huichang.stocking.states import LostReason


@part_acts.source
def note_lost(actor: Actor) -> Iterator[PartAct]:
    """Somebody asked for it, and there was none."""
    if actor.may(permissions.RECORD_LOST, actor.here):
        yield PartAct(
            words="没货流失",
            icon="mood-sad",
            url="/stocking/lost/record/",
            reason=str(LostReason.NO_STOCK),
            desk="/stocking/lost/",
        )
