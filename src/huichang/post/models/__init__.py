"""Tables of the outbox."""

from huichang.post.models.message import Message

__all__ = ["Message"]
