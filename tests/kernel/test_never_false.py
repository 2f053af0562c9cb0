"""What must never be false is refused by PostgreSQL itself, whatever the code does: each fact, broken by hand."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from huichang.billing.models import Payment
from huichang.company.roles import BayKind, Role
from huichang.parts.models import BinStock, Move, Stock
from huichang.workshop.models import Assignment, Clock, CustomerLink, GatePass, Line
from tests.stories import Visiting
from tests.world import NOON, World, minutes

pytestmark = pytest.mark.req("PLAT-12")


def refused(broken: str) -> Any:
    """The next block breaks this constraint; nothing of it stays."""
    return pytest.raises(IntegrityError, match=broken)


def again(row: Any, **changed: Any) -> None:
    """The same row once more, with something changed."""
    row.pk, row._state.adding = None, True
    for field, value in changed.items():
        setattr(row, field, value)
    row.save(force_insert=True)


class TestOnePlaceAtATime:
    def test_a_technician_has_one_job(self, world: World) -> None:
        Visiting(world).dispatched()
        given = Assignment.objects.filter(is_open=True).first()
        assert given is not None
        with refused("technician_planned_once"), transaction.atomic():
            again(given, bay=world.bays[BayKind.ALIGNMENT][0])

    def test_a_bay_has_one_car(self, world: World) -> None:
        Visiting(world).dispatched()
        other = Visiting(world, car=world.another_car(), at=NOON + minutes(60)).signed()
        given = Assignment.objects.filter(is_open=True, bay__isnull=False).first()
        assert given is not None
        with refused("bay_planned_once"), transaction.atomic():
            again(given, order=other.order, job=other.jobs[0], technician=world.staff(Role.TEAM_LEADER))

    def test_a_clock_runs_on_one_job(self, world: World) -> None:
        Visiting(world).done()
        clocked = Clock.objects.first()
        assert clocked is not None
        with refused("technician_works_once"), transaction.atomic():
            again(clocked, bay=world.bays[BayKind.ALIGNMENT][0])
        with refused("technician_works_once"), transaction.atomic():
            until = clocked.period.upper
            period = DateTimeTZRange(until - timedelta(seconds=30), until + timedelta(minutes=5))
            again(clocked, period=period, bay=world.bays[BayKind.ALIGNMENT][0])


class TestStock:
    def test_never_falls_below_zero_nor_below_what_is_promised(self, world: World) -> None:
        Visiting(world).signed()
        with refused("stock_never_negative|never_promise_more_than_on_hand"), transaction.atomic():
            Stock.objects.filter(part=world.pads).update(on_hand=-1)
        with refused("never_promise_more_than_on_hand"), transaction.atomic():
            Stock.objects.filter(part=world.pads).update(held=99)
        with refused("bin_never_negative"), transaction.atomic():
            BinStock.objects.filter(part=world.pads).update(quantity=-1)


class TestTheCustomersWord:
    def test_comes_before_the_work_and_before_the_parts(self, world: World) -> None:
        story = Visiting(world).quoted()
        with refused("no_work_without_an_answer"), transaction.atomic():
            Line.objects.filter(order=story.order).update(state="authorized")
        with refused("no_line_starts_unanswered"), transaction.atomic():
            Line.objects.filter(order=story.order).update(started_at=NOON)
        with refused("no_part_goes_unanswered"), transaction.atomic():
            Line.objects.filter(order=story.order, kind="part").update(issued=1)


class TestOnce:
    def test_a_payment_is_booked(self, world: World) -> None:
        Visiting(world).paid()
        paid = Payment.objects.first()
        assert paid is not None
        with refused("payment_booked_once"), transaction.atomic():
            again(paid, number="another")

    def test_a_gate_pass_opens_the_gate(self, world: World) -> None:
        Visiting(world).gone()
        used = GatePass.objects.get()
        for later in (None, NOON + timedelta(days=1)):
            with refused("set once"), transaction.atomic():
                GatePass.objects.filter(pk=used.pk).update(used_at=later)
        with refused("one_pass_per_order"), transaction.atomic():
            again(used, token="another")

    def test_a_link_is_answered(self, world: World) -> None:
        story = Visiting(world).quoted()
        link = CustomerLink.objects.create(
            store=world.north,
            order=story.order,
            purpose="sign",
            digest="d",
            made_at=NOON,
            expires_at=NOON + timedelta(days=1),
            used_at=NOON,
        )
        with refused("set once"), transaction.atomic():
            CustomerLink.objects.filter(pk=link.pk).update(used_at=None)


class TestLedgers:
    def test_are_never_edited(self, world: World) -> None:
        Visiting(world).paid()
        for table in (Move, Payment):
            with refused("append-only"), transaction.atomic():
                table.objects.update(note="x") if table is Move else table.objects.update(reason="x")
            with refused("append-only"), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"DELETE FROM {table._meta.db_table}")
