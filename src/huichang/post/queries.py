"""What screens and other rooms may ask about messages."""

from dataclasses import dataclass
from datetime import datetime

from huichang.kernel.actor import Actor
from huichang.post.models import Message


@dataclass(frozen=True)
class MessageCard:
    """A message as the outbox shows it."""

    id: int
    customer_id: int
    name: str
    channel: str
    address: str
    text: str
    link: str
    state: str
    state_says: str
    problem: str
    due_at: datetime
    sent_at: datetime | None


def messages(
    actor: Actor, *, about: str = "", state: str = "", before: int | None = None, limit: int = 50
) -> list[MessageCard]:
    """Messages of the store the actor works in, newest first; `before` pages on by id. One statement."""
    found = Message.objects.filter(store_id=actor.here).select_related("customer").order_by("-pk")
    if about:
        found = found.filter(about=about)
    if state:
        found = found.filter(state=state)
    if before:
        found = found.filter(pk__lt=before)
    return [
        MessageCard(
            m.pk,
            m.customer_id,
            m.customer.name,
            "微信" if m.channel == "wechat" else "短信",
            m.address,
            m.text,
            m.link,
            m.state,
            m.get_state_display(),
            m.problem,
            m.due_at,
            m.sent_at,
        )
        for m in found[:limit]
    ]
