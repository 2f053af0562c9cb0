"""Links under which a customer sees a quotation, an order or a bill on the phone, answers and signs (PARTS-50).

A link is a secret with a short mark that proves it was ours; only the digest of the secret is kept.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings as django
from django.utils.crypto import constant_time_compare, salted_hmac

from huichang.company import settings
from huichang.kernel.actor import Actor
from huichang.kernel.refusals import Missing, OutOfTurn
from huichang.trade import permissions
from huichang.trade.models import Bill, Link, Sale

LINK_DAYS = settings.declare(
    "trade.link_days", 60, "配件客户手机链接有效时间", unit="天", fits=settings.between(1, 365)
)
_SALT, _MARK = "trade.links", 8


@dataclass(frozen=True)
class Found:
    """Where a link leads: a sale or a bill of a store."""

    link_id: int
    store_id: int
    sale_id: int | None
    bill_id: int | None
    buyer: str
    is_new: bool


def issue(row: Sale | Bill, *, at: datetime) -> str:
    """Make a link and return its address: the one moment at which it is known in full. One statement."""
    secret = secrets.token_urlsafe(16)
    Link.objects.create(
        store_id=row.store_id,
        sale=row if isinstance(row, Sale) else None,
        bill=row if isinstance(row, Bill) else None,
        digest=_digest(secret),
        made_at=at,
        expires_at=at + timedelta(days=settings.of(row.store_id, LINK_DAYS)),
    )
    return f"/c/parts/{secret}{_mark(secret)}/"


def opened(token: str, *, at: datetime) -> Found:
    """Where an open link leads. Raises Missing for one that is bent or unknown, OutOfTurn for one that is over."""
    secret, mark = token[:-_MARK], token[-_MARK:]
    if not secret or not constant_time_compare(mark, _mark(secret)):
        raise Missing("这个链接不完整或被改动过，请回到我们发给您的消息里，重新点开完整的链接。")
    link = Link.objects.select_related("sale", "bill").filter(digest=_digest(secret)).first()
    if link is None:
        raise Missing("没有找到这个链接对应的单据，请核对消息里的链接，或联系我们的配件部。")
    if at >= link.expires_at:
        raise OutOfTurn("这个链接已过有效期，请联系我们的配件部重新发一个。")
    whose = link.sale or link.bill
    return Found(
        link.pk,
        link.store_id,
        link.sale_id,
        link.bill_id,
        whose.buyer if whose else "",
        link.opened_at is None,
    )


def note_opened(link_id: int, *, at: datetime) -> None:
    """The customer has opened the link for the first time. One statement."""
    Link.objects.filter(pk=link_id, opened_at__isnull=True).update(opened_at=at)


def customer_actor(found: Found, *, address: str = "") -> Actor:
    """The customer behind an open link: may answer and sign for this one sale, nothing else."""
    grants = {found.store_id: frozenset({permissions.ANSWER_AS_CUSTOMER})}
    return Actor(None, f"客户 {found.buyer}"[:60], grants, found.store_id, door="link", address=address)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _mark(secret: str) -> str:
    return salted_hmac(_SALT, secret, secret=django.SECRET_KEY, algorithm="sha256").hexdigest()[:_MARK]
