"""Shared lines: the customer and the manufacturer each pay their part, to the cent, through to the statements (WARR-10)."""

from decimal import Decimal

import pytest

from huichang.billing import manufacturer
from huichang.billing.models import Payment, Statement
from huichang.engines.coverage.values import Verdict
from huichang.vehicles import cover_answers
from huichang.warranty import goodwill, settling
from huichang.warranty.models import ClaimLine
from huichang.warranty.states import ClaimState, Decision, Opinion
from huichang.workshop import amending, amounts
from huichang.workshop.models import Line
from huichang.workshop.queries import order as orders
from tests.stories import Visiting
from tests.warranty.claiming import AMOUNT, Claiming, covered
from tests.warranty.settlement import MONTH, imported
from tests.web import page, signed_in
from tests.world import TODAY, World

pytestmark = pytest.mark.req("WARR-10", "WARR-14")


def totals(story: Claiming) -> dict[str, Decimal]:
    """What each payer's statement says."""
    return dict(Statement.objects.filter(order=story.visiting.order).values_list("payer", "total"))


def share(monkeypatch: pytest.MonkeyPatch, percent: int) -> None:
    """The policy bears so much of every line."""
    monkeypatch.setattr(cover_answers, "answers", covered(share=percent))


class TestSharedByThePolicy:
    @pytest.mark.parametrize("percent", [1, 33, 50, 67, 70, 99])
    def test_both_parts_add_up_to_the_line(
        self, world: World, monkeypatch: pytest.MonkeyPatch, percent: int
    ) -> None:
        share(monkeypatch, percent)
        story = Claiming(world).ready()
        oil = sum((line.amount for line in story.visiting.lines if line.payer == "customer"), Decimal(0))
        story.send()
        story.settled()
        found = totals(story)
        asked = sum(
            (
                amounts.share_of(amount, percent)
                for amount in ClaimLine.objects.values_list("amount", flat=True)
            ),
            Decimal(0),
        )
        assert story.claim.asked == found["manufacturer"] == asked
        assert sum(found.values()) + rounding(story) == oil + AMOUNT

    def test_the_customer_reads_their_part_everywhere(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        share(monkeypatch, 70)
        story = Claiming(world).asked().decided()
        card = orders.order_card(world.adviser, story.visiting.order.pk)
        borne = {each.payer: each.total for each in card.amounts.shares}
        assert borne["manufacturer"] == Decimal("476.00")
        assert borne["customer"] == card.own_amounts.now == card.amounts.now - Decimal("476.00")
        text = page(signed_in(world.adviser), f"/workshop/orders/{story.visiting.order.pk}/")
        assert "厂家索赔 70%" in text
        assert "¥144.00" in text

    def test_the_list_pays_the_asked_part_and_the_statement_ends_at_zero(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        share(monkeypatch, 70)
        story = Claiming(world).sent().settled()
        imported(world, (story.claim.number, Decimal("476.00"), ""))
        settling.book_month(world.warranty_clerk, world.north.pk, month=MONTH, at=story.visiting.later(5))
        story.claim.refresh_from_db()
        assert (story.claim.state, story.claim.paid) == (ClaimState.PAID, Decimal("476.00"))
        assert manufacturer.owed(world.north.pk) == []
        assert not Payment.objects.filter(method="internal").exists()

    def test_the_customers_paper_names_the_share(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        share(monkeypatch, 70)
        story = Claiming(world).sent()
        cashier = signed_in(world.cashier)
        text = page(cashier, f"/billing/order/{story.visiting.order.pk}/")
        assert "承担 70%" in text
        assert "余下自付" in text
        story.settled()
        mine = Statement.objects.get(order=story.visiting.order, payer="customer")
        answer = cashier.get(f"/billing/statement/{mine.pk}.pdf")
        assert answer.content.startswith(b"%PDF")

    def test_what_was_promised_free_is_not_asked_of_the_customer(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The customer signed while the manufacturer was to bear all: the house bears the rest, and says so."""
        story = Visiting(world).quoted()
        amending.set_payer(
            world.adviser, story.order.pk, payer="manufacturer", job_ids=[story.jobs[0].pk], at=story.at
        )
        quoted, story.quoted = story.quoted, lambda: story  # type: ignore[method-assign]
        story.signed()
        claiming = Claiming(world, story).split()
        share(monkeypatch, 70)
        claiming.decided().registered()
        assert set(Line.objects.filter(job=claiming.job).values_list("payer_percent", flat=True)) == {100}
        story.signed = lambda: story  # type: ignore[method-assign]
        story.checked()
        story.quoted = quoted  # type: ignore[method-assign]
        claiming.claim.refresh_from_db()
        claiming.stored().reported().send()
        claiming.settled()
        imported(world, (claiming.claim.number, Decimal("476.00"), ""))
        settling.book_month(world.warranty_clerk, world.north.pk, month=MONTH, at=story.later(5))
        assert Payment.objects.get(method="internal").amount == Decimal("204.00")
        assert manufacturer.owed(world.north.pk) == []

    def test_another_payer_ends_the_share(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        share(monkeypatch, 70)
        story = Claiming(world).asked().decided()
        amending.set_payer(
            world.adviser, story.visiting.order.pk, payer="customer", job_ids=[story.job.pk], at=story.at
        )
        assert set(Line.objects.filter(job=story.job).values_list("payer_percent", flat=True)) == {100}

    def test_a_changed_quantity_keeps_the_share(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        share(monkeypatch, 70)
        story = Claiming(world).asked().decided()
        pads = Line.objects.get(job=story.job, part=world.pads)
        amending.change_line(
            world.adviser, pads.pk, quantity=Decimal(2), seen=None, at=story.visiting.later(1)
        )
        card = orders.order_card(world.adviser, story.visiting.order.pk)
        line = next(each for each in card.lines if each.id == pads.pk)
        assert line.own_amount == line.amount - amounts.share_of(line.amount, 70)


class TestGrantedGoodwill:
    def test_each_side_pays_what_was_agreed(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(cover_answers, "answers", covered(Verdict.NOT_COVERED))
        story = Claiming(world).asked().decided(Decision.GOODWILL)
        row = goodwill.ask_goodwill(
            world.adviser,
            story.claim.pk,
            happened_on=TODAY,
            topic="过保两个月",
            complaint="老客户要求",
            share_percent=35,
            at=story.at,
        )
        for step in Opinion:
            who = world.service_manager if step == Opinion.SERVICE_MANAGER else world.warranty_clerk
            row = goodwill.give_opinion(
                who, row.pk, step=step, agrees=True, words="同意", who="张经理", at=story.at
            )
        assert sum(line.asked for line in story.lines) == Decimal("238.00")
        card = orders.order_card(world.adviser, story.visiting.order.pk)
        assert {each.payer: each.total for each in card.amounts.shares}["manufacturer"] == Decimal("238.00")


class TestFreeLines:
    def test_a_covered_job_costs_the_customer_nothing(self, world: World) -> None:
        story = Claiming(world).sent().settled()
        found = totals(story)
        assert found["manufacturer"] == AMOUNT
        own = sum((line.amount for line in story.visiting.lines if line.job_id != story.job.pk), Decimal(0))
        assert found["customer"] + rounding(story) == own


def rounding(story: Claiming) -> Decimal:
    """What the cashier lets go of the customer's total."""
    found: Decimal = Statement.objects.get(order=story.visiting.order, payer="customer").rounding
    return found
