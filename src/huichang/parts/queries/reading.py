"""Who may read what: the door of every query that is asked for a person."""

from huichang.kernel.actor import Actor
from huichang.kernel.refusals import NotAllowed


def store_for(actor: Actor, permission: str) -> int:
    """The store the actor works in, when their post there includes the permission. Raises NotAllowed."""
    if not actor.may(permission, actor.here):
        raise NotAllowed("您的岗位不能查看这个页面，请找备件经理或服务经理。")
    return actor.here
