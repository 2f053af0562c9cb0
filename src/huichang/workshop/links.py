"""Links under which a customer sees and answers: signed, one use for an answer, with an end (LANE-22, CARE-60).

A link is a secret and a short mark that proves it was ours: a link that somebody bent is told from one that is unknown
without asking the database. Only the digest of the secret is kept, so that nobody who reads the tables can open one.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.conf import settings as django
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.timezone import localtime

from huichang.company import settings
from huichang.kernel.actor import Actor
from huichang.kernel.refusals import Missing, OutOfTurn, Refused
from huichang.workshop import permissions
from huichang.workshop.models import CustomerLink, ExtraWork, Order
from huichang.workshop.states import OrderState

ANSWER_HOURS = settings.declare("workshop.answer_link_hours", 24, "签字、确认链接有效时间", unit="小时")
PROGRESS_DAYS = settings.declare("workshop.progress_link_days", 30, "进度链接有效时间", unit="天")
_SALT, _MARK = "workshop.links", 8


class Purpose(StrEnum):
    """What a link is for."""

    PROGRESS = "progress"
    SIGN = "sign"
    APPROVE = "approve"


class Standing(StrEnum):
    """Why a link may or may not be used."""

    OPEN = "open"
    ALTERED = "altered"
    UNKNOWN = "unknown"
    EXPIRED = "expired"
    USED = "used"
    VOID = "void"


@dataclass(frozen=True)
class Found:
    """What a token leads to. Ids are None when it leads nowhere; `is_new`: the customer has not opened it yet."""

    standing: Standing
    link_id: int | None = None
    purpose: Purpose = Purpose.PROGRESS
    order_id: int | None = None
    extra_id: int | None = None
    store_id: int | None = None
    customer: str = ""
    used_at: datetime | None = None
    is_new: bool = False


def issue(order: Order, purpose: str, *, at: datetime, extra: ExtraWork | None = None) -> str:
    """Make a link and return its address (`/c/<token>/`): the one moment at which it is known in full. One statement."""
    secret = secrets.token_urlsafe(16)
    lasts = (
        timedelta(days=settings.of(order.store_id, PROGRESS_DAYS))
        if purpose == Purpose.PROGRESS
        else timedelta(hours=settings.of(order.store_id, ANSWER_HOURS))
    )
    CustomerLink.objects.create(
        store_id=order.store_id,
        order=order,
        extra_work=extra,
        purpose=purpose,
        digest=digest(secret),
        made_at=at,
        expires_at=at + lasts,
    )
    return f"/c/{secret}{_mark(secret)}/"


def digest(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _mark(secret: str) -> str:
    return salted_hmac(_SALT, secret, secret=django.SECRET_KEY, algorithm="sha256").hexdigest()[:_MARK]


def look(token: str, *, at: datetime) -> Found:
    """Where a token leads and whether it may be used now. One statement, none for an altered one."""
    secret, mark = token[:-_MARK], token[-_MARK:]
    if not secret or not constant_time_compare(mark, _mark(secret)):
        return Found(Standing.ALTERED)
    link = CustomerLink.objects.select_related("order__customer").filter(digest=digest(secret)).first()
    if link is None:
        return Found(Standing.UNKNOWN)
    return Found(
        standing_of(link, at),
        link.pk,
        Purpose(link.purpose),
        link.order_id,
        link.extra_work_id,
        link.store_id,
        link.order.customer.name,
        link.used_at,
        is_new=link.opened_at is None,
    )


def standing_of(link: CustomerLink, at: datetime) -> Standing:
    """Whether a link may be used; one to sign leads nowhere once the order is signed in another way."""
    if link.used_at is not None:
        return Standing.USED
    if link.void_at is not None or (link.purpose == Purpose.SIGN and link.order.state != OrderState.DRAFT):
        return Standing.VOID
    return Standing.EXPIRED if at >= link.expires_at else Standing.OPEN


def sentence(found: Found) -> str:
    """What the customer reads when a link does not work, and what to do about it."""
    match found.standing:
        case Standing.ALTERED:
            return "这个链接不完整或被改动过，请回到我们发给您的消息里，重新点开完整的链接。"
        case Standing.UNKNOWN:
            return "没有找到这个链接对应的服务，请核对消息里的链接，或联系您的服务顾问。"
        case Standing.EXPIRED:
            return "这个链接已过有效期，请联系您的服务顾问重新发一个。"
        case Standing.USED:
            when = f"{localtime(found.used_at):%m月%d日 %H:%M} " if found.used_at else ""
            return (
                f"这个链接 {when}已经用过，您的答复我们收到了。要查看进度，请点开进度链接或联系您的服务顾问。"
            )
        case Standing.VOID:
            return "内容有了变动，这个链接已经作废，请点开最新收到的链接，或联系您的服务顾问。"
        case _:
            return ""


def refusal(found: Found) -> Refused:
    """The refusal for a link that may not be used: 404 where it leads nowhere, else 409."""
    nowhere = found.standing in (Standing.ALTERED, Standing.UNKNOWN)
    return (Missing if nowhere else OutOfTurn)(sentence(found))


def customer_actor(found: Found, *, address: str = "") -> Actor:
    """The customer behind an open link: may see and answer this one order, nothing else."""
    assert found.store_id is not None
    grants = {found.store_id: frozenset({permissions.ANSWER_AS_CUSTOMER})}
    return Actor(None, f"车主 {found.customer}"[:60], grants, found.store_id, door="link", address=address)


def opened(token: str, purpose: Purpose, *, at: datetime) -> Found:
    """Where an open link of one purpose leads. Raises Missing or OutOfTurn with the customer's sentence."""
    found = look(token, at=at)
    if found.standing is not Standing.OPEN:
        raise refusal(found)
    if found.purpose is not purpose:
        raise refusal(Found(Standing.UNKNOWN))
    return found


def use(found: Found, *, at: datetime) -> CustomerLink:
    """Use a link up. The order is locked already, so that of two people with one link the second is told.

    Raises OutOfTurn with the customer's sentence. Two statements.
    """
    links = CustomerLink.objects.select_related("order").select_for_update(of=("self",))
    link: CustomerLink = links.get(pk=found.link_id)
    if (standing := standing_of(link, at)) is not Standing.OPEN:
        raise refusal(Found(standing, used_at=link.used_at))
    link.used_at = at
    link.save(update_fields=["used_at"])
    return link


def note_opened(link_id: int, *, at: datetime) -> None:
    """The customer has opened the link for the first time: the adviser sees that it was read. One statement."""
    CustomerLink.objects.filter(pk=link_id, opened_at__isnull=True).update(opened_at=at)
