"""The walk round the car: covers first, VIN and mileage, every step saved at once, the signature (LANE-12)."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from huichang.kernel.refusals import Changed, Missing, NotAllowed, OutOfTurn, Refused
from huichang.vehicles import registration
from huichang.vehicles.models import Vehicle
from huichang.workshop import arrival, check_in, points, reception, walk
from huichang.workshop.models import CheckIn, Finding, Order
from huichang.workshop.queries import walks
from tests.stories import signature
from tests.workshop.lane_story import COVERS, covered, opened, photo
from tests.world import NOON, World


@pytest.mark.req("LANE-12")
class TestCoversOn:
    def test_come_before_anything_else(self, world: World) -> None:
        order = opened(world)
        adviser = world.adviser
        steps: list[Callable[[], object]] = [
            lambda: check_in.record_identity(adviser, order.pk, vin=world.car.vin, odometer=45_300, at=NOON),
            lambda: check_in.record_level(adviser, order.pk, fuel_eighths=4, at=NOON),
            lambda: check_in.mark_damage(adviser, order.pk, marks=[], at=NOON),
            lambda: check_in.record_zone(adviser, order.pk, zone="front", at=NOON),
            lambda: check_in.record_belongings(adviser, order.pk, items=[], at=NOON),
            lambda: check_in.sign_check_in(adviser, order.pk, signature=signature(), at=NOON),
        ]
        for step in steps:
            with pytest.raises(Refused, match="请先铺好座椅套、方向盘套和脚垫"):
                step()

    def test_all_three_are_needed(self, world: World) -> None:
        order = opened(world)
        with pytest.raises(Refused, match="还没有铺好：脚垫"):
            check_in.covers_on(world.adviser, order.pk, items=["seat", "wheel"], at=NOON)
        kept = check_in.covers_on(world.adviser, order.pk, items=COVERS, at=NOON)
        assert kept.covers_on_at == NOON

    def test_is_not_for_every_post_and_not_for_another_store(self, world: World) -> None:
        order = opened(world)
        with pytest.raises(NotAllowed):
            check_in.covers_on(world.greeter, order.pk, items=COVERS, at=NOON)
        with pytest.raises(Missing):
            check_in.covers_on(world.stranger, order.pk, items=COVERS, at=NOON)


@pytest.mark.req("LANE-12")
class TestRecordIdentity:
    def test_keeps_vin_plate_and_kilometres(self, world: World) -> None:
        order = covered(world)
        check_in.record_identity(world.adviser, order.pk, vin=world.car.vin, odometer=45_900, at=NOON)
        order.refresh_from_db()
        world.car.refresh_from_db()
        assert (order.odometer, world.car.odometer) == (45_900, 45_900)

    def test_refuses_a_vin_of_sixteen_places(self, world: World) -> None:
        order = covered(world)
        with pytest.raises(Refused, match="现在是 16 位，还差 1 位"):
            check_in.record_identity(
                world.adviser, order.pk, vin=world.car.vin[:16], odometer=45_900, at=NOON
            )

    def test_a_wrong_check_digit_needs_a_reason(self, world: World) -> None:
        Vehicle.objects.filter(pk=world.car.pk).update(vin="")
        order = covered(world)
        doubted = "LSVAL41Z982104202"
        with pytest.raises(Refused, match="校验位应为"):
            check_in.record_identity(world.adviser, order.pk, vin=doubted, odometer=45_900, at=NOON)
        check_in.record_identity(
            world.adviser, order.pk, vin=doubted, vin_reason="checked_by_frame", odometer=45_900, at=NOON
        )
        world.car.refresh_from_db()
        assert (world.car.vin, world.car.vin_reason) == (doubted, "已核对车架钢印")

    def test_fewer_kilometres_need_a_reason(self, world: World) -> None:
        order = covered(world)
        with pytest.raises(Refused, match="不能低于上次的 45,210 公里"):
            check_in.record_identity(world.adviser, order.pk, vin=world.car.vin, odometer=900, at=NOON)
        kept = check_in.record_identity(
            world.adviser,
            order.pk,
            vin=world.car.vin,
            odometer=900,
            odometer_reason="cluster_replaced",
            at=NOON,
        )
        assert kept.odometer_reason == "更换过仪表"

    def test_a_new_plate_at_the_gate_and_an_old_file_by_vin_are_one_car(self, world: World) -> None:
        visit = arrival.greet_car(world.greeter, plate="川AD00001", phone="13800138001", at=NOON)
        reception.complete_arrival(
            world.adviser, visit.pk, car={"series": "R5"}, name="王建国", phone="13800138001", at=NOON
        )
        order = reception.open_order(world.adviser, visit.pk, at=NOON).order
        check_in.covers_on(world.adviser, order.pk, items=COVERS, at=NOON)
        check_in.record_identity(world.adviser, order.pk, vin=world.car.vin, odometer=45_900, at=NOON)
        order.refresh_from_db()
        visit.refresh_from_db()
        world.car.refresh_from_db()
        assert order.vehicle_id == visit.vehicle_id == world.car.pk
        assert (world.car.plate, Vehicle.objects.count()) == ("川AD00001", 1)

    def test_a_vin_that_another_cars_file_has_is_refused(self, world: World) -> None:
        order = covered(world)
        other = world.another_car()
        with pytest.raises(Refused, match="登记在 川A66L88 名下"):
            check_in.record_identity(world.adviser, order.pk, vin=other.vin, odometer=45_900, at=NOON)

    def test_a_new_plate_is_taken_over_with_history(self, world: World) -> None:
        order = covered(world)
        check_in.record_identity(
            world.adviser, order.pk, vin=world.car.vin, plate="川AD12345", odometer=45_900, at=NOON
        )
        world.car.refresh_from_db()
        assert world.car.plate == "川AD12345"
        taken = registration.record(plate="川A55555", at=NOON)
        assert taken
        with pytest.raises(Refused, match="登记在另一辆车"):
            check_in.record_identity(
                world.adviser, order.pk, vin=world.car.vin, plate="川A55555", odometer=45_900, at=NOON
            )

    def test_of_another_tablet_is_not_overwritten_unseen(self, world: World) -> None:
        order = covered(world)
        told = {"vin": world.car.vin, "odometer": 45_900, "at": NOON}
        check_in.record_identity(world.adviser, order.pk, seen="", **told)
        with pytest.raises(Changed):
            check_in.record_identity(world.adviser, order.pk, seen="", **told)


@pytest.mark.req("LANE-12")
class TestRecordLevel:
    def test_takes_eighths_or_per_cent(self, world: World) -> None:
        order = covered(world)
        kept = check_in.record_level(world.adviser, order.pk, fuel_eighths=5, at=NOON)
        assert kept.fuel_eighths == 5
        kept = check_in.record_level(world.adviser, order.pk, fuel_eighths=2, battery_percent=76, at=NOON)
        assert kept.battery_percent == 76

    @pytest.mark.parametrize(
        ("level", "says"),
        [({}, "请记录"), ({"fuel_eighths": 9}, "0 到 8"), ({"battery_percent": 101}, "0 到 100")],
    )
    def test_refuses_what_a_gauge_cannot_show(self, world: World, level: dict[str, int], says: str) -> None:
        order = covered(world)
        with pytest.raises(Refused, match=says):
            check_in.record_level(world.adviser, order.pk, at=NOON, **level)

    def test_of_another_tablet_is_not_overwritten_unseen(self, world: World) -> None:
        order = covered(world)
        check_in.record_level(world.adviser, order.pk, fuel_eighths=4, seen="", at=NOON)
        with pytest.raises(Changed):
            check_in.record_level(world.adviser, order.pk, fuel_eighths=5, seen="", at=NOON)


@pytest.mark.req("LANE-12")
class TestMarkDamage:
    def test_keeps_marks_and_photos(self, world: World) -> None:
        order = covered(world)
        marks = [{"side": "left", "x": 0.41, "y": 0.55, "kind": "scratch"}]
        check_in.mark_damage(world.adviser, order.pk, marks=marks, photos=[photo(), photo(90)], at=NOON)
        card = walks.check_in(world.adviser, order.pk)
        assert [mark["side"] for mark in card.damages] == ["left"]
        assert len(card.photos_of("damage")) == 2

    def test_refuses_marks_off_the_drawing_too_many_and_no_pictures(self, world: World) -> None:
        order = covered(world)
        for wrong in (
            {"side": "left", "x": 1.4, "y": 0, "kind": "dent"},
            {"side": "x", "x": 0, "y": 0, "kind": "dent"},
        ):
            with pytest.raises(Refused, match="不在车身图上"):
                check_in.mark_damage(world.adviser, order.pk, marks=[wrong], at=NOON)
        many = [{"side": "left", "x": 0.4, "y": 0.5, "kind": "scratch"}] * 61
        with pytest.raises(Refused, match="最多标记 60 处"):
            check_in.mark_damage(world.adviser, order.pk, marks=many, at=NOON)
        with pytest.raises(Refused, match="不是能打开的照片"):
            check_in.mark_damage(world.adviser, order.pk, marks=[], photos=[b"no picture"], at=NOON)
        with pytest.raises(Refused, match="一次最多 6 张"):
            check_in.mark_damage(world.adviser, order.pk, marks=[], photos=[photo()] * 7, at=NOON)

    @pytest.mark.req("PLAT-31")
    def test_does_not_wipe_out_the_marks_of_another_tablet(self, world: World) -> None:
        order = covered(world)
        left = [{"side": "left", "x": 0.4, "y": 0.5, "kind": "scratch"}]
        check_in.mark_damage(world.adviser, order.pk, marks=left, seen="", at=NOON)
        with pytest.raises(Changed, match="北服务顾问在 12:00 已经保存过这一步"):
            check_in.mark_damage(world.service_manager, order.pk, marks=[], seen="", at=NOON)
        seen = walks.check_in(world.adviser, order.pk).step("damage").mark
        check_in.mark_damage(world.service_manager, order.pk, marks=[], seen=seen, at=NOON)


@pytest.mark.req("LANE-12", "LANE-13")
class TestRecordZone:
    def test_the_rest_of_a_zone_is_in_order_but_red_points_wait_for_a_technician(self, world: World) -> None:
        order = covered(world)
        check_in.record_zone(world.adviser, order.pk, zone="engine_bay", at=NOON)
        touched = {points.by_code()[code].touch for code in Finding.objects.values_list("point", flat=True)}
        assert touched == {"yellow", "black"}
        check_in.record_zone(world.adviser, order.pk, zone="engine_bay", with_technician=True, at=NOON)
        assert Finding.objects.filter(point="AUX-BELT", state="ok").exists()

    def test_a_zone_can_wait_for_the_lift(self, world: World) -> None:
        order = covered(world)
        check_in.record_zone(world.adviser, order.pk, zone="underbody", later=True, at=NOON)
        step = walks.check_in(world.adviser, order.pk).step("underbody")
        assert (step.done, step.later) == (True, True)
        assert not Finding.objects.exists()
        with pytest.raises(Missing, match="没有这个检查区域"):
            check_in.record_zone(world.adviser, order.pk, zone="wings", at=NOON)


@pytest.mark.req("LANE-12")
class TestRecordBelongings:
    def test_keeps_what_lies_in_the_car(self, world: World) -> None:
        order = covered(world)
        kept = check_in.record_belongings(
            world.adviser, order.pk, items=["spare", "key"], note="后备箱有高尔夫球杆", at=NOON
        )
        assert (kept.belongings, kept.belongings_note) == (["key", "spare"], "后备箱有高尔夫球杆")
        with pytest.raises(Refused, match="清单里没有"):
            check_in.record_belongings(world.adviser, order.pk, items=["piano"], at=NOON)

    def test_of_another_tablet_are_not_overwritten_unseen(self, world: World) -> None:
        order = covered(world)
        check_in.record_belongings(world.adviser, order.pk, items=[], seen="", at=NOON)
        with pytest.raises(Changed):
            check_in.record_belongings(world.adviser, order.pk, items=[], seen="", at=NOON)


def walked(world: World) -> Order:
    """An order whose every step but the signature is done."""
    order = covered(world)
    adviser = world.adviser
    check_in.record_identity(adviser, order.pk, vin=world.car.vin, odometer=45_900, at=NOON)
    check_in.record_level(adviser, order.pk, fuel_eighths=4, at=NOON)
    check_in.mark_damage(adviser, order.pk, marks=[], at=NOON)
    for step in walk.steps_of("petrol"):
        if step.zone is not None:
            check_in.record_zone(adviser, order.pk, zone=step.key, later=step.key == "underbody", at=NOON)
    check_in.record_belongings(adviser, order.pk, items=["key"], at=NOON)
    return order


@pytest.mark.req("LANE-12")
class TestSignCheckIn:
    def test_closes_the_walk_with_the_customers_name(self, world: World) -> None:
        order = walked(world)
        kept = check_in.sign_check_in(
            world.adviser, order.pk, signature=signature(), at=NOON + timedelta(minutes=9)
        )
        assert kept.signed_name == "王建国"
        card = walks.check_in(world.adviser, order.pk)
        assert all(step.done for step in card.steps)
        assert card.locked
        with pytest.raises(OutOfTurn, match="已经在环检单上签字"):
            check_in.mark_damage(world.adviser, order.pk, marks=[], at=NOON)

    def test_an_empty_signature_is_refused(self, world: World) -> None:
        order = walked(world)
        for nothing in ("", "data:image/png;base64,", "x"):
            with pytest.raises(Refused, match="签名|签字"):
                check_in.sign_check_in(world.adviser, order.pk, signature=nothing, at=NOON)

    def test_names_what_was_not_walked(self, world: World) -> None:
        order = covered(world)
        with pytest.raises(Refused, match="还没有做完：车辆、油量、外观、左前"):
            check_in.sign_check_in(world.adviser, order.pk, signature=signature(), at=NOON)

    def test_what_was_done_on_one_tablet_goes_on_at_another(self, world: World) -> None:
        order = covered(world)
        check_in.record_level(world.adviser, order.pk, fuel_eighths=4, at=NOON)
        card = walks.check_in(world.service_manager, order.pk)
        assert card.fuel_eighths == 4
        assert card.first_open == "identity"
        assert CheckIn.objects.count() == 1


class TestCheckInCard:
    def test_is_missing_elsewhere_and_not_for_every_post(self, world: World) -> None:
        order = opened(world)
        with pytest.raises(Missing):
            walks.check_in(world.stranger, order.pk)
        with pytest.raises(NotAllowed):
            walks.check_in(world.cashier, order.pk)
