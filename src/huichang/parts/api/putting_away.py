"""Putting away: what waits on the receiving place, where it goes, and bins that are full."""

from decimal import Decimal

from django.utils.timezone import now
from ninja import Router, Schema

from huichang.kernel.web import Request
from huichang.parts import putting_away
from huichang.parts.queries import to_put_away

router = Router()


class PutIn(Schema):
    """So much of a part (of a batch) from the receiving place to a shelf."""

    part_id: int
    source_id: int
    target_id: int
    quantity: Decimal
    batch_id: int | None = None


class DocumentOut(Schema):
    """The number of the document, by which it is undone."""

    document: str


class FullIn(Schema):
    """Whether nothing more goes into a bin."""

    full: bool = True


class FullOut(Schema):
    """A bin as it is now."""

    id: int
    code: str
    is_full: bool


@router.get("/put-away", response=list[to_put_away.Waiting])
def waiting(request: Request) -> list[to_put_away.Waiting]:
    """What waits, in the walking order of where it goes."""
    return to_put_away.to_put_away(request.actor)


@router.post("/put-away", response=DocumentOut)
def put(request: Request, said: PutIn) -> DocumentOut:
    """Carried to a shelf."""
    document = putting_away.put_away(
        request.actor,
        said.part_id,
        store_id=request.actor.here,
        source_id=said.source_id,
        target_id=said.target_id,
        quantity=said.quantity,
        batch_id=said.batch_id,
        at=now(),
    )
    return DocumentOut(document=document)


@router.post("/put-away/{document}/undo", response=DocumentOut)
def undo(request: Request, document: str) -> DocumentOut:
    """Back on the receiving place."""
    putting_away.undo_put_away(request.actor, request.actor.here, document, at=now())
    return DocumentOut(document=document)


@router.post("/bins/{bin_id}/full", response=FullOut)
def full(request: Request, bin_id: int, said: FullIn) -> FullOut:
    """Nothing more goes in, or something does again."""
    bin = putting_away.mark_full(request.actor, bin_id, full=said.full)
    return FullOut(id=bin.pk, code=bin.code, is_full=bin.is_full)
