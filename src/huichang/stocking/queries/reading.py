"""Who may read what: the door of every query that is asked for a person."""

from huichang.kernel.actor import Actor
from huichang.kernel.refusals import NotAllowed
from huichang.stocking import permissions


def store_for(actor: Actor) -> int:
    """The store the actor works in, when their post there may see its stocking. Raises NotAllowed."""
    if not actor.may(permissions.SEE_STOCKING, actor.here):
        raise NotAllowed("您的岗位不能查看备货计划，请找备件经理或服务经理。")
    return actor.here
