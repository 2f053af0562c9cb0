"""A spare car or transport money from the sixth day of a repair."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from huichang.kernel import todo
from huichang.kernel.actor import Actor
from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.sanbao import queries, repairs, spare_cars
from huichang.sanbao.models import Repair, SpareCar
from tests.sanbao.garage import certified, clerk, family_car, repaired
from tests.world import NOON, World

pytestmark = pytest.mark.req("WARR-03")


@pytest.fixture
def long(world: World) -> Repair:
    """A repair that runs for six days and more."""
    return repaired(world, family_car(world), NOON - timedelta(days=6), hours=None)


def asked(actor: Actor, *, hours: float = 0) -> list[tuple[str, bool]]:
    """What somebody is told to do about spare cars, and whether it is urgent."""
    at = NOON + timedelta(hours=hours)
    return [(each.why, each.urgent) for each in todo.for_actor(actor, at) if each.act == "备用车"]


class TestWhoIsDue:
    @pytest.mark.parametrize(
        ("hours", "days", "due"), [(120, 5, False), (120 + 1 / 60, 6, True), (119, 5, False)]
    )
    def test_a_hundred_and_twenty_hours_are_five_days(
        self, world: World, hours: float, days: int, due: bool
    ) -> None:
        repair = repaired(world, family_car(world), NOON - timedelta(days=20), hours=hours)
        page = queries.repair_page(world.adviser, repair.pk, at=NOON)
        assert (page.days, page.spare_is_due) == (days, due)
        rows = queries.spares_page(world.adviser, at=NOON).due
        assert [row.over for row in rows] == ([True] if due else [])

    def test_waiting_for_parts_is_counted(self, world: World, long: Repair) -> None:
        assert queries.repair_page(world.adviser, long.pk, at=NOON).spare_is_due

    @pytest.mark.parametrize("why", ["business", "blame"])
    def test_nothing_is_due_for_business_or_what_the_owner_caused(
        self, world: World, long: Repair, why: str
    ) -> None:
        assert len(queries.spares_page(world.adviser, at=NOON).due) == 1
        if why == "business":
            certified(world, world.car, use="business", seen=1)
        else:
            repairs.establish_blame(clerk(world), long.pk, ground="misuse", words="泡水，照片三张", at=NOON)
        assert queries.spares_page(world.adviser, at=NOON).due == ()
        page = queries.repair_page(world.adviser, long.pk, at=NOON)
        assert (page.spare_is_due, page.is_outside) == (False, why == "business")
        assert asked(world.adviser) == []

    def test_its_adviser_is_told_on_the_fifth_day(self, world: World) -> None:
        repaired(world, family_car(world), NOON - timedelta(days=4), hours=None)
        assert asked(world.adviser) == []
        assert asked(world.adviser, hours=1) == [("修理第 5 日，超过 5 日起要提供备用车", False)]
        assert asked(world.adviser, hours=24 + 1) == [("修理第 6 日，客户应得备用车或交通补偿", True)]
        assert asked(world.service_manager, hours=25) != []


class TestProvideSpare:
    def test_a_car_with_its_evidence_ends_the_matter(self, world: World, long: Repair) -> None:
        row = spare_cars.provide_spare(
            world.adviser,
            long.pk,
            kind="car",
            since=NOON,
            plate="川A12345",
            km_out=30_100,
            words="借车协议 001",
            at=NOON,
        )
        assert (row.plate, row.km_out) == ("川A12345", 30_100)
        assert asked(world.adviser, hours=1) == []
        assert [each.card.is_out for each in queries.spares_page(world.adviser, at=NOON).out] == [True]

    @pytest.mark.parametrize(
        ("said", "says"),
        [
            ({"kind": "bicycle"}, "请选择"),
            ({"kind": "car"}, "车牌"),
            ({"kind": "money"}, "金额"),
            ({"kind": "money", "amount": Decimal(-1)}, "金额"),
            ({"kind": "declined"}, "凭据"),
            ({"kind": "money", "amount": Decimal(50), "since": NOON + timedelta(hours=1)}, "不能晚于"),
        ],
    )
    def test_refuses_what_is_not_whole(
        self, world: World, long: Repair, said: dict[str, Any], says: str
    ) -> None:
        with pytest.raises(Refused, match=says):
            spare_cars.provide_spare(world.adviser, long.pk, at=NOON, **{"since": NOON, **said})

    def test_one_car_goes_to_one_customer(self, world: World, long: Repair) -> None:
        said: dict[str, Any] = {"kind": "car", "since": NOON, "plate": "川A12345", "at": NOON}
        spare_cars.provide_spare(world.adviser, long.pk, **said)
        other = world.another_car()
        certified(world, other)
        second = repaired(world, other, NOON - timedelta(days=6), hours=None)
        with pytest.raises(OutOfTurn, match="另一位客户"):
            spare_cars.provide_spare(world.adviser, second.pk, **said)
        with pytest.raises(OutOfTurn, match="已经有一辆"):
            spare_cars.provide_spare(world.adviser, long.pk, **{**said, "plate": "川A54321"})

    def test_not_for_the_technician_nor_another_store(self, world: World, long: Repair) -> None:
        said: dict[str, Any] = {"kind": "money", "since": NOON, "amount": Decimal(100), "at": NOON}
        with pytest.raises(NotAllowed):
            spare_cars.provide_spare(world.technician, long.pk, **said)
        with pytest.raises(Missing):
            spare_cars.provide_spare(world.stranger, long.pk, **said)


class TestTakeSpareBack:
    @pytest.fixture
    def out(self, world: World, long: Repair) -> SpareCar:
        """A spare car that is out."""
        return spare_cars.provide_spare(
            world.adviser, long.pk, kind="car", since=NOON, plate="川A12345", km_out=100, at=NOON
        )

    def test_is_back_once(self, world: World, out: SpareCar) -> None:
        later = NOON + timedelta(days=3)
        spare_cars.take_spare_back(world.adviser, out.pk, until=later, km_in=340, at=later)
        out.refresh_from_db()
        assert (out.until, out.km_in) == (later, 340)
        with pytest.raises(OutOfTurn):
            spare_cars.take_spare_back(world.adviser, out.pk, until=later, at=later)

    def test_refuses_what_cannot_be(self, world: World, out: SpareCar) -> None:
        with pytest.raises(Refused, match="还车时间"):
            spare_cars.take_spare_back(world.adviser, out.pk, until=NOON - timedelta(days=1), at=NOON)
        with pytest.raises(Refused, match="100 公里"):
            spare_cars.take_spare_back(world.adviser, out.pk, until=NOON, km_in=99, at=NOON)

    def test_money_does_not_come_back(self, world: World, long: Repair) -> None:
        row = spare_cars.provide_spare(
            world.adviser, long.pk, kind="money", since=NOON, amount=Decimal(300), at=NOON
        )
        with pytest.raises(Refused, match="不用还车"):
            spare_cars.take_spare_back(clerk(world), row.pk, until=NOON, at=NOON)

    def test_not_for_the_technician_nor_another_store(self, world: World, out: SpareCar) -> None:
        with pytest.raises(NotAllowed):
            spare_cars.take_spare_back(world.technician, out.pk, until=NOON, at=NOON)
        with pytest.raises(Missing):
            spare_cars.take_spare_back(world.stranger, out.pk, until=NOON, at=NOON)
