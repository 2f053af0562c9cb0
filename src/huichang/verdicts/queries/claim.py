"""A claim on the auditor's desk: what the store sent, what rules said, what was decided before."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Case, When

from huichang.company import queries as company
from huichang.kernel.actor import Actor
from huichang.kernel.refusals import Missing
from huichang.verdicts import states
from huichang.verdicts.models import Verdict, VerdictCut
from huichang.verdicts.queries import reading
from huichang.verdicts.states import Does
from huichang.warranty.queries import audited, auditing
from huichang.warranty.queries.audited import Audited, PastClaim


@dataclass(frozen=True)
class Ruled:
    """One verdict on the claim, this one or an earlier one."""

    id: int
    number: str
    sent_at: datetime
    state: str
    state_says: str
    ruling_says: str
    asked: Decimal
    paid: Decimal
    paid_labour: Decimal
    paid_parts: Decimal
    paid_other: Decimal
    reason_says: str
    words: str
    by: str
    by_rule: bool
    is_sample: bool
    decided_at: datetime | None
    list_number: str

    def may(self, verb: str) -> bool:
        """Whether its state allows something."""
        return states.VERDICT.allows(self.state, verb)


@dataclass(frozen=True)
class AskedRow:
    """Something that is asked, with what was cut of it. `key`: the line's, or `besides`."""

    key: str
    name: str
    kind: str
    asked: Decimal
    cut: Decimal
    why: str


@dataclass(frozen=True)
class Page:
    """The claim's page."""

    verdict: Ruled
    store_id: int
    store: str
    claim: Audited
    asked: list[AskedRow]
    reasons: list[str]
    hits: list[tuple[str, str, str]]
    risk: int
    book: str
    called_back: str
    before: list[Ruled]
    past: list[PastClaim]


def _ruled(row: Verdict) -> Ruled:
    return Ruled(
        row.pk,
        row.number,
        row.sent_at,
        row.state,
        str(row.get_state_display()),
        str(row.get_ruling_display()) if row.ruling else "",
        row.asked,
        row.paid,
        row.paid_labour,
        row.paid_parts,
        row.paid_other,
        str(row.get_reason_display()) if row.reason else "",
        row.words,
        "规则" if row.by_rule else row.decided_by.name if row.decided_by else "",
        row.by_rule,
        row.is_sample,
        row.decided_at,
        row.published_list.number if row.published_list else "",
    )


def page(actor: Actor, verdict_id: int) -> Page:
    """A claim with all that an auditor decides by. Seven statements. Raises Missing."""
    stores = reading.stores_of(actor)
    claim_of = Verdict.objects.filter(pk=verdict_id, store_id__in=stores).values("claim_id")
    rows = list(
        Verdict.objects.filter(claim_id__in=claim_of)
        .select_related("decided_by", "published_list", "book", "called_back")
        .order_by(Case(When(pk=verdict_id, then=0), default=1), "-sent_at")
    )
    if not rows or rows[0].pk != verdict_id:
        raise Missing("没有找到这张索赔，请检查链接或回到审核台。")
    row, before = rows[0], rows[1:]
    claim = audited.audited(row.claim_id)
    cuts = {cut.claim_line_id: cut for cut in VerdictCut.objects.filter(verdict=row)}
    return Page(
        _ruled(row),
        row.store_id,
        dict(company.stores_of(actor)).get(row.store_id, ""),
        claim,
        [
            AskedRow(
                str(line.id) if line.id is not None else "besides",
                line.name,
                line.kind,
                line.asked,
                cuts[line.id].amount if line.id in cuts else Decimal(0),
                f"{cuts[line.id].get_reason_display()} {cuts[line.id].words}".strip()
                if line.id in cuts
                else "",
            )
            for line in asked_of(claim)
        ],
        list(row.reasons),
        [
            (name, str(Does(does).label) if does in Does.values else does, says)
            for name, does, says in row.hits
        ],
        row.risk,
        str(row.book) if row.book else "",
        row.called_back.their_number if row.called_back else "",
        [_ruled(each) for each in before],
        audited.past_of_car(claim.vehicle_id, claim.id),
    )


def asked_of(claim: Audited) -> list[auditing.AskedLine]:
    """What the claim asks, line by line, and besides."""
    found = [
        auditing.AskedLine(line.id, line.name, line.kind, line.asked) for line in claim.lines if line.asked
    ]
    besides = claim.besides
    return [*found, auditing.AskedLine(None, "辅料及其他费用", "", besides)] if besides else found
