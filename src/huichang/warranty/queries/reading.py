"""Who may read what: the door of every query that is asked for a person."""

from huichang.kernel.actor import Actor
from huichang.kernel.refusals import NotAllowed
from huichang.warranty import permissions


def store_for(actor: Actor, permission: str = permissions.SEE_WARRANTY) -> int:
    """The store the actor works in, when their post there includes the permission. Raises NotAllowed."""
    if not actor.may(permission, actor.here):
        raise NotAllowed("您的岗位不能查看索赔，请找索赔员或服务经理。")
    return actor.here
