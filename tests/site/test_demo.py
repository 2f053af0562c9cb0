"""The demo holds together: what was loaded at once obeys the same rules as what people enter."""

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import F, Sum
from pytest_django.plugin import DjangoDbBlocker

from huichang.billing import queries as billing
from huichang.billing.models import DayClose, Payment, Statement
from huichang.booking.models import Appointment, CallTask
from huichang.care.models import FollowUp
from huichang.company import queries as company
from huichang.company import sign_in
from huichang.company.models import Store
from huichang.company.roles import Role
from huichang.customers import cards
from huichang.customers.models import Customer, Phone
from huichang.customers.rules import phone_problem
from huichang.engines import plates, vin
from huichang.knowledge.models import HelpRequest
from huichang.parts import proving
from huichang.parts.models import BackOrder, Move
from huichang.post.models import Message
from huichang.site.demo import history, hours, loading
from huichang.site.demo.chance import SHANGHAI
from huichang.vehicles.models import Mileage, Vehicle
from huichang.workshop.models import (
    Alarm,
    ExtraWork,
    Handover,
    Job,
    Line,
    Order,
    QualityCheck,
    Visit,
)
from huichang.workshop.states import ExtraState, JobState, LineState, OrderState

NOW = datetime(2026, 3, 4, 14, 10, tzinfo=SHANGHAI)
SMALL = history.Size(customers=90, days=21)
CHARGED = [LineState.AUTHORIZED, LineState.DONE]


def quiet(*_: object) -> None:
    """Nobody watches."""


def digest_of_the_past() -> str:
    """A mark of everything that has a natural name: keys of rows are left out."""
    mark = hashlib.sha256()
    for rows in (
        Customer.objects.order_by("pk").values_list("name", "phone", "address", "birthday"),
        Vehicle.objects.order_by("pk").values_list("plate", "vin", "model", "odometer", "km_per_day"),
        Order.objects.order_by("pk").values_list(
            "number", "concern", "opened_at", "promised_at", "amount_settled"
        ),
        Line.objects.order_by("pk").values_list("code", "quantity", "amount", "state"),
        Payment.objects.order_by("pk").values_list("number", "method", "amount", "at"),
        Move.objects.order_by("pk").values_list("document", "quantity", "value", "on_hand_after", "at"),
        Appointment.objects.order_by("pk").values_list("number", "state", "slot"),
        Handover.objects.order_by("pk").values_list("score", "at", "next_service_km"),
    ):
        mark.update(repr(list(rows)).encode())
    return mark.hexdigest()


class Demo:
    """A small demo, loaded once for all tests here."""

    def __init__(self) -> None:
        with transaction.atomic():
            history.write(7, SMALL, NOW, says=quiet, told=quiet)
            self.once = digest_of_the_past()
            transaction.set_rollback(True)
        self.twice = ""
        self.loaded = loading.load(7, SMALL, NOW, says=self._note, told=quiet)
        self.north, self.south = Store.objects.order_by("pk").values_list("pk", flat=True)

    def _note(self, step: str) -> None:
        if step == "今天的门店":
            self.twice = digest_of_the_past()


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Demo]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield Demo()
        transaction.set_rollback(True)


class TestSeed:
    def test_the_same_seed_makes_the_same_past(self, demo: Demo) -> None:
        assert demo.once == demo.twice

    def test_a_database_in_use_is_left_alone(self, demo: Demo) -> None:
        with pytest.raises(CommandError, match="空数据库"):
            call_command("demo")


class TestHours:
    """Whoever loads the demo in the evening or before dawn sees stores that are open all the same."""

    def test_by_day_stores_are_open_as_always(self) -> None:
        assert hours.on(NOW.date(), NOW) == hours.USUAL

    @pytest.mark.parametrize("hour", [0, 3, 6, 9, 17, 20, 23])
    def test_at_any_other_hour_they_have_been_open_for_hours(self, hour: int) -> None:
        now = NOW.replace(hour=hour, minute=20)
        open_today = hours.on(now.date(), now)
        assert open_today.opens_at <= now.time() < open_today.closes_at
        before, after = now - timedelta(hours=3), now + timedelta(minutes=30)
        for moment in (before, after):
            since, until = hours.on(moment.date(), now).shift(moment.date())
            assert since <= moment <= until

    def test_other_days_are_as_always(self) -> None:
        night = NOW.replace(hour=22)
        assert hours.on(NOW.date() - timedelta(days=1), night) == hours.USUAL
        assert hours.on(NOW.date() + timedelta(days=1), night) == hours.USUAL


