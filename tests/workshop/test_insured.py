"""Work that an insurer pays."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from huichang.company.roles import Role
from huichang.kernel.actor import Actor
from huichang.kernel.refusals import Changed, Missing, NotAllowed, OutOfTurn, Refused
from huichang.workshop import insured
from huichang.workshop.insured import Assessment
from huichang.workshop.models import InsurerCase, Line, Order
from huichang.workshop.queries import history as past
from huichang.workshop.queries import insured as queries
from huichang.workshop.states import Payer
from tests.workshop import floor
from tests.workshop.floor import BRAKES
from tests.world import NOON, TODAY, World

pytestmark = pytest.mark.req("LANE-60")

APPROVED = Assessment("DS-7781", Decimal("200.00"), TODAY, "陈定损")


def accident(world: World) -> Order:
    """Brakes that the insurer pays: 200 yuan."""
    order = floor.signed(world, BRAKES)
    Line.objects.filter(order=order).update(payer=Payer.INSURER)
    return order


def noted(world: World, order: Order, *, by: Actor | None = None, **more: Any) -> InsurerCase:
    given = {"insurer": "平安产险", "case_number": "PA2026-0302-17", "at": NOON, **more}
    return insured.note_insurer_case(by or world.adviser, order.pk, **given)


class TestNoteInsurerCase:
    def test_keeps_the_case_first_and_the_assessment_when_it_comes(self, world: World) -> None:
        order = accident(world)
        noted(world, order)
        card = queries.insurer_case(world.adviser, order.pk)
        assert (card.insurer, card.case_number, card.amount, card.borne) == (
            "平安产险",
            "PA2026-0302-17",
            None,
            Decimal("200.00"),
        )
        assert "还没有核定" in card.missing[0]

        noted(world, order, assessment=APPROVED, by=world.actor(Role.INSURANCE_AGENT))
        card = queries.insurer_case(world.adviser, order.pk)
        assert (card.assessment_number, card.amount, card.approved_on, card.approved_by, card.missing) == (
            "DS-7781",
            Decimal("200.00"),
            TODAY,
            "陈定损",
            (),
        )
        assert InsurerCase.objects.count() == 1

    def test_stands_in_the_history_of_the_order(self, world: World) -> None:
        order = accident(world)
        noted(world, order, assessment=APPROVED)
        (event,) = [each for each in past.history(world.adviser, order.pk) if each.what == "登记保险定损"]
        assert event.note == "平安产险 PA2026-0302-17，核定 ¥200.00"

    @pytest.mark.parametrize(
        ("more", "why"),
        [
            ({"insurer": " "}, "请填写保险公司"),
            ({"case_number": ""}, "请填写报案号"),
            ({"assessment": Assessment(" ", Decimal(1), TODAY)}, "定损单号"),
            ({"assessment": Assessment("D1", Decimal(-1), TODAY)}, "不能是负数"),
            ({"assessment": Assessment("D1", Decimal(1), TODAY + timedelta(days=1))}, "不能晚于今天"),
        ],
    )
    def test_refuses(self, world: World, more: dict[str, object], why: str) -> None:
        with pytest.raises(Refused, match=why):
            noted(world, accident(world), **more)

    def test_is_refused_on_an_old_page_and_after_settlement(self, world: World) -> None:
        order = accident(world)
        with pytest.raises(Changed):
            noted(world, order, seen=order.version + 1)
        Order.objects.filter(pk=order.pk).update(state="delivered", delivered_at=NOON)
        with pytest.raises(OutOfTurn, match="先反结算"):
            noted(world, order)

    def test_is_not_for_technicians_nor_for_another_store(self, world: World) -> None:
        order = accident(world)
        with pytest.raises(NotAllowed):
            noted(world, order, by=world.technician)
        with pytest.raises(Missing):
            noted(world, order, by=world.stranger)

    def test_half_an_assessment_does_not_get_into_the_database(self, world: World) -> None:
        case = noted(world, accident(world))
        with pytest.raises(IntegrityError), transaction.atomic():
            InsurerCase.objects.filter(pk=case.pk).update(amount=Decimal(5))


class TestInsurerCase:
    def test_concerns_nobody_where_no_insurer_pays(self, world: World) -> None:
        card = queries.insurer_case(world.adviser, floor.signed(world).pk)
        assert (card.concerns, card.missing) == (False, ())

    def test_says_what_is_missing_from_the_beginning(self, world: World) -> None:
        card = queries.insurer_case(world.adviser, accident(world).pk)
        assert card.concerns
        assert "还没有保险公司和报案号" in card.missing[0]

    def test_does_not_exist_for_another_store_nor_for_the_greeter(self, world: World) -> None:
        order = accident(world)
        with pytest.raises(Missing):
            queries.insurer_case(world.stranger, order.pk)
        with pytest.raises(NotAllowed):
            queries.insurer_case(world.greeter, order.pk)
