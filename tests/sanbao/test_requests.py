"""An owner asks to exchange or return the car."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from huichang.kernel import finder, todo
from huichang.kernel.refusals import Changed, Missing, NotAllowed, OutOfTurn, Refused
from huichang.sanbao import printing, requests
from huichang.sanbao.models import Certificate, Request
from huichang.vehicles.models import Vehicle
from tests.sanbao.garage import certified, clerk, family_car, general, repaired, standing
from tests.world import NOON, TODAY, World

pytestmark = pytest.mark.req("WARR-03")
WHY = "变速器换了两次还是顿挫，要求换车"
REASONS = "累计修理 21 日，没有超过第二十四条规定的 30 日。"


@pytest.fixture
def car(world: World) -> Vehicle:
    """A car with more than thirty days of repair."""
    car = family_car(world)
    repaired(world, car, NOON - timedelta(days=100), hours=31 * 24, km=12_345)
    return car


@pytest.fixture
def asked(world: World, car: Vehicle) -> Request:
    """The owner wants another car."""
    return take(world, car)


def take(world: World, car: Vehicle, **said: Any) -> Request:
    """The owner's word, taken by the adviser."""
    values: dict[str, Any] = {
        "kind": "exchange",
        "words": WHY,
        "asked_at": NOON,
        "rule": "repair_days",
        **said,
    }
    return requests.take_request(world.adviser, world.north.pk, vehicle_id=car.pk, at=NOON, **values)


def agreed(world: World, row: Request, **said: Any) -> Request:
    """The service manager says yes."""
    return requests.agree_request(world.service_manager, row.pk, at=NOON, **{"km": 12_345, **said})


class TestTakeRequest:
    def test_both_deadlines_run_by_the_working_calendar(self, world: World, asked: Request) -> None:
        assert (asked.article, asked.state) == ("第二十四条第一款第四项", "asked")
        assert (asked.answer_by_on, asked.done_by_on) == (date(2026, 3, 16), date(2026, 3, 30))

    def test_a_weekend_worked_in_exchange_counts(self, world: World, car: Vehicle) -> None:
        row = take(world, car, asked_at=NOON - timedelta(days=20))
        assert row.answer_by_on == date(2026, 3, 2)

    @pytest.mark.parametrize(
        ("said", "says"),
        [
            ({"kind": "money"}, "换车还是退车"),
            ({"words": " "}, "原话"),
            ({"asked_at": NOON + timedelta(hours=1)}, "不能晚于"),
            ({"rule": "wheels"}, "没有这一项"),
        ],
    )
    def test_refuses_what_cannot_be(
        self, world: World, car: Vehicle, said: dict[str, Any], says: str
    ) -> None:
        with pytest.raises(Refused, match=says):
            take(world, car, **said)

    def test_is_found_by_its_number(self, world: World, asked: Request) -> None:
        assert [each.url for each in finder.find(world.adviser, asked.number.lower())] == [
            f"/sanbao/requests/{asked.pk}/"
        ]
        assert finder.find(world.stranger, asked.number) == []

    def test_one_at_a_time(self, world: World, car: Vehicle, asked: Request) -> None:
        with pytest.raises(OutOfTurn):
            take(world, car)

    def test_managers_are_told_until_it_is_answered(self, world: World, asked: Request) -> None:
        told = [each for each in todo.for_actor(world.service_manager, NOON) if each.act == "答复换退车"]
        assert ["2026-03-16" in each.why for each in told] == [True]
        late = todo.for_actor(general(world), NOON + timedelta(days=15))
        assert [each.urgent for each in late if each.act == "答复换退车"] == [True]

    def test_not_for_the_technician_nor_another_store(self, world: World, car: Vehicle) -> None:
        for actor in (world.technician, world.stranger):
            with pytest.raises(NotAllowed):
                requests.take_request(
                    actor,
                    world.north.pk,
                    vehicle_id=car.pk,
                    kind="return",
                    words=WHY,
                    asked_at=NOON,
                    at=NOON,
                )