class TestPeople:
    def test_every_post_is_filled_and_can_sign_in(self, demo: Demo) -> None:
        found = company.sign_ins()
        assert {card.role for card in found} == set(Role)
        for card in found:
            assert sign_in.sign_in(card.login, "huichang", address="127.0.0.1", at=NOW)

    def test_names_and_numbers_can_be_but_reach_nobody(self, demo: Demo) -> None:
        numbers = list(Phone.objects.filter(label="演示号码").values_list("number", flat=True))
        assert len(numbers) == len(set(numbers)) == SMALL.customers
        assert [
            number for number in numbers if phone_problem(number) or not number.startswith("1390000")
        ] == []
        assert Customer.objects.filter(name="").count() == 0

    def test_plates_and_vins_are_valid(self, demo: Demo) -> None:
        cars = list(Vehicle.objects.values_list("plate", "vin", "energy"))
        assert [plate for plate, _, _ in cars if plate and plates.problem(plate)] == []
        assert [number for _, number, _ in cars if vin.Vin(number).doubts()] == []
        assert [
            plate for plate, _, energy in cars if plate and (plates.parse(plate).energy or energy) != energy
        ] == []

    def test_odometers_never_run_back(self, demo: Demo) -> None:
        last: dict[int, int] = {}
        for car, km in Mileage.objects.order_by("vehicle_id", "at").values_list("vehicle_id", "km"):
            assert km >= last.get(car, 0)
            last[car] = km

    def test_the_house_goes_on_counting(self, demo: Demo) -> None:
        """The keys that COPY has given out are not given out again."""
        with transaction.atomic():
            assert cards.record(store_id=demo.north, phone="13912345678", name="新客户", at=NOW)
            transaction.set_rollback(True)


class TestParts:
    def test_the_ledger_is_proved(self, demo: Demo) -> None:
        for store in (demo.north, demo.south):
            checked, wrong = proving.prove(store)
            assert (checked > 0, wrong) == (True, [])

    def test_stock_was_never_below_zero_and_runs_on(self, demo: Demo) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM (SELECT on_hand_after, sum(quantity) OVER w AS quantity, sum(value) OVER w AS value"
                " FROM parts_move WINDOW w AS (PARTITION BY store_id, part_id ORDER BY id)) t"
                " WHERE on_hand_after <> quantity OR quantity < 0 OR value < 0 OR (quantity = 0 AND value <> 0)"
            )
            assert cursor.fetchone() == (0,)

    def test_what_was_charged_was_issued(self, demo: Demo) -> None:
        # Assemblies that the manufacturer sends for a claim never lie in the store room: their lines name no part of ours.
        done = Line.objects.filter(
            kind="part", part__isnull=False, order__state=OrderState.DELIVERED, state=LineState.DONE
        )
        assert done.exists()
        assert done.exclude(issued=F("quantity")).count() == 0
        out = dict(
            Move.objects.filter(for_line__in=done.values("pk"))
            .values("for_line")
            .annotate(net=Sum("quantity"))
            .values_list("for_line", "net")
        )
        assert [pk for pk, issued in done.values_list("pk", "issued") if out.get(pk) != -issued] == []


class TestMoney:
    def test_statements_are_the_sums_of_their_lines(self, demo: Demo) -> None:
        for statement in Statement.objects.exclude(state="reversed"):
            lines = Line.objects.filter(order_id=statement.order_id, payer=statement.payer, state__in=CHARGED)
            amount = sum(lines.values_list("amount", flat=True), Decimal(0))
            assert statement.total + statement.rounding == amount
            assert statement.discount == sum(lines.values_list("discount", flat=True), Decimal(0))

    def test_payments_add_up_to_what_was_paid(self, demo: Demo) -> None:
        for statement in Statement.objects.all():
            paid = sum(statement.payments.values_list("amount", flat=True), Decimal(0))
            assert paid == statement.paid
            assert (statement.state == "paid") == (statement.paid == statement.total)

    def test_orders_know_what_was_signed_agreed_and_settled(self, demo: Demo) -> None:
        for order in Order.objects.exclude(state=OrderState.DRAFT):
            charged = Line.objects.filter(order=order, state__in=CHARGED).values_list("amount", flat=True)
            assert order.amount_agreed == sum(charged, Decimal(0))
            if order.amount_settled is not None:
                statements = Statement.objects.filter(order=order).values_list("total", flat=True)
                assert order.amount_settled == sum(statements, Decimal(0))

    def test_days_were_closed_with_what_was_taken(self, demo: Demo) -> None:
        closes = list(DayClose.objects.all())
        assert closes
        for close in closes:
            taken = billing.taken_by(close.store_id, close.cashier_id, close.on)
            assert {method: Decimal(amount) for method, amount in close.expected.items()} == taken


