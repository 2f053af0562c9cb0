"""Who may read what: the door of every query that is asked for a person."""

from huichang.kernel.actor import Actor
from huichang.kernel.refusals import NotAllowed
from huichang.verdicts import permissions


def stores_of(actor: Actor) -> frozenset[int]:
    """The stores whose claims the actor may see at the desk. Raises NotAllowed without any."""
    found = actor.stores_where(permissions.SEE_DESK)
    if not found:
        raise NotAllowed("您的岗位不能查看索赔审核，请找集团督导。")
    return found
