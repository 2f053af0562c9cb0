"""Credit customers."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils.timezone import localdate

from huichang.billing import credit, queries
from huichang.billing.models import CreditAccount
from huichang.billing.queries import bills
from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.workshop.models import GatePass
from tests.stories import Visiting
from tests.world import World


def allow(world: World, limit: str = "5000", days: int = 30) -> CreditAccount:
    return credit.set_credit(
        world.service_manager, world.north.pk, customer_id=world.wang.pk, limit=Decimal(limit), days=days
    )


class TestSetCredit:
    def test_gives_and_changes_a_limit(self, world: World) -> None:
        allow(world)
        assert allow(world, "8000").limit == Decimal("8000.00")
        assert CreditAccount.objects.count() == 1

    @pytest.mark.parametrize(("limit", "days"), [("-1", 30), ("1", 0), ("1", 400)])
    def test_refuses_odd_terms(self, world: World, limit: str, days: int) -> None:
        with pytest.raises(Refused):
            allow(world, limit, days)

    def test_knows_its_customer(self, world: World) -> None:
        with pytest.raises(Refused, match="没有找到这位客户"):
            credit.set_credit(world.service_manager, world.north.pk, customer_id=0, limit=Decimal(1), days=1)

    def test_is_not_for_the_cashier(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            credit.set_credit(
                world.cashier, world.north.pk, customer_id=world.wang.pk, limit=Decimal(1), days=1
            )

    def test_is_not_for_another_store(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            credit.set_credit(
                world.southern_manager, world.north.pk, customer_id=world.wang.pk, limit=Decimal(1), days=1
            )


@pytest.mark.req("LANE-61")
class TestGiveCredit:
    @pytest.mark.req("LANE-63")
    def test_opens_the_gate_and_says_when_it_is_due(self, world: World) -> None:
        allow(world)
        story = Visiting(world).settled()

        row = credit.give_credit(world.service_manager, story.statement.pk, at=story.at)

        assert (row.state, row.due_on) == ("on_credit", localdate(story.at) + timedelta(days=30))
        assert GatePass.objects.filter(order=story.order, void_at__isnull=True).exists()

    def test_stands_among_the_receivables_in_its_age_band(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        allow(world)
        story = Visiting(world).settled()
        credit.give_credit(world.service_manager, story.statement.pk, at=story.at)
        monkeypatch.setattr(bills, "MOST_RECEIVABLES", 0)

        later = localdate(story.at) + timedelta(days=45)
        assert queries.receivables(world.cashier, on=later) == []
        ages = queries.owed_by_age(world.cashier, on=later)
        assert ages["31–60 天"] == story.statement.total
        assert sum(ages.values()) == story.statement.total
        assert sum(queries.owed_by_age(world.cashier, on=later, payer="insurer").values()) == 0
        assert sum(queries.owed_by_age(world.southern_manager, on=later).values()) == 0

    def test_refuses_beyond_the_limit_with_the_figures(self, world: World) -> None:
        allow(world, "1000")
        story = Visiting(world).settled()
        with pytest.raises(Refused, match="额度 ¥1,000.00，已挂 ¥0.00，本单 ¥1,146.00"):
            credit.give_credit(world.service_manager, story.statement.pk, at=story.at)

    def test_refuses_a_customer_without_credit(self, world: World) -> None:
        story = Visiting(world).settled()
        with pytest.raises(Refused, match="没有挂账额度"):
            credit.give_credit(world.service_manager, story.statement.pk, at=story.at)

    def test_is_not_for_a_statement_that_is_paid(self, world: World) -> None:
        allow(world)
        story = Visiting(world).paid()
        with pytest.raises(OutOfTurn):
            credit.give_credit(world.service_manager, story.statement.pk, at=story.at)

    def test_is_not_for_the_cashier(self, world: World) -> None:
        allow(world)
        story = Visiting(world).settled()
        with pytest.raises(NotAllowed):
            credit.give_credit(world.cashier, story.statement.pk, at=story.at)

    def test_does_not_exist_for_another_store(self, world: World) -> None:
        allow(world)
        story = Visiting(world).settled()
        with pytest.raises(Missing):
            credit.give_credit(world.southern_manager, story.statement.pk, at=story.at)
