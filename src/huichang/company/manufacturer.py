"""Whose word the manufacturer's is: where its people work in this house they speak for it, elsewhere a store writes down what
it was told by letter."""

from django.db.models import Exists, Q

from huichang.company import permissions
from huichang.company.models import Grant
from huichang.company.roles import Role
from huichang.kernel.actor import Actor
from huichang.kernel.refusals import NotAllowed

_POSTS = Grant.objects.filter(
    role=Role.NETWORK_OFFICER, staff__is_active=True, staff__is_machine=False
).order_by()


def is_here(store_id: int | None = None) -> bool:
    """Whether somebody holds the manufacturer's post (集团督导), in any store or in one. One statement."""
    return (_POSTS if store_id is None else _POSTS.filter(store_id=store_id)).exists()


def may_speak(actor: Actor) -> bool:
    """Whether somebody may write what holds for all stores in the manufacturer's name: its own people, and everybody with
    the right as long as none of them works here. At most one statement."""
    return actor.may(permissions.SPEAK_FOR_MANUFACTURER) or not is_here()


def is_silent() -> Q:
    """That nobody of the manufacturer works here, as a condition inside somebody's statement."""
    return Q(~Exists(_POSTS))


def must_speak(actor: Actor, what: str) -> None:
    """Raises NotAllowed for who may not write `what` (`质保政策`) in the manufacturer's name."""
    if not may_speak(actor):
        raise NotAllowed(f"{what}由厂家发布，请在通知公告里查看；有误请联系厂家。")