class TestWorkshop:
    def test_nobody_and_no_bay_was_in_two_places(self, demo: Demo) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM workshop_clock a JOIN workshop_clock b ON a.id < b.id AND a.period && b.period"
                " AND (a.technician_id = b.technician_id OR (a.bay_id = b.bay_id AND a.order_id <> b.order_id))"
            )
            assert cursor.fetchone() == (0,)

    def test_nothing_was_worked_before_it_was_agreed(self, demo: Demo) -> None:
        assert Line.objects.filter(started_at__lt=F("answer__at")).count() == 0
        assert Order.objects.filter(delivered_at__lt=F("settled_at")).count() == 0
        assert Visit.objects.filter(left_at__lt=F("arrived_at")).count() == 0

    @pytest.mark.parametrize("state", [s for s in OrderState if s != OrderState.CANCELLED])
    def test_two_cars_stand_in_every_state(self, demo: Demo, state: OrderState) -> None:
        assert Order.objects.filter(store_id=demo.north, state=state).count() >= 2
        assert Order.objects.filter(store_id=demo.south, state=state).exists()

    def test_nothing_of_the_day_is_missing(self, demo: Demo) -> None:
        assert demo.loaded.missing == ()
        here = Visit.objects.filter(store_id=demo.north, left_at=None)
        assert here.filter(received_at=None).count() == 3
        waiting = Order.objects.filter(store_id=demo.north, state=OrderState.WAITING)
        assert sorted(waiting.values_list("waiting_for", flat=True)) == [
            "customer",
            "customer",
            "parts",
            "parts",
        ]

    def test_what_goes_wrong_today_is_there(self, demo: Demo) -> None:
        north = {"store_id": demo.north}
        alarms = Alarm.objects.filter(**north, closed_at=None, ended_at=None)
        assert {"precheck_full", "waits_long"} <= set(alarms.values_list("kind", flat=True))
        asked = ExtraWork.objects.filter(**north, state=ExtraState.ASKED)
        assert asked.count() == 2
        assert all(extra.pictures for extra in asked)
        assert ExtraWork.objects.filter(
            **north, state=ExtraState.PARTLY, answered_at__gte=NOW - timedelta(hours=1)
        ).exists()
        failed = QualityCheck.objects.filter(**north, passed=False, order__state=OrderState.IN_WORK)
        assert Job.objects.filter(pk__in=failed.values("job"), state=JobState.WORKING).exists()
        assert Order.objects.filter(
            **north, state=OrderState.IN_WORK, promised_at__lt=NOW + timedelta(minutes=30)
        ).exists()


class TestDesks:
    def test_bookings_wait_in_every_state(self, demo: Demo) -> None:
        for state in ("asked", "confirmed", "arrived", "missed"):
            assert Appointment.objects.filter(state=state).exists(), state
        short = Appointment.objects.filter(store_id=demo.north).exclude(alarm="").get()
        assert "缺件" in short.alarm
        assert BackOrder.objects.filter(for_appointment=short.pk, closed_at=None).exists()
        assert short.slot.lower.astimezone(SHANGHAI).date() == NOW.date() + timedelta(days=1)

    def test_calls_help_and_messages_wait(self, demo: Demo) -> None:
        assert CallTask.objects.filter(store_id=demo.north, why="lost", done_at=None).count() == 2
        assert HelpRequest.objects.filter(store_id=demo.north, state="open").exists()
        assert Message.objects.filter(store_id=demo.north, state="waiting").exists()
        assert FollowUp.objects.filter(store_id=demo.north, state="due").exists()
