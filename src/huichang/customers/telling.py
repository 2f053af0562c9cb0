"""What this room tells where the house asks: the search box, the customer's timeline."""

from collections.abc import Iterable

from huichang.customers import permissions, queries, timeline
from huichang.customers.models import Note
from huichang.kernel import finder, wording
from huichang.kernel.actor import Actor


@finder.source(rank=20)
def _found(actor: Actor, text: str) -> Iterable[finder.Found]:
    if not actor.may(permissions.SEE_CUSTOMERS):
        return
    for one in queries.find(actor, text, limit=6):
        yield finder.Found(
            "客户", one.name, wording.phone(queries.phone_for(actor, one.phone)), f"/customers/{one.id}/"
        )


@timeline.source
def _notes(customer_id: int, stores: timeline.Stores) -> Iterable[timeline.Dealing]:
    notes = (
        Note.objects.filter(customer_id=customer_id, store_id__in=stores)
        .select_related("by")
        .order_by("-at")[:50]
    )
    for note in notes:
        yield timeline.Dealing(
            note.at, "往来", note.text, who=note.by.name if note.by else "系统", icon="message"
        )
