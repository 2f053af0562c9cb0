"""Which car it is: plate and VIN, plates with history, owners, search."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connection, transaction

from huichang.engines import vin as vins
from huichang.kernel.refusals import Changed, Missing, NotAllowed, Refused
from huichang.vehicles import queries, registration
from huichang.vehicles.models import PlateHistory, Vehicle
from tests.world import NOON, World

GOOD_VIN = vins.make_valid("LSVNV133", "P", "2", "012345").text
DOUBTED_VIN = GOOD_VIN[:8] + ("1" if GOOD_VIN[8] != "1" else "2") + GOOD_VIN[9:]


@pytest.mark.req("CARE-02", "LANE-12")
class TestRegisterVehicle:
    def test_opens_a_file_with_owner(self, world: World) -> None:
        car = registration.register_vehicle(
            world.adviser,
            store_id=world.north.pk,
            plate="川a·d12345",
            vin=GOOD_VIN.lower(),
            brand="远岚",
            series="E3",
            energy="bev",
            customer_id=world.wang.pk,
            at=NOON,
        )
        card = queries.card(world.adviser, car.pk, at=NOON)
        assert (card.brief.plate, card.brief.plate_kind, card.brief.vin) == ("川AD12345", "green", GOOD_VIN)
        assert [(person.name, person.role_says) for person in card.people] == [("王建国", "车主")]

    def test_refuses_a_car_that_has_a_file(self, world: World) -> None:
        with pytest.raises(Refused, match="车牌 川A8F6K2 已经有档案了"):
            registration.register_vehicle(world.adviser, store_id=world.north.pk, plate="川A8F6K2", at=NOON)

    def test_refuses_a_vin_of_sixteen_places(self, world: World) -> None:
        with pytest.raises(Refused, match="现在是 16 位，还差 1 位"):
            registration.register_vehicle(world.adviser, store_id=world.north.pk, vin=GOOD_VIN[:16], at=NOON)

    def test_takes_a_wrong_check_digit_only_with_a_reason(self, world: World) -> None:
        with pytest.raises(Refused, match="校验位应为"):
            registration.register_vehicle(world.adviser, store_id=world.north.pk, vin=DOUBTED_VIN, at=NOON)
        car = registration.register_vehicle(
            world.adviser, store_id=world.north.pk, vin=DOUBTED_VIN, vin_reason="已核对车架钢印", at=NOON
        )
        assert queries.card(world.adviser, car.pk, at=NOON).vin_doubts

    def test_takes_an_unknown_plate_form_only_as_a_special_plate(self, world: World) -> None:
        with pytest.raises(Refused, match="仍按特殊号牌登记"):
            registration.register_vehicle(world.adviser, store_id=world.north.pk, plate="试123", at=NOON)
        car = registration.register_vehicle(
            world.adviser, store_id=world.north.pk, plate="试123", special_reason="试验车", at=NOON
        )
        assert (car.plate, car.plate_kind) == ("试123", "white")

    def test_refuses_nothing_and_wrong_particulars(self, world: World) -> None:
        for values, says in (
            ({}, "至少一项"),
            ({"plate": "川A11111", "energy": "steam"}, "请从给出的选项中选择"),
            ({"plate": "川A11111", "model_year": 1900}, "年款不对"),
            ({"plate": "川A11111", "colour": "红" * 21}, "最多 20 个字"),
            ({"plate": "川A11111", "owner": "x"}, "没有“owner”这一项"),
            (
                {"plate": "川A11111", "sold_on": date(2024, 2, 1), "licensed_on": date(2024, 1, 1)},
                "不能早于购车",
            ),
        ):
            with pytest.raises(Refused, match=says):
                registration.register_vehicle(world.adviser, store_id=world.north.pk, at=NOON, **values)  # type: ignore[arg-type]

    def test_is_not_for_every_post_and_not_for_another_store(self, world: World) -> None:
        for actor in (world.technician, world.stranger):
            with pytest.raises(NotAllowed):
                registration.register_vehicle(actor, store_id=world.north.pk, plate="川A11111", at=NOON)


class TestRecord:
    def test_finds_the_car_by_plate_or_vin_and_completes_it(self, world: World) -> None:
        first = registration.record(plate="川A11111", at=NOON)
        assert registration.record(plate="川A·11111", vin=GOOD_VIN, at=NOON) == first
        assert registration.record(vin=GOOD_VIN, at=NOON) == first

    def test_a_new_plate_on_a_known_vin_keeps_the_old_one_in_history(self, world: World) -> None:
        assert registration.record(plate="川A22222", vin=world.car.vin, at=NOON) == world.car.pk
        assert PlateHistory.objects.get(vehicle=world.car).plate == "川A8F6K2"
        assert [one.id for one in queries.find(world.adviser, "川A8F6K2")] == [world.car.pk]

    def test_refuses_plate_and_vin_of_two_cars(self, world: World) -> None:
        other = world.another_car()
        with pytest.raises(Refused, match="两辆不同的车"):
            registration.record(plate=world.car.plate, vin=other.vin, at=NOON)
        with pytest.raises(Refused, match="尾号是 104202"):
            registration.record(plate=world.car.plate, vin=GOOD_VIN, at=NOON)

    def test_reads_the_energy_from_a_new_energy_plate(self, world: World) -> None:
        assert Vehicle.objects.get(pk=registration.record(plate="川AD12345", at=NOON)).energy == "bev"
        assert Vehicle.objects.get(pk=registration.record(plate="川AF12345", at=NOON)).energy == "phev"


@pytest.mark.django_db(transaction=True)
class TestRecordAtOnce:
    def test_two_desks_registering_one_car_get_one_file(self) -> None:
        made: list[int] = []
        barrier = threading.Barrier(2)

        def work() -> None:
            barrier.wait()
            with transaction.atomic():
                made.append(registration.record(plate="川A33333", at=NOON))
            connection.close()

        threads = [threading.Thread(target=work) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(made) == 2
        assert len(set(made)) == 1


@pytest.mark.req("CARE-02")
class TestChangePlate:
    def test_keeps_the_old_plate_with_its_last_day(self, world: World) -> None:
        registration.change_plate(world.adviser, world.car.pk, plate="川AD88888", at=NOON, seen=1)
        card = queries.card(world.adviser, world.car.pk, at=NOON)
        assert (card.brief.plate, card.brief.plate_kind) == ("川AD88888", "green")
        assert [(old.plate, old.until) for old in card.plates] == [("川A8F6K2", date(2026, 3, 2))]

    def test_refuses_another_cars_plate_until_it_is_taken_over(self, world: World) -> None:
        other = world.another_car()
        with pytest.raises(Refused, match="登记在另一辆车"):
            registration.change_plate(world.adviser, world.car.pk, plate=other.plate, at=NOON)
        registration.change_plate(world.adviser, world.car.pk, plate=other.plate, taken_over=True, at=NOON)
        other.refresh_from_db()
        assert other.plate == ""
        with pytest.raises(Refused, match="没有变化"):
            registration.change_plate(world.adviser, world.car.pk, plate="川A66L88", at=NOON)

    def test_refuses_an_old_page_and_other_posts(self, world: World) -> None:
        with pytest.raises(Changed):
            registration.change_plate(world.adviser, world.car.pk, plate="川AD88888", at=NOON, seen=9)
        with pytest.raises(NotAllowed):
            registration.change_plate(world.technician, world.car.pk, plate="川AD88888", at=NOON)
        with pytest.raises(Missing):
            registration.change_plate(world.adviser, 999_999, plate="川AD88888", at=NOON)


@pytest.mark.req("CARE-02")
class TestChangeVehicle:
    def test_changes_particulars_with_history(self, world: World) -> None:
        registration.change_vehicle(
            world.adviser, world.car.pk, changes={"colour": "极夜黑", "use": "company"}, at=NOON, seen=1
        )
        event = queries.history(world.adviser, world.car.pk)[0]
        assert {(change.label, change.before, change.after) for change in event.changes} == {
            ("颜色", "珍珠白", "极夜黑"),
            ("使用性质", "家用", "公务/单位"),
        }


@pytest.mark.req("CARE-02", "LANE-12")
class TestSetVin:
    def test_asks_why_it_differs(self, world: World) -> None:
        with pytest.raises(Refused, match="与车上的不同"):
            registration.set_vin(world.adviser, world.car.pk, vin=GOOD_VIN, at=NOON)
        changed = registration.set_vin(
            world.adviser, world.car.pk, vin=GOOD_VIN, reason="已核对行驶证", at=NOON
        )
        assert changed.vin == GOOD_VIN
        other = world.another_car()
        with pytest.raises(Refused, match="登记在 川A8F6K2 名下"):
            registration.set_vin(world.adviser, other.pk, vin=GOOD_VIN, reason="x", at=NOON)


class TestUnite:
    def test_the_old_file_takes_plate_and_readings_of_the_new_one(self, world: World) -> None:
        new = registration.record(plate="川A99999", at=NOON)
        registration.unite(world.car.pk, new, at=NOON)
        world.car.refresh_from_db()
        assert world.car.plate == "川A99999"
        assert not Vehicle.objects.filter(pk=new).exists()

    def test_refuses_two_vins_and_unknown_files(self, world: World) -> None:
        other = world.another_car()
        with pytest.raises(Refused, match="车架号不同"):
            registration.unite(world.car.pk, other.pk, at=NOON)
        with pytest.raises(Missing):
            registration.unite(world.car.pk, 999_999, at=NOON)


class TestFind:
    def test_by_plate_tail_vin_tail_and_whole_plate(self, world: World) -> None:
        for typed in ("6K2", "8f6k2", "川A8F6K2", "104202"):
            assert [one.id for one in queries.find(world.adviser, typed)] == [world.car.pk], typed
        assert queries.find(world.adviser, "K2") == []

    def test_by_the_beginning_of_the_plate_as_it_is_read_aloud(self, world: World) -> None:
        for typed in ("8F6", "8f6k", "川A8F6", "川A·8F6K"):
            assert [one.id for one in queries.find(world.adviser, typed)] == [world.car.pk], typed
        assert queries.find(world.adviser, "川B8F6") == []

    def test_answers_by_index(self, world: World) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            wanted = queries.found_by("8F6K2")
            assert wanted is not None
            sql, values = Vehicle.objects.filter(wanted)[:8].query.sql_with_params()
            cursor.execute(f"EXPLAIN {sql}", values)
            plan = "\n".join(line for (line,) in cursor.fetchall())
        assert "plate_tail" in plan
        assert "plate_front" in plan
        assert "vin_tail" in plan
        assert "Seq Scan on vehicles_vehicle" not in plan

    def test_the_day_of_a_reading_tells_what_it_shows_today(self, world: World) -> None:
        Vehicle.objects.filter(pk=world.car.pk).update(km_per_day=40)
        card = queries.card(world.adviser, world.car.pk, at=NOON + timedelta(days=10))
        assert card.expected_km == 45_210 + 130 * 40