class TestAgreeRequest:
    def test_says_who_bears_what(self, world: World, asked: Request) -> None:
        row = agreed(
            world, asked, fees=requests.Fees(Decimal("260.00"), Decimal("1500.00"), Decimal("300.00"))
        )
        assert (row.state, row.compensation) == ("agreed", Decimal("12345.00"))
        assert "200,000.00 元 × 行驶里程 12,345 公里" in row.sums[0]
        assert "2,060.00" in row.sums[1]

    def test_a_return_is_paid_back_less_the_use(self, world: World, car: Vehicle) -> None:
        row = agreed(world, take(world, car, kind="return"), fees=requests.Fees(Decimal(260)))
        assert row.refund == Decimal("187915.00")

    def test_no_compensation_for_the_first_days(self, world: World) -> None:
        car = family_car(world)
        repaired(world, car, NOON - timedelta(days=270), km=500)
        row = agreed(world, take(world, car, rule="first_days"), km=600)
        assert row.compensation == 0

    def test_asks_for_what_nobody_told(self, world: World, car: Vehicle) -> None:
        certified(world, car, price=None, use_factor=None, seen=1)
        row = take(world, car)
        with pytest.raises(Refused, match="车价款"):
            agreed(world, row)
        with pytest.raises(Refused, match="系数"):
            agreed(world, row, price=Decimal(100_000))

    @pytest.mark.parametrize(
        ("said", "says"),
        [
            ({"km": 12_000}, "12,345 公里"),
            ({"use_factor": Decimal("0.01")}, "不超过 0.5"),
            ({"fees": requests.Fees(Decimal(-1))}, "负数"),
        ],
    )
    def test_refuses_what_cannot_be(
        self, world: World, asked: Request, said: dict[str, Any], says: str
    ) -> None:
        with pytest.raises(Refused, match=says):
            agreed(world, asked, **said)

    def test_once_and_not_on_an_old_page(self, world: World, asked: Request) -> None:
        with pytest.raises(Changed):
            agreed(world, asked, seen=9)
        agreed(world, asked)
        with pytest.raises(OutOfTurn):
            agreed(world, asked)

    def test_not_for_the_adviser_nor_another_store(self, world: World, asked: Request) -> None:
        with pytest.raises(NotAllowed):
            requests.agree_request(world.adviser, asked.pk, km=12_345, at=NOON)
        with pytest.raises(Missing):
            requests.agree_request(world.southern_manager, asked.pk, km=12_345, at=NOON)


class TestRefuseRequest:
    def test_goes_out_with_its_reasons(self, world: World, asked: Request) -> None:
        with pytest.raises(Refused, match="说明理由"):
            requests.refuse_request(world.service_manager, asked.pk, words="不行", at=NOON)
        requests.refuse_request(world.service_manager, asked.pk, words=REASONS, at=NOON)
        letter = printing.letter(world.service_manager, asked.pk, at=NOON, address="http://h/")
        assert (letter.kind, letter.verdict, letter.reasons) == ("换车退车答复函", "不同意", REASONS)
        assert letter.pdf().startswith(b"%PDF")

    def test_not_for_the_clerk_nor_another_store(self, world: World, asked: Request) -> None:
        with pytest.raises(NotAllowed):
            requests.refuse_request(clerk(world), asked.pk, words=REASONS, at=NOON)
        with pytest.raises(Missing):
            requests.refuse_request(world.southern_manager, asked.pk, words=REASONS, at=NOON)


class TestReconsiderRequest:
    def test_the_days_go_on_from_the_first_word(self, world: World, asked: Request) -> None:
        with pytest.raises(OutOfTurn):
            requests.reconsider_request(world.service_manager, asked.pk, words="补充", at=NOON)
        requests.refuse_request(world.service_manager, asked.pk, words=REASONS, at=NOON)
        row = requests.reconsider_request(
            general(world), asked.pk, words="客户补了第二家店的修理记录", at=NOON + timedelta(days=3)
        )
        assert (row.state, row.answer_by_on, row.answered_at) == ("asked", asked.answer_by_on, None)

    def test_wants_a_reason_and_the_right(self, world: World, asked: Request) -> None:
        requests.refuse_request(world.service_manager, asked.pk, words=REASONS, at=NOON)
        with pytest.raises(Refused, match="为什么"):
            requests.reconsider_request(world.service_manager, asked.pk, words="", at=NOON)
        with pytest.raises(NotAllowed):
            requests.reconsider_request(world.adviser, asked.pk, words="补充", at=NOON)
        with pytest.raises(Missing):
            requests.reconsider_request(world.southern_manager, asked.pk, words="补充", at=NOON)


