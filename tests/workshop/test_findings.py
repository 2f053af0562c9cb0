"""Inspection points: states, remaining lives, risk; what is declined and what is left (LANE-13, LANE-14, LANE-16)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.vehicles import notices
from huichang.vehicles.models import Vehicle
from huichang.workshop import check_in, facts, findings, points, quoting
from huichang.workshop.models import Finding, Line, Order
from huichang.workshop.pricing import WantedJob, WantedLine
from huichang.workshop.queries import walks
from tests.stories import signature
from tests.workshop.lane_story import covered, opened, photo
from tests.world import NOON, World, minutes


def found(world: World, order: Order, point: str = "TREAD-LF", **more: object) -> Finding:
    values: dict[str, object] = {"value": Decimal("1.4"), **more}
    return findings.record_finding(world.adviser, order.pk, point=point, at=NOON, **values)  # type: ignore[arg-type]


@pytest.mark.req("LANE-13")
class TestRecordFinding:
    def test_a_measured_value_proposes_the_state_and_how_long_it_lasts(self, world: World) -> None:
        Vehicle.objects.filter(pk=world.car.pk).update(km_per_day=Decimal("40"))
        order = covered(world)
        tyre = found(world, order, value=Decimal("3.0"))
        assert (tyre.state, tyre.unit) == ("soon", "mm")
        assert (tyre.remaining_km, tyre.remaining_days) == (10_000, 250)
        assert tyre.risk.startswith("花纹过浅雨天排不了水")

    def test_a_red_value_is_used_up(self, world: World) -> None:
        tyre = found(world, covered(world))
        assert (tyre.state, tyre.remaining_days, tyre.remaining_km) == ("now", 0, 0)
        assert tyre.is_safety

    def test_what_was_seen_may_only_make_it_worse(self, world: World) -> None:
        order = covered(world)
        assert found(world, order, value=Decimal("6"), state="now").state == "now"
        with pytest.raises(Refused, match="测得 1.4 mm，已到“立即处理”，不能登记为“正常”"):
            found(world, order, state="ok")

    def test_red_points_are_a_technicians(self, world: World) -> None:
        order = covered(world)
        with pytest.raises(Refused, match="红色检查点，须由技师操作"):
            found(world, order, "PAD-F", value=Decimal("5"))
        assert found(world, order, "PAD-F", value=Decimal("5"), with_technician=True).state == "ok"
        pads = findings.record_finding(world.technician, order.pk, point="PAD-R", value=Decimal("3"), at=NOON)
        assert pads.state == "soon"

    def test_is_judged_by_eye_where_nothing_is_measured(self, world: World) -> None:
        order = covered(world)
        wiper = found(world, order, "WIPER-F", value=None, state="soon", photos=[photo()])
        assert (wiper.remaining_days, wiper.remaining_km) == (36, None)
        assert len(wiper.pictures) == 1
        with pytest.raises(Refused, match="请选择“前雨刮片与喷水”的状态"):
            found(world, order, "WIPER-F", value=None)
        with pytest.raises(Refused, match="没有测量值"):
            found(world, order, "WIPER-F", value=Decimal(1))

    def test_is_kept_once_and_changed_in_place(self, world: World) -> None:
        order = covered(world)
        found(world, order, photos=[photo()])
        changed = found(world, order, value=Decimal("5"), photos=[photo(10)])
        assert Finding.objects.count() == 1
        assert (changed.state, changed.risk, len(changed.pictures)) == ("ok", "", 2)

    def test_refuses_before_the_covers_wrong_values_and_foreign_points(self, world: World) -> None:
        order = opened(world)
        with pytest.raises(Refused, match="请先铺好"):
            found(world, order)
        check_in.covers_on(world.adviser, order.pk, items=["seat", "wheel", "mat"], at=NOON)
        with pytest.raises(Refused, match="0.0 到 12.0 mm"):
            found(world, order, value=Decimal("44"))
        for point in ("HV-SOH", "NOPE"):
            with pytest.raises(Missing, match="没有这个检查点"):
                found(world, order, point, value=Decimal(90))

    def test_is_not_for_every_post_nor_another_store(self, world: World) -> None:
        order = covered(world)
        with pytest.raises(NotAllowed):
            findings.record_finding(world.cashier, order.pk, point="WIPER-F", state="ok", at=NOON)
        with pytest.raises(Missing):
            findings.record_finding(world.stranger, order.pk, point="WIPER-F", state="ok", at=NOON)


@pytest.mark.req("LANE-16")
class TestDeclineFinding:
    def test_keeps_the_reason_and_for_safety_points_a_signature(self, world: World) -> None:
        order = covered(world)
        tyre = found(world, order)
        wiper = found(world, order, "CABIN-FILTER", value=None, state="soon")
        with pytest.raises(Refused, match="“左前轮胎花纹深度”涉及行车安全，请客户在屏幕上签字“已告知并拒修”"):
            findings.decline_finding(
                world.adviser, order.pk, finding_ids=[tyre.pk, wiper.pk], reason="price", at=NOON
            )
        findings.decline_finding(
            world.adviser,
            order.pk,
            finding_ids=[tyre.pk, wiper.pk],
            reason="price",
            signature=signature(),
            at=NOON,
        )
        first, second = walks.findings_of(order.pk)
        assert (first.outcome, first.decline_reason, first.signed) == ("declined", "价格超出预算", True)
        assert (second.outcome, second.signed) == ("declined", False)

    def test_refuses_without_reason_in_order_or_taken_up(self, world: World) -> None:
        order = covered(world)
        fine = found(world, order, value=Decimal("7"))
        wiper = found(world, order, "CABIN-FILTER", value=None, state="soon")
        decline = findings.decline_finding
        with pytest.raises(Refused, match="原因"):
            decline(world.adviser, order.pk, finding_ids=[wiper.pk], reason=" ", at=NOON)
        with pytest.raises(Refused, match="是正常的"):
            decline(world.adviser, order.pk, finding_ids=[fine.pk], reason="price", at=NOON)
        with pytest.raises(Missing):
            decline(world.adviser, order.pk, finding_ids=[wiper.pk, 999_999], reason="price", at=NOON)
        Finding.objects.filter(pk=wiper.pk).update(outcome="ordered")
        with pytest.raises(OutOfTurn, match="已列入维修"):
            decline(world.adviser, order.pk, finding_ids=[wiper.pk], reason="price", at=NOON)
        with pytest.raises(NotAllowed):
            decline(world.technician, order.pk, finding_ids=[wiper.pk], reason="price", at=NOON)
        with pytest.raises(Missing):
            decline(world.stranger, order.pk, finding_ids=[wiper.pk], reason="price", at=NOON)


@pytest.mark.req("LANE-16")
class TestReconsiderFinding:
    def test_the_customer_may_think_again(self, world: World) -> None:
        order = covered(world)
        wiper = found(world, order, "CABIN-FILTER", value=None, state="soon")
        with pytest.raises(OutOfTurn, match="没有登记过不做"):
            findings.reconsider_finding(world.adviser, order.pk, wiper.pk, at=NOON)
        findings.decline_finding(world.adviser, order.pk, finding_ids=[wiper.pk], reason="later", at=NOON)
        again = findings.reconsider_finding(world.adviser, order.pk, wiper.pk, at=NOON)
        assert (again.outcome, again.decline_reason) == ("open", "")
        with pytest.raises(Missing):
            findings.reconsider_finding(world.adviser, order.pk, 999_999, at=NOON)


@pytest.mark.req("LANE-16")
class TestAnnounceLeft:
    def test_tells_each_point_once_but_not_what_was_repaired(self, world: World, heard: list[object]) -> None:
        order = covered(world)
        tyre = found(world, order)
        found(world, order, "CABIN-FILTER", value=None, state="soon")
        found(world, order, "WIPER-F", value=None, state="ok")
        belt = found(world, order, "BELT", value=None, state="now")
        findings.decline_finding(
            world.adviser, order.pk, finding_ids=[tyre.pk], reason="price", signature=signature(), at=NOON
        )
        (job,) = quoting.add_jobs(
            world.adviser,
            order.pk,
            jobs=[WantedJob(lines=(WantedLine("labour", operation_id=world.operation.pk),))],
            finding_id=belt.pk,
            at=NOON,
        )
        Line.objects.filter(job=job).update(state="draft")
        assert findings.announce_left(order.pk, at=NOON) == 3
        left = {fact.name: fact for fact in heard if isinstance(fact, facts.FindingLeft)}
        assert left["左前轮胎花纹深度"].declined
        assert left["左前轮胎花纹深度"].reason == "价格超出预算"
        assert left["空调滤清器"].remaining_days == 36
        assert "前雨刮片与喷水" not in left

    @pytest.mark.req("LANE-14")
    def test_is_a_notice_at_the_next_visit_until_it_is_seen_in_order(self, world: World) -> None:
        order = covered(world)
        tyre = found(world, order)
        findings.decline_finding(
            world.adviser, order.pk, finding_ids=[tyre.pk], reason="price", signature=signature(), at=NOON
        )
        Order.objects.filter(pk=order.pk).update(state="cancelled")
        told = notices.about(world.car.pk, store_id=world.north.pk, at=NOON)
        assert [(one.text, one.tone) for one in told] == [
            ("左前轮胎花纹深度 1.4 mm（上次不做：价格超出预算，2026-03-02）", "act")
        ]
        assert notices.about(world.car.pk, store_id=world.south.pk, at=NOON) == []
        order.visit.left_at = NOON
        order.visit.save()
        again = covered(world, at=NOON + minutes(60))
        findings.record_finding(
            world.adviser, again.pk, point="TREAD-LF", value=Decimal("8"), at=NOON + minutes(61)
        )
        assert notices.about(world.car.pk, store_id=world.north.pk, at=NOON + minutes(62)) == []


@pytest.mark.req("LANE-13")
class TestPoints:
    def test_every_point_says_who_may_touch_it_and_what_is_at_risk(self) -> None:
        for point in points.by_code().values():
            assert point.touch in points.TOUCHES
            assert point.risk
            assert point.how

    def test_thresholds_themselves_count_as_worse(self) -> None:
        tread, fluid = points.by_code()["TREAD-LF"].measure, points.by_code()["BRAKE-FLUID"].measure
        assert tread is not None
        assert fluid is not None
        assert [tread.state(Decimal(value)) for value in ("1.6", "3.0", "3.1")] == ["now", "soon", "ok"]
        assert [fluid.state(Decimal(value)) for value in ("1.9", "2", "3")] == ["ok", "soon", "now"]

    @given(
        st.sampled_from([p for p in points.by_code().values() if p.measure and p.wear]),
        st.decimals(min_value=0, max_value=1, places=2),
        st.sampled_from(["petrol", "bev", "phev"]),
    )
    def test_more_wear_never_lasts_longer(self, point: points.Point, share: Decimal, energy: str) -> None:
        measure = point.measure
        assert measure is not None
        good, bad = (
            (measure.highest, measure.now) if measure.worse == "below" else (measure.lowest, measure.now)
        )
        value = bad + (good - bad) * share
        better = good
        lasts = [
            point.remaining(measure.state(each), each, energy=energy, km_per_day=Decimal(30)).days or 0
            for each in (value, better)
        ]
        assert 0 <= lasts[0] <= lasts[1]

    def test_electric_cars_spare_their_pads(self) -> None:
        pads = points.by_code()["PAD-F"]
        petrol, electric = (
            pads.remaining("ok", Decimal(8), energy=energy, km_per_day=None).km
            for energy in ("petrol", "bev")
        )
        assert (petrol, electric) == (27_272, 50_000)

    def test_a_diesel_car_has_the_points_of_a_petrol_car(self) -> None:
        assert points.for_car("diesel") == points.for_car("petrol")
        codes = {point.code for zone in points.for_car("bev") for point in zone.points}
        assert "HV-PACK" in codes
        assert "OIL" not in codes
