"""Delivery and the gate: everything explained and shown, safety points signed, a pass that works once."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connection, transaction

from huichang.kernel.models import Picture, PictureContent
from huichang.kernel.refusals import Changed, Missing, NotAllowed, OutOfTurn, Refused
from huichang.knowledge.models import Lesson
from huichang.vehicles import notices
from huichang.workshop import facts, handover, rules, settling
from huichang.workshop.facts import FindingLeft
from huichang.workshop.models import (
    Answer,
    ExtraWork,
    Finding,
    GatePass,
    Guarantee,
    Handover,
    Job,
    Order,
    Visit,
)
from huichang.workshop.queries import leaving
from huichang.workshop.states import OldPart, OrderState
from tests.stories import signature
from tests.workshop import floor
from tests.workshop.floor import BRAKES, Work
from tests.world import NOON, World, minutes

AT = NOON + timedelta(hours=3)
ALL = [code for code, _ in rules.DELIVERY_POINTS]


def deliver(world: World, order: Order, **change: object) -> Order:
    wanted = {
        "items": ALL,
        "old_parts": {line.pk: OldPart.LEFT for line in order.lines.filter(kind="part")},
        "next_service_on": date(2026, 9, 2),
        "next_service_km": 52_710,
        "score": 5,
        "at": AT,
        **change,
    }
    return handover.deliver_car(world.adviser, order.pk, **wanted)  # type: ignore[arg-type]


def left_point(
    world: World, order: Order, *, state: str = "now", outcome: str = "open", signed: bool = False
) -> Finding:
    picture = None
    if signed:
        content = PictureContent.objects.create(sha256="a" * 64, content=b"x")
        picture = Picture.objects.create(
            store=world.north,
            content=content,
            kind="signature",
            media_type="image/png",
            width=1,
            height=1,
            taken_at=NOON,
        )
    return Finding.objects.create(
        store=world.north,
        order=order,
        vehicle=world.car,
        point="PAD-F",
        name="前制动片",
        system="brake",
        state=state,
        is_safety=True,
        found_at=NOON,
        outcome=outcome,
        declined_signature=picture,
    )


def declined_by_phone(world: World, order: Order) -> ExtraWork:
    """Safety extra work that the customer did not want, on the phone."""
    extra = ExtraWork.objects.create(
        store=world.north,
        order=order,
        position=1,
        found_at=NOON,
        what="后制动管渗漏",
        is_safety=True,
        state="declined",
    )
    job = floor.add_job(order, floor.BRAKES, None)
    job.lines.update(state="declined", extra_work=extra)
    Job.objects.filter(pk=job.pk).update(state="dropped", extra_work=extra)
    Answer.objects.create(
        store=world.north,
        order=order,
        extra_work=extra,
        about="extra",
        via="phone",
        name="王",
        at=NOON,
        amount=0,
    )
    return extra


class TestDeliverCar:
    @pytest.mark.req("LANE-24", "LANE-62", "LANE-63")
    def test_hands_the_car_back(self, world: World) -> None:
        order = deliver(world, floor.settled(world))
        kept = Handover.objects.get(order=order)
        assert (order.state, order.delivered_at) == (OrderState.DELIVERED, AT)
        assert kept.items == ALL
        assert (kept.explained_by_id, kept.score) == (world.adviser.staff_id, 5)
        assert (kept.next_service_on, kept.next_service_km) == (date(2026, 9, 2), 52_710)

    @pytest.mark.req("LANE-70")
    def test_announces_it_to_follow_up_and_figures(self, world: World, heard: list[object]) -> None:
        order = deliver(world, floor.settled(world))
        assert (
            facts.OrderDelivered(
                world.north.pk,
                order.pk,
                world.car.pk,
                world.wang.pk,
                order.adviser_id,
                "maintenance",
                45_210,
                AT,
            )
            in heard
        )

    @pytest.mark.req("LANE-62")
    def test_says_what_becomes_of_every_old_part(self, world: World) -> None:
        order = floor.settled(world, Work(parts=((world.filter, 1), (world.oil, 1))))
        first, second = order.lines.filter(kind="part").order_by("pk")
        deliver(world, order, old_parts={first.pk: "taken", second.pk: "none"})
        assert list(order.lines.filter(kind="part").order_by("pk").values_list("old_part", flat=True)) == [
            "taken",
            "none",
        ]

    @pytest.mark.req("LANE-62")
    def test_refuses_an_old_part_that_nobody_decided_about(self, world: World) -> None:
        order = floor.settled(world, Work(parts=((world.filter, 1),)))
        with pytest.raises(Refused, match="“机油滤清器”的旧件去向还没有选"):
            deliver(world, order, old_parts={})
        with pytest.raises(Refused, match="旧件去向不对"):
            deliver(world, order, old_parts={order.lines.get(kind="part").pk: "eaten"})

    @pytest.mark.req("LANE-63")
    def test_refuses_an_unfinished_checklist(self, world: World) -> None:
        with pytest.raises(Refused, match="座椅套、方向盘套、脚垫已取下"):
            deliver(world, floor.settled(world), items=[code for code in ALL if code != "covers"])

    def test_does_not_ask_for_a_wash_that_nobody_wanted(self, world: World) -> None:
        order = floor.settled(world)
        Order.objects.filter(pk=order.pk).update(wash=False)
        assert deliver(world, order, items=[code for code in ALL if code != "washed"]).state == "delivered"

    @pytest.mark.req("LANE-62")
    @pytest.mark.parametrize(
        ("state", "outcome"), [("now", "open"), ("now", "declined"), ("soon", "declined")]
    )
    def test_keeps_a_car_with_an_unsigned_safety_point(self, world: World, state: str, outcome: str) -> None:
        order = floor.settled(world)
        left_point(world, order, state=state, outcome=outcome)
        with pytest.raises(Refused, match="安全项目没有修，也没有客户签字：前制动片"):
            deliver(world, order)

    @pytest.mark.req("LANE-62")
    def test_lets_it_go_with_the_signature(self, world: World) -> None:
        order = floor.settled(world)
        left_point(world, order, outcome="declined", signed=True)
        assert deliver(world, order).state == OrderState.DELIVERED

    @pytest.mark.req("LANE-16", "LANE-62")
    def test_takes_one_signature_for_what_was_declined_without_one(self, world: World) -> None:
        order = floor.settled(world)
        found = left_point(world, order, outcome="declined")
        extra = declined_by_phone(world, order)
        assert leaving.delivery(world.adviser, order.pk, at=AT).to_sign == ("前制动片", "后制动管渗漏")
        with pytest.raises(Refused, match="前制动片、后制动管渗漏"):
            deliver(world, order)
        assert deliver(world, order, safety_signature=signature()).state == OrderState.DELIVERED
        found.refresh_from_db()
        answer = Answer.objects.get(extra_work=extra, signature__isnull=False)
        assert (found.declined_signature_id, answer.words) == (answer.signature_id, "已告知并拒修")

    @pytest.mark.req("LANE-16")
    def test_asks_for_no_second_signature(self, world: World) -> None:
        order = floor.settled(world)
        extra = declined_by_phone(world, order)
        Answer.objects.filter(extra_work=extra).update(
            signature=left_point(world, order, outcome="declined", signed=True).declined_signature
        )
        assert deliver(world, order).state == OrderState.DELIVERED

    @pytest.mark.req("LANE-62")
    def test_is_explained_by_the_adviser_who_took_the_car_in(self, world: World) -> None:
        order = floor.settled(world)
        call = {"items": ALL, "old_parts": {}, "at": AT}
        with pytest.raises(Refused, match="接车的服务顾问是北服务顾问"):
            handover.deliver_car(world.service_manager, order.pk, **call)  # type: ignore[arg-type]
        handover.deliver_car(world.service_manager, order.pk, instead="顾问下班", **call)  # type: ignore[arg-type]
        assert Handover.objects.get(order=order).explained_by_id == world.service_manager.staff_id

    @pytest.mark.req("LANE-70")
    def test_proposes_what_it_taught_as_knowledge(self, world: World) -> None:
        order = deliver(world, floor.settled(world, BRAKES))
        lesson = Lesson.objects.get()
        assert (lesson.order_number, lesson.system, lesson.cause) == (order.number, "brake", "正常磨损")

    @pytest.mark.req("LANE-70")
    def test_announces_what_is_left_unrepaired(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        order = floor.settled(world)
        finding = left_point(world, order, outcome="declined", signed=True)
        left: list[FindingLeft] = []
        monkeypatch.setattr("huichang.workshop.findings.announce", left.append)
        deliver(world, order)
        assert [(each.finding_id, each.declined, each.is_safety) for each in left] == [
            (finding.pk, True, True)
        ]

    def test_takes_no_score_where_the_customer_would_not_say(self, world: World) -> None:
        order = deliver(world, floor.settled(world), score=None)
        assert Handover.objects.get(order=order).score is None

    def test_refuses_a_score_that_is_none(self, world: World) -> None:
        with pytest.raises(Refused, match="1 到 5"):
            deliver(world, floor.settled(world), score=6)

    @pytest.mark.req("LANE-52")
    def test_starts_the_guarantee_on_the_day_of_leaving(self, world: World) -> None:
        order = floor.settled(world)
        deliver(world, order, at=AT + timedelta(days=2))
        guarantee = Guarantee.objects.get(order=order)
        assert (guarantee.from_on, guarantee.until_on) == (date(2026, 3, 4), date(2026, 3, 14))

    def test_is_stopped_by_a_notice_that_blocks(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        def recall(vehicle_id: int, store_id: int, at: object) -> list[notices.Notice]:
            return [notices.Notice("recall", "制动液召回未执行", "act", blocks=True)]

        monkeypatch.setattr(notices, "_MAY_BLOCK", [recall])
        with pytest.raises(OutOfTurn, match="不能交车：制动液召回未执行"):
            deliver(world, floor.settled(world))

    @pytest.mark.req("LANE-24")
    @pytest.mark.parametrize(
        "state", ["draft", "signed", "in_work", "waiting", "done", "checked", "delivered", "cancelled"]
    )
    def test_is_out_of_turn_before_settlement(self, world: World, state: str) -> None:
        order = floor.settled(world)
        Order.objects.filter(pk=order.pk).update(state=state)
        with pytest.raises(OutOfTurn, match="不能交车"):
            deliver(world, order)

    def test_is_not_for_technicians(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            handover.deliver_car(world.technician, floor.settled(world).pk, items=ALL, old_parts={}, at=AT)

    def test_does_not_exist_for_another_store(self, world: World) -> None:
        with pytest.raises(Missing):
            handover.deliver_car(world.stranger, floor.settled(world).pk, items=ALL, old_parts={}, at=AT)

    def test_says_who_changed_it_since_the_page_was_opened(self, world: World) -> None:
        order = floor.settled(world)
        with pytest.raises(Changed):
            deliver(world, order, seen=order.version - 1)

    def test_takes_fifteen_statements_at_most_one_of_them_for_recalls(self, world: World) -> None:
        order = floor.settled(world, Work(parts=((world.filter, 1), (world.oil, 1))))
        call = {
            "items": ALL,
            "old_parts": {line.pk: "left" for line in order.lines.filter(kind="part")},
            "at": AT,
        }
        actor = world.adviser
        with floor.statements(15):
            handover.deliver_car(actor, order.pk, **call)  # type: ignore[arg-type]


class TestIssueGatePass:
    @pytest.mark.req("LANE-63")
    def test_exists_only_when_everything_is_settled(self, world: World) -> None:
        order = floor.worked(world, floor.signed(world))
        with pytest.raises(OutOfTurn, match="还没有结清"):
            handover.issue_gate_pass(order.pk, at=AT)

    def test_is_made_once_however_often_it_is_asked_for(self, world: World) -> None:
        order = floor.settled(world)
        first = handover.issue_gate_pass(order.pk, at=AT)
        assert handover.issue_gate_pass(order.pk, at=AT + minutes(1)).pk == first.pk
        assert first.number == "GP2603020001"
        assert len(first.token) >= 24


class TestRenewGatePass:
    @pytest.mark.req("LANE-63")
    def test_voids_the_lost_one(self, world: World) -> None:
        order = floor.settled(world)
        lost = handover.issue_gate_pass(order.pk, at=AT)
        found = handover.renew_gate_pass(world.adviser, order.pk, at=AT + minutes(5))
        lost.refresh_from_db()
        assert (lost.void_at, found.void_at) == (AT + minutes(5), None)
        deliver(world, order)
        with pytest.raises(OutOfTurn, match="另开了新的"):
            handover.scan_gate_pass(world.greeter, lost.token, at=AT + minutes(9))
        assert handover.scan_gate_pass(world.greeter, found.token, at=AT + minutes(9)).plate == "川A8F6K2"

    def test_is_out_of_turn_when_the_car_has_left(self, world: World) -> None:
        order = floor.settled(world)
        gate_pass = handover.issue_gate_pass(order.pk, at=AT)
        deliver(world, order)
        handover.scan_gate_pass(world.greeter, gate_pass.token, at=AT)
        with pytest.raises(OutOfTurn, match="已经放行"):
            handover.renew_gate_pass(world.adviser, order.pk, at=AT)

    def test_is_not_for_greeters(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            handover.renew_gate_pass(world.greeter, floor.settled(world).pk, at=AT)

    def test_does_not_exist_for_another_store(self, world: World) -> None:
        with pytest.raises(Missing):
            handover.renew_gate_pass(world.stranger, floor.settled(world).pk, at=AT)


class TestScanGatePass:
    def ready(self, world: World) -> GatePass:
        order = floor.settled(world)
        gate_pass = handover.issue_gate_pass(order.pk, at=AT)
        deliver(world, order)
        return gate_pass

    @pytest.mark.req("LANE-63")
    def test_lets_the_car_out(self, world: World, heard: list[object]) -> None:
        gate_pass = self.ready(world)
        leaving = handover.scan_gate_pass(world.greeter, f" {gate_pass.token} ", at=AT + minutes(5))
        assert (leaving.plate, leaving.order_number) == ("川A8F6K2", gate_pass.order.number)
        visit = Visit.objects.get(order=gate_pass.order_id)
        assert visit.left_at == AT + minutes(5)
        assert Order.objects.get(pk=gate_pass.order_id).parked_at_id is None
        assert facts.CarLeft(world.north.pk, gate_pass.order_id, visit.pk, AT + minutes(5)) in heard

    @pytest.mark.req("LANE-63")
    def test_works_once_and_says_when_and_by_whom_it_was_used(self, world: World) -> None:
        gate_pass = self.ready(world)
        handover.scan_gate_pass(world.greeter, gate_pass.token, at=AT + minutes(5))
        with pytest.raises(OutOfTurn, match="已在 03月02日 15:05 由北引导员放行过") as refusal:
            handover.scan_gate_pass(world.greeter, gate_pass.token, at=AT + minutes(6))
        assert "联系服务顾问北服务顾问" in str(refusal.value)

    @pytest.mark.req("LANE-63")
    def test_is_void_when_the_settlement_is_taken_back(self, world: World) -> None:
        order = floor.settled(world)
        gate_pass = handover.issue_gate_pass(order.pk, at=AT)
        settling.mark_unsettled(order.pk, at=AT)
        with pytest.raises(OutOfTurn, match="已经作废"):
            handover.scan_gate_pass(world.greeter, gate_pass.token, at=AT)

    @pytest.mark.req("LANE-63")
    def test_waits_for_the_delivery(self, world: World) -> None:
        gate_pass = handover.issue_gate_pass(floor.settled(world).pk, at=AT)
        with pytest.raises(OutOfTurn, match="还没有办理交车"):
            handover.scan_gate_pass(world.greeter, gate_pass.token, at=AT)

    @pytest.mark.req("LANE-63")
    def test_runs_out(self, world: World) -> None:
        gate_pass = self.ready(world)
        with pytest.raises(OutOfTurn, match="已过有效期"):
            handover.scan_gate_pass(world.greeter, gate_pass.token, at=AT + timedelta(days=8))

    @pytest.mark.parametrize("code", ["", "GP-nonsense"])
    def test_does_not_know_other_codes(self, world: World, code: str) -> None:
        self.ready(world)
        with pytest.raises(Missing, match="本店没有这张出门证，请不要放行"):
            handover.scan_gate_pass(world.greeter, code, at=AT)

    def test_does_not_exist_for_another_store(self, world: World) -> None:
        gate_pass = self.ready(world)
        with pytest.raises(Missing, match="本店没有这张出门证"):
            handover.scan_gate_pass(world.actor("greeter", world.south), gate_pass.token, at=AT)

    def test_is_not_for_advisers(self, world: World) -> None:
        gate_pass = self.ready(world)
        with pytest.raises(NotAllowed):
            handover.scan_gate_pass(world.adviser, gate_pass.token, at=AT)


@pytest.mark.django_db(transaction=True)
class TestOnePassScannedTwiceAtOnce:
    @pytest.mark.req("LANE-63")
    def test_opens_the_gate_once(self) -> None:
        world = World()
        order = floor.settled(world)
        with transaction.atomic():
            gate_pass = handover.issue_gate_pass(order.pk, at=AT)
        deliver(world, order)
        actors = [world.greeter, world.service_manager]
        start, outcomes = threading.Barrier(2), ["", ""]

        def scan(index: int) -> None:
            start.wait()
            try:
                handover.scan_gate_pass(actors[index], gate_pass.token, at=AT)
                outcomes[index] = "open"
            except OutOfTurn as refusal:
                outcomes[index] = str(refusal)
            finally:
                connection.close()

        threads = [threading.Thread(target=scan, args=(index,)) for index in (0, 1)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(text[:6] for text in outcomes) == ["open", "这张出门证已"]
