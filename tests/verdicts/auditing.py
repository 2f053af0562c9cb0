"""A claim on the manufacturer's desk, told step by step: sent by the north, judged by rules, decided by the officer."""

from datetime import datetime, timedelta
from decimal import Decimal

from huichang.company.models import Grant
from huichang.company.roles import Role
from huichang.verdicts import judging, rulebooks
from huichang.verdicts.models import RuleBook, Verdict
from huichang.verdicts.rulebooks import RuleSaid
from huichang.warranty import claims
from huichang.warranty.models import Claim, ClaimLine, Submission
from tests.warranty.claiming import Claiming
from tests.world import NOON, World

GENEROUS = RuleSaid("小额自动通过", "accept", {"total": "5000"})
"""Accepts the claim of the story (680 yuan)."""
NARROW = RuleSaid("小额自动通过", "accept", {"total": "500"})
"""Leaves the claim of the story to a person."""


class Auditing:
    """The officer's desk in the north, with the brake claim of the story."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.officer = world.actor("network_officer")
        self.claiming = Claiming(world)
        self.moved = timedelta(0)

    @property
    def at(self) -> datetime:
        """Now in the story."""
        return max(self.claiming.visiting.at, NOON) + self.moved

    @property
    def claim(self) -> Claim:
        """The claim of the story as it stands."""
        return Claim.objects.get(pk=self.claiming.claim.pk)

    @property
    def verdict(self) -> Verdict:
        """The newest verdict on it."""
        found: Verdict | None = (
            Verdict.objects.filter(claim_id=self.claiming.claim.pk).order_by("-pk").first()
        )
        assert found is not None
        return found

    def refused_by_letter(self) -> None:
        """What the store had registered by hand before the manufacturer's people worked in this house."""
        posts = Grant.objects.filter(role=Role.NETWORK_OFFICER)
        kept = list(posts)
        posts.delete()
        claims.register_answer(
            self.world.warranty_clerk, self.claim.pk, answer="refuse", words="电话通知", at=self.at
        )
        Grant.objects.bulk_create(kept)

    def sent(self) -> "Auditing":
        """The store sent its claim."""
        self.claiming.sent()
        return self

    def ruled(self, *rules: RuleSaid) -> RuleBook:
        """A book of these rules is in force."""
        book = rulebooks.begin_book(self.officer, self.world.north.pk, at=NOON)
        for rule in rules or (GENEROUS,):
            rulebooks.save_rule(self.officer, book.pk, said=rule, at=NOON)
        rulebooks.try_book(self.officer, book.pk, months=6, at=self.at)
        return rulebooks.publish_book(self.officer, book.pk, from_on=NOON.date(), reason="首次发布", at=NOON)

    def judged(self, *rules: RuleSaid) -> Verdict:
        """Everything that waits is judged by these rules."""
        self.ruled(*rules)
        return self.judge()

    def judge(self) -> Verdict:
        """What waits is judged by the rules in force."""
        judging.judge_batch(self.officer, self.world.north.pk, at=self.at)
        return self.verdict

    def on_the_desk(self) -> Verdict:
        """The claim waits for a person."""
        self.sent()
        return self.judged(NARROW)

    def another(self, number: str, *, asked: str = "680.00", sent_at: datetime | None = None) -> Submission:
        """A second claim like the first, sent by the north, of the pads alone: rows only, as a store with years of claims has
        them."""
        copy: Claim = self.claim
        pads: ClaimLine = ClaimLine.objects.filter(claim=copy, part__isnull=False).get()
        line, job = pads.line, copy.job
        job.pk, job.position = None, 90 + Claim.objects.count()
        job.save(force_insert=True)
        line.pk, line.job = None, job
        line.save(force_insert=True)
        copy.pk, copy.job, copy.number, copy.state, copy.round = None, job, number, "sent", 1
        copy.asked = copy.asked_parts = Decimal(asked)
        copy.asked_labour = copy.asked_other = Decimal(0)
        copy.save(force_insert=True)
        pads.pk, pads.claim, pads.line = None, copy, line
        pads.asked = pads.amount = Decimal(asked)
        pads.save(force_insert=True)
        return Submission.objects.create(
            store=self.world.north,
            claim=copy,
            round=1,
            number=number,
            asked=Decimal(asked),
            sent_at=sent_at or self.at,
        )