class TestWithdrawRequest:
    def test_the_owner_no_longer_wants_it(self, world: World, car: Vehicle, asked: Request) -> None:
        with pytest.raises(Refused, match="怎样撤回"):
            requests.withdraw_request(world.adviser, asked.pk, words="", at=NOON)
        row = requests.withdraw_request(world.adviser, asked.pk, words="签字的撤回单", at=NOON)
        assert row.state == "withdrawn"
        assert take(world, car).number != asked.number

    def test_not_for_the_technician_nor_another_store(self, world: World, asked: Request) -> None:
        with pytest.raises(NotAllowed):
            requests.withdraw_request(world.technician, asked.pk, words="电话", at=NOON)
        with pytest.raises(Missing):
            requests.withdraw_request(world.stranger, asked.pk, words="电话", at=NOON)


class TestTurnToReturn:
    def test_is_reckoned_anew(self, world: World, asked: Request) -> None:
        with pytest.raises(OutOfTurn):
            requests.turn_to_return(world.service_manager, asked.pk, words="没有同款", at=NOON)
        agreed(world, asked)
        row = requests.turn_to_return(world.service_manager, asked.pk, words="没有同款车", at=NOON)
        assert (row.kind, row.refund) == ("return", Decimal("187655.00"))
        with pytest.raises(Refused, match="已经是退车"):
            requests.turn_to_return(world.service_manager, asked.pk, words="没有同款车", at=NOON)

    def test_wants_a_reason_and_the_right(self, world: World, asked: Request) -> None:
        agreed(world, asked)
        with pytest.raises(Refused, match="为什么"):
            requests.turn_to_return(world.service_manager, asked.pk, words=" ", at=NOON)
        with pytest.raises(NotAllowed):
            requests.turn_to_return(world.adviser, asked.pk, words="没有同款", at=NOON)
        with pytest.raises(Missing):
            requests.turn_to_return(world.southern_manager, asked.pk, words="没有同款", at=NOON)


class TestCompleteRequest:
    NEW = "LSVAL41Z882104216"

    def test_the_new_car_begins_anew_and_the_old_one_is_marked(
        self, world: World, car: Vehicle, asked: Request
    ) -> None:
        agreed(world, asked)
        later = NOON + timedelta(days=10)
        row = requests.complete_request(
            world.service_manager,
            asked.pk,
            done_on=later.date(),
            new_vin=self.NEW,
            vin_reason="按合格证",
            at=later,
        )
        new = Certificate.objects.get(vehicle__vin=self.NEW)
        assert (row.state, row.new_vin, new.vehicle.invoiced_on) == ("done", self.NEW, later.date())
        assert standing(car).is_returned
        assert printing.letter(general(world), row.pk, at=later, address="http://h/").kind == "换车证明"

    def test_an_exchange_names_its_car(self, world: World, asked: Request) -> None:
        agreed(world, asked)
        with pytest.raises(Refused, match="新车车架号"):
            requests.complete_request(world.service_manager, asked.pk, done_on=TODAY, at=NOON)
        with pytest.raises(Refused, match="办结日期"):
            requests.complete_request(
                world.service_manager, asked.pk, done_on=TODAY + timedelta(days=1), at=NOON
            )
        asked.refresh_from_db()
        assert (asked.state, asked.proof) == ("agreed", "")

    def test_not_before_it_was_agreed_to(self, world: World, asked: Request) -> None:
        with pytest.raises(OutOfTurn):
            requests.complete_request(world.service_manager, asked.pk, done_on=TODAY, at=NOON)

    def test_not_for_the_adviser_nor_another_store(self, world: World, asked: Request) -> None:
        with pytest.raises(NotAllowed):
            requests.complete_request(world.adviser, asked.pk, done_on=TODAY, at=NOON)
        with pytest.raises(Missing):
            requests.complete_request(world.southern_manager, asked.pk, done_on=TODAY, at=NOON)
