"""Short ways to batches for the tests of the parts store."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from huichang.kernel.actor import Actor
from huichang.parts import batches, receiving
from huichang.parts.models import Batch, BatchStock, Bin, Part
from huichang.parts.states import Place
from tests.parts import storeroom
from tests.world import NOON, World

LOOKED = dict.fromkeys(batches.CHECKLIST, True)


def tracked(
    world: World, number: str = "BF-1", *, tracking: str = "batch", needs_check: bool = False
) -> Part:
    """A part that is kept by batch (or serial number), with a quarantine to go to."""
    part = world.part(number, "制动液", Decimal("60.00"))
    part.tracking, part.needs_check = tracking, needs_check
    part.save()
    if not Bin.objects.filter(store=world.north, warehouse__place=Place.QUARANTINE).exists():
        storeroom.place(world, "隔离区", Place.QUARANTINE, "GL-01")
    return part


def came(
    *numbers: str, expires_on: date | None = None, genuine: bool | None = None, note: str = ""
) -> batches.Came:
    """What goods say of themselves."""
    looked = LOOKED if genuine else {}
    return batches.Came(numbers=numbers, expires_on=expires_on, genuine=genuine, checklist=looked, note=note)


def receive(
    world: World,
    part: Part,
    quantity: int,
    said: batches.Came,
    *,
    cost: str = "10.00",
    bin: Bin | None = None,
) -> Batch:
    """Goods come in by batch; returns the (last) batch."""
    receiving.receive_parts(
        world.parts_clerk,
        store_id=world.north.pk,
        document="SH-1",
        supplier="博安",
        lines=[receiving.Received(part.pk, Decimal(quantity), Decimal(cost), bin.pk if bin else None, said)],
        at=NOON,
    )
    batch: Batch = Batch.objects.filter(store=world.north, part=part).latest("pk")
    return batch


def lies(batch: Batch) -> dict[str, Decimal]:
    """Where something of a batch lies: bin's code → how much."""
    rows = BatchStock.objects.filter(batch=batch, quantity__gt=0).order_by("bin__code")
    return dict(rows.values_list("bin__code", "quantity"))


def left(batches_: Sequence[Batch]) -> list[Decimal]:
    """What is left of each."""
    return [sum(lies(batch).values(), Decimal(0)) for batch in batches_]


def without(actor: Actor, permission: str) -> Actor:
    """The same person, were it not for one right."""
    return replace(actor, grants={store: held - {permission} for store, held in actor.grants.items()})
