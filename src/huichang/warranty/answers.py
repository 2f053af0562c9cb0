"""What the manufacturer's own people say of a claim, when they work in this house too: plain functions for their room."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from django.utils.timezone import localdate

from huichang.company import settings
from huichang.kernel.refusals import OutOfTurn
from huichang.warranty import states
from huichang.warranty.claims import ANSWER_DAYS
from huichang.warranty.models import Claim, Submission
from huichang.warranty.states import ClaimState

BATCH = 1000


def take_in(claim_ids: Collection[int], *, at: datetime) -> None:
    """Claims are being judged: what was sent is in review. One statement."""
    Claim.objects.filter(pk__in=claim_ids, state=ClaimState.SENT).update(
        state=ClaimState.REVIEW, state_since=at
    )


def hold(claim_id: int) -> str:
    """Lock a claim while the manufacturer decides on it; its number. Raises OutOfTurn when it is no more with the
    manufacturer: the store has its answer by another way."""
    claim: Claim = Claim.objects.select_for_update(of=("self",)).get(pk=claim_id)
    if claim.state not in (ClaimState.SENT, ClaimState.REVIEW):
        raise OutOfTurn(f"{claim}在门店已经是“{claim.get_state_display()}”，不能再审核，请刷新页面。")
    return claim.number


def ask_for_more(claim_id: int, *, words: str, at: datetime) -> None:
    """The store has to send more: the claim is returned with the words and a new deadline. Raises OutOfTurn when the
    manufacturer has it no more."""
    claim = Claim.objects.select_for_update(of=("self",)).get(pk=claim_id)
    states.CLAIM.move(claim, "send_back")
    claim.answer_words, claim.answered_at, claim.state_since = words[:300], at, at
    claim.answered_by_id = None
    claim.due_on = localdate(at) + timedelta(days=settings.of(claim.store_id, ANSWER_DAYS))
    claim.save(update_fields=["state", "answer_words", "answered_at", "answered_by", "state_since", "due_on"])


def ask_no_more(claim_id: int, *, submission_id: int, at: datetime) -> None:
    """It was sent back by mistake. Raises OutOfTurn when the store has sent it again or withdrawn it since."""
    claim = Claim.objects.select_for_update(of=("self",)).get(pk=claim_id)
    if Submission.objects.filter(claim=claim, pk__gt=submission_id).exists():
        raise OutOfTurn(f"门店已经再次上报了{claim}，不能撤回这次的退回。")
    states.CLAIM.move(claim, "resume")
    claim.answer_words, claim.answered_at, claim.state_since, claim.due_on = "", None, at, None
    claim.save(update_fields=["state", "answer_words", "answered_at", "state_since", "due_on"])


@dataclass(frozen=True)
class Answer:
    """What a published list says of a claim: the words, and the list's number."""

    words: str
    their_number: str


def tell(answers: Mapping[int, Answer], *, at: datetime) -> None:
    """Stores read the answers on their claims from now on; what it means for the money follows when the list is booked."""
    rows = list(Claim.objects.select_for_update(of=("self",)).filter(pk__in=answers).order_by("pk"))
    for row in rows:
        said = answers[row.pk]
        row.answer_words, row.their_number = said.words[:300], said.their_number[:40]
        row.answered_at = at
    Claim.objects.bulk_update(rows, ["answer_words", "their_number", "answered_at"], batch_size=BATCH)


def state_of(claim_ids: Collection[int]) -> dict[int, str]:
    """Where some claims stand, and stay until the transaction ends. One statement."""
    held = Claim.objects.select_for_update(of=("self",)).filter(pk__in=claim_ids).order_by("pk")
    rows = held.values_list("pk", "state")
    return dict(cast("list[tuple[int, str]]", list(rows)))
