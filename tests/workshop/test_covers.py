"""Who bears the lines of an order: one pass, one touch, kept with the version that said it."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huichang.kernel.refusals import Changed, Missing, NotAllowed, OutOfTurn, Refused
from huichang.parts.models import Part
from huichang.vehicles.models import KeptAnswer
from huichang.workshop import covers
from huichang.workshop.models import Comeback, Guarantee, Line, Order, Visit
from huichang.workshop.pricing import WantedJob
from huichang.workshop.queries import covers as asked
from tests.vehicles.promises import SPARE_PARTS, published, revised
from tests.workshop.desk import brakes, charge, drafted, jobs_of, labour, lines_of, piece, service, signed
from tests.world import NOON, TODAY, World

pytestmark = pytest.mark.req("WARR-02")


def pump(world: World) -> WantedJob:
    """A water pump with its labour: no wear part."""
    part = world.part("EN-1001", "水泵", Decimal("600.00"), on_hand=1)
    part.use_class, part.system = "repair", "engine"
    part.save()
    return WantedJob(lines=(labour(world.operation), piece(part)))


def fitted() -> Part:
    """The pump that the tests fit."""
    found: Part = Part.objects.get(number="EN-1001")
    return found


def finished(world: World, order: Order, *, days_ago: int = 30, km: int = 45_000) -> Order:
    """An order as it was left: its parts went with the car."""
    Line.objects.filter(order=order).update(state="done")
    Order.objects.filter(pk=order.pk).update(
        state="delivered", odometer=km, delivered_at=NOON - timedelta(days=days_ago)
    )
    Visit.objects.filter(pk=order.visit_id).update(left_at=NOON - timedelta(days=days_ago), ticket="A99")
    order.refresh_from_db()
    return order


class TestOrderCover:
    def test_says_for_every_line_who_bears_it_and_why(self, world: World) -> None:
        published(world)
        order = drafted(world, pump(world), brakes(world), service(world, repair_type="maintenance"))
        found = asked.order_cover(world.adviser, order.pk)
        said = {(each.name, each.payer) for each in found.proposals}
        assert ("水泵", "manufacturer") in said
        assert ("前制动片", "customer") in said
        assert ("机油滤清器", "customer") in said
        pumped = next(each for each in found.proposals if each.name == "水泵")
        assert pumped.says.startswith("远岚整车担保：从 2023-05-06（行驶证日期）起算 36 个月到 2026-05-06")
        assert pumped.clause == "质量担保手册第 2.1 条"
        assert all(each.job_id != pumped.job_id or each.payer == "manufacturer" for each in found.proposals)

    def test_asks_in_one_pass_whatever_the_number_of_lines(self, world: World) -> None:
        published(world)
        order = drafted(world, pump(world), *[brakes(world) for _ in range(6)])
        with CaptureQueriesContext(connection) as few:
            asked.order_cover(world.adviser, order.pk)
        assert len(few) <= 12

    def test_leaves_fixed_work_to_its_payer_and_towing_to_a_person(self, world: World) -> None:
        published(world)
        tow = WantedJob(title="拖车", lines=(charge("towing", "300"),))
        order = drafted(world, brakes(world, repair_type="rework"), tow)
        found = asked.order_cover(world.adviser, order.pk).proposals
        assert [each.payer for each in found] == ["internal", "internal", ""]
        assert found[2].verdict == "to_judge"

    def test_counts_a_fitted_part_from_its_order(self, world: World) -> None:
        published(world, "BJ", base=SPARE_PARTS)
        finished(world, signed(world, pump(world)))
        order = drafted(world, WantedJob(lines=(piece(fitted()),)))
        (said,) = asked.order_cover(world.adviser, order.pk).proposals
        assert (said.payer, said.kind_says) == ("manufacturer", "备件担保")
        assert "45,000 + 20,000" in said.says

    def test_does_not_promise_the_customers_own_part(self, world: World) -> None:
        published(world, "BJ", base=SPARE_PARTS)
        first = finished(world, signed(world, pump(world)))
        Line.objects.filter(order=first).update(own_part=True)
        order = drafted(world, WantedJob(lines=(piece(fitted()),)))
        assert asked.order_cover(world.adviser, order.pk).proposals[0].payer == "customer"

    def test_a_repair_that_is_guaranteed_is_a_comeback_unless_decided_otherwise(self, world: World) -> None:
        first = finished(world, signed(world, brakes(world)), days_ago=3)
        job = jobs_of(first)[0]
        guarantee = Guarantee.objects.create(
            store=world.north,
            order=first,
            job=job,
            vehicle=world.car,
            system="brake",
            days=10,
            km=2_000,
            from_on=TODAY - timedelta(days=3),
            until_on=TODAY + timedelta(days=7),
            until_km=47_000,
        )
        order = drafted(world, brakes(world))
        found = asked.order_cover(world.adviser, order.pk)
        assert all(each.rework and not each.takes for each in found.proposals)
        Comeback.objects.create(
            store=world.north, job=jobs_of(order)[0], guarantee=guarantee, found_at=NOON, is_free=False
        )
        assert all(each.payer == "customer" for each in asked.order_cover(world.adviser, order.pk).proposals)

    def test_answers_by_the_version_of_the_day_on_which_the_order_was_opened(self, world: World) -> None:
        first = published(world)
        order = drafted(world, pump(world))
        revised(world, first, from_on=TODAY + timedelta(days=1), months=12)
        assert asked.order_cover(world.adviser, order.pk).proposals[0].payer == "manufacturer"

    def test_not_for_another_store_or_role(self, world: World) -> None:
        order = drafted(world, pump(world))
        with pytest.raises(Missing):
            asked.order_cover(world.stranger, order.pk)
        with pytest.raises(NotAllowed):
            asked.order_cover(replace(world.adviser, grants={world.north.pk: frozenset()}), order.pk)


class TestTakeCover:
    def test_puts_the_lines_on_who_bears_them_and_keeps_the_answers(self, world: World) -> None:
        version = published(world)
        order = drafted(world, pump(world), brakes(world))
        covers.take_cover(world.adviser, order.pk, seen=order.version, at=NOON)
        assert [line.payer for line in lines_of(order)] == ["manufacturer"] * 2 + ["customer"] * 2
        kept = KeptAnswer.objects.filter(order_id=order.pk).order_by("pk")
        assert [each.key for each in kept] == [str(line.pk) for line in lines_of(order)[:2]]
        assert {(each.policy_id, each.policy_version) for each in kept} == {(version.policy_id, 1)}
        assert kept[0].by_id == world.adviser.staff_id
        with pytest.raises(Refused, match="没有可以采纳的建议"):
            covers.take_cover(world.adviser, order.pk, at=NOON)

    def test_takes_only_the_named_lines(self, world: World) -> None:
        published(world)
        order = drafted(world, pump(world))
        covers.take_cover(world.adviser, order.pk, line_ids=[lines_of(order)[1].pk], at=NOON)
        assert [line.payer for line in lines_of(order)] == ["customer", "manufacturer"]

    def test_what_was_found_leaves_it_to_the_clerk(self, world: World) -> None:
        published(world)
        order = drafted(world, pump(world))
        with pytest.raises(Refused, match="要先判定"):
            covers.take_cover(world.adviser, order.pk, found={jobs_of(order)[0].pk: ("modified",)}, at=NOON)

    def test_never_puts_on_the_customer_what_they_signed_as_free(self, world: World) -> None:
        order = signed(world, brakes(world, repair_type="warranty"))
        with pytest.raises(Refused, match="没有可以采纳的建议"):
            covers.take_cover(world.adviser, order.pk, at=NOON)

    def test_refusals(self, world: World) -> None:
        published(world, from_on=date(2020, 1, 1))
        order = drafted(world, pump(world))
        with pytest.raises(Missing):
            covers.take_cover(world.stranger, order.pk, at=NOON)
        with pytest.raises(NotAllowed):
            covers.take_cover(world.technician, order.pk, at=NOON)
        with pytest.raises(Changed):
            covers.take_cover(world.adviser, order.pk, seen=order.version - 1, at=NOON)
        Order.objects.filter(pk=order.pk).update(state="settled", signed_at=NOON)
        with pytest.raises(OutOfTurn):
            covers.take_cover(world.adviser, order.pk, at=NOON)
