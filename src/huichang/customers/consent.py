"""What a customer agreed to, given and withdrawn, each purpose apart (PIPL 13–16)."""

from datetime import datetime

from huichang.customers import cards, permissions
from huichang.customers.models import Consent
from huichang.customers.states import WORDINGS, Purpose
from huichang.kernel import freshness
from huichang.kernel.actor import Warrant
from huichang.kernel.refusals import Missing, OutOfTurn, Refused
from huichang.kernel.use_case import use_case


@use_case(permissions.KEEP_CONSENTS, "登记客户同意")
def give(
    warrant: Warrant, customer_id: int, *, purpose: str, source: str, at: datetime, wording: str = ""
) -> Consent:
    """The customer agrees to a purpose, in these words (default: the house's wording), told by this source.

    Raises Refused for an unknown purpose or no source, OutOfTurn when they have agreed to it already.
    """
    customer = cards.own(customer_id, warrant)
    if purpose not in Purpose.values:
        raise Refused("请选择同意的事项。")
    if not source.strip():
        raise Refused("请写明客户怎么同意的，如“前台签字”“电话录音”。")
    if Consent.objects.filter(customer=customer, purpose=purpose, withdrawn_at__isnull=True).exists():
        raise OutOfTurn(f"客户已经同意过“{Purpose(purpose).label}”，不用再登记。")
    given = Consent.objects.create(
        customer=customer,
        purpose=purpose,
        wording=wording.strip() or WORDINGS[purpose],
        source=source.strip()[:40],
        given_at=at,
    )
    if purpose == Purpose.GROUP:
        customer.share_in_group = True
    freshness.bump(customer)
    customer.save(update_fields=["share_in_group", "version"])
    return given


@use_case(permissions.KEEP_CONSENTS, "撤回客户同意")
def withdraw(warrant: Warrant, customer_id: int, consent_id: int, *, at: datetime) -> Consent:
    """The customer takes a consent back; the record stays. Raises Missing, and OutOfTurn when it was taken back."""
    customer = cards.own(customer_id, warrant)
    consent: Consent | None = Consent.objects.filter(pk=consent_id, customer=customer).first()
    if consent is None:
        raise Missing("没有找到这条同意记录，请刷新页面。")
    if consent.withdrawn_at is not None:
        raise OutOfTurn("这条同意已经撤回了。")
    consent.withdrawn_at = at
    consent.save(update_fields=["withdrawn_at"])
    if consent.purpose == Purpose.GROUP:
        customer.share_in_group = False
    freshness.bump(customer)
    customer.save(update_fields=["share_in_group", "version"])
    return consent
