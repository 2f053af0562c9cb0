"""A claim when the work is done, or will not be: its lines as they stand, its sums, tags and deadline. Plain functions."""

from datetime import datetime
from decimal import Decimal

from django.utils.timezone import localdate

from huichang.kernel.money import ZERO
from huichang.warranty import rules, states, tagging
from huichang.warranty.models import Claim, ClaimLine, Outlay
from huichang.warranty.states import Decision
from huichang.workshop import amounts
from huichang.workshop.queries import claimed_work


def finish(claim: Claim, work: claimed_work.OrderWork, *, at: datetime) -> None:
    """The work is done: the claim takes the lines as they stand now, its parts get their tags, its deadline is known.

    A plain function for what happens when an order is finished; does nothing for a claim that is further. Lines that left the
    order leave the claim.
    """
    job = work.job(claim.job_id)
    if job is None or not states.CLAIM.allows(claim.state, "finish"):
        return
    states.CLAIM.move(claim, "finish")
    claim.state_since = at
    claim.correction = job.correction[:300] or claim.correction
    claim.cause = claim.cause or job.cause[:300]
    claim.repaired_on = work.done_on or localdate(at)
    claim.due_on = rules.due_on(claim.repaired_on)
    claim.km = max(claim.km, work.odometer)
    follow(claim, job)
    add_up(claim)
    claim.save()
    tagging.tag(claim, at=at)


def fall(claim: Claim, *, at: datetime) -> None:
    """The order is cancelled: nothing was done, nothing is claimed. A plain function for what happens when an order is
    cancelled; does nothing for a claim that is further."""
    if not states.CLAIM.allows(claim.state, "withdraw"):
        return
    states.CLAIM.move(claim, "withdraw")
    claim.answer_words, claim.state_since, claim.waits_for_word = "工单已取消", at, False
    claim.save(update_fields=["state", "answer_words", "state_since", "waits_for_word"])
    ClaimLine.objects.filter(claim=claim).update(live=False)


def add_up(claim: Claim) -> None:
    """What the claim asks as its lines and outlays stand; the row is not saved. Two statements."""
    sums = {"labour": ZERO, "part": ZERO, "": ZERO}
    for kind, asked in ClaimLine.objects.filter(claim=claim, live=True).values_list("kind", "asked"):
        sums[kind if kind in sums else ""] += asked
    for amount in Outlay.objects.filter(claim=claim).values_list("amount", flat=True):
        sums[""] += amount
    claim.asked_labour, claim.asked_parts, claim.asked_other = sums["labour"], sums["part"], sums[""]
    claim.asked = sum(sums.values(), ZERO)


def follow(claim: Claim, job: claimed_work.WorkJob) -> None:
    """Lines as they stand on the order now."""
    now = {line.id: line for line in job.lines}
    rows = list(
        ClaimLine.objects.select_for_update(of=("self",)).filter(claim=claim, live=True).order_by("pk")
    )
    for row in rows:
        line = now.get(row.line_id)
        if line is None:
            row.live, row.decision, row.asked = False, Decision.OWN, ZERO
            continue
        row.quantity, row.minutes, row.unit_price, row.amount = (
            line.quantity,
            line.minutes,
            line.unit_price,
            line.amount,
        )
        if row.decision == Decision.CLAIM or row.asked:
            row.asked = asked_of(row)
    ClaimLine.objects.bulk_update(
        rows, ["live", "decision", "quantity", "minutes", "unit_price", "amount", "asked"]
    )


def asked_of(row: ClaimLine) -> Decimal:
    """What is asked for a line: the manufacturer's share of its amount, to the cent, as on its statement."""
    return amounts.share_of(row.amount, row.share_percent)
