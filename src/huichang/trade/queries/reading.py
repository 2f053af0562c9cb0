"""Who may read what: the door of every query that is asked for a person."""

from huichang.kernel.actor import Actor
from huichang.kernel.refusals import NotAllowed
from huichang.trade import permissions


def store_for(actor: Actor, permission: str = permissions.SEE_TRADE) -> int:
    """The store the actor works in, when their post there includes the permission. Raises NotAllowed."""
    if not actor.may(permission, actor.here):
        raise NotAllowed("您的岗位不能查看配件销售，请找备件经理或服务经理。")
    return actor.here
