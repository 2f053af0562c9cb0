"""The other door of this room: its acts as JSON, through the same use-cases."""

from django.utils.timezone import now
from ninja import Router

from huichang.kernel.refusals import NotAllowed
from huichang.kernel.web import Request
from huichang.post import outbox, permissions, queries

router = Router(tags=["post"])


@router.get("/messages", response=list[queries.MessageCard], summary="消息发件箱")
def messages(
    request: Request, about: str = "", state: str = "", before: int | None = None
) -> list[queries.MessageCard]:
    """Messages of the store, newest first."""
    if not request.actor.may(permissions.SEE_OUTBOX):
        raise NotAllowed("令牌没有查看消息的权限。")
    return queries.messages(request.actor, about=about, state=state, before=before)


@router.post("/messages/{message_id}/again", summary="重发消息")
def send_again(request: Request, message_id: int) -> dict[str, int]:
    """Try a failed message once more."""
    return {"id": outbox.send_again(request.actor, message_id, at=now()).pk}
