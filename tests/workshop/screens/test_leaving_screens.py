"""Checks, delivery, the wall, comebacks as pages: what they show and do, in how few statements."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils.timezone import now
from pytest_django import DjangoAssertNumQueries

from huichang.company.roles import BayKind
from huichang.workshop import floor_papers, handover, settling
from huichang.workshop.models import (
    Comeback,
    GatePass,
    Guarantee,
    Handover,
    Line,
    Order,
    QualityCheck,
)
from tests.clock import Clock
from tests.web import page, post, signed_in
from tests.workshop import floor
from tests.workshop.floor import BRAKES, OIL, Work
from tests.world import World, minutes

MOST = 12


def car(world: World, number: int) -> Order:
    """One more car on the floor, signed half an hour ago."""
    vehicle = world.another_car(f"川C3000{number}", vin=f"LSVAL41Z88210440{number}")
    return floor.signed(
        world,
        BRAKES,
        OIL,
        vehicle=vehicle,
        signed_at=now() - minutes(30),
        promised_at=now() + timedelta(hours=5),
    )


@pytest.mark.req("LANE-50", "LANE-51", "LANE-52")
class TestInspection:
    def test_lists_what_waits_in_few_statements(
        self, world: World, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        floor.worked(world, floor.signed(world, BRAKES))
        client = signed_in(world.inspector)
        with django_assert_max_num_queries(MOST):
            text = page(client, "/workshop/inspection/")
        assert '待终检 <span class="muted">1 台' in text
        assert "缺互检：更换前制动片" in text
        assert "要路试" in text

    def test_compares_passes_and_parks(
        self, world: World, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        order = floor.worked(world, floor.signed(world, Work(parts=((world.filter, 1),))))
        client = signed_in(world.inspector)
        with django_assert_max_num_queries(MOST):
            text = page(client, f"/workshop/inspection/{order.pk}/")
        assert "领 <b>1</b> / 收 <b>1 件</b>" in text
        place = floor.bay(world, BayKind.FINISHED).pk
        answer = post(
            client,
            f"/workshop/inspection/{order.pk}/pass/",
            version=order.version,
            checked=floor.final_points(order),
            lines=[line.pk for line in order.lines.all()],
            parked_at=place,
            washed="on",
        )
        assert answer["Location"] == "/workshop/inspection/"
        order.refresh_from_db()
        assert (order.state, order.parked_at_id) == ("checked", place)
        assert "质检合格，停 竣工1" in page(client, "/workshop/inspection/")

    def test_shows_parts_that_differ(self, world: World) -> None:
        order = floor.worked(world, floor.signed(world, Work(parts=((world.filter, 2),))))
        Line.objects.filter(order=order, kind="part").update(issued=1)
        assert "check-differs" in page(signed_in(world.inspector), f"/workshop/inspection/{order.pk}/")

    def test_keeps_the_road_test(self, world: World) -> None:
        order = floor.worked(world, floor.signed(world, Work(repair_type="repair", system="engine")))
        client = signed_in(world.inspector)
        said = {
            "checked": floor.final_points(order),
            "lines": [line.pk for line in order.lines.all()],
            "road_from": 45_210,
            "road_to": 45_216,
            "road_results": ["正常", "无异响"],
        }
        refused = post(client, f"/workshop/inspection/{order.pk}/pass/", **said)
        assert "请选择一起路试的技师" in refused.content.decode()
        post(
            client,
            f"/workshop/inspection/{order.pk}/pass/",
            road_technician=world.technician.staff_id,
            **said,
        )
        kept = QualityCheck.objects.get(order=order, level="final").road_test
        assert (kept["to_km"], kept["result"]) == (45_216, "正常、无异响")

    def test_sends_back_with_cause_and_person(self, world: World) -> None:
        job = floor.job_of(floor.worked(world, floor.signed(world)))
        client = signed_in(world.inspector)
        said = {"job": job.pk, "cause": "noise", "blame": "diagnosis", "words": "左前"}
        post(client, "/workshop/inspection/fail/", responsible=world.technician.staff_id, **said)
        failed = QualityCheck.objects.get(passed=False)
        assert (failed.cause, failed.note) == ("有异响（诊断有误）", "左前")
        assert "有异响（诊断有误）" in page(client, "/workshop/inspection/")

    def test_is_done_by_a_peer_on_a_page_of_its_own(
        self, world: World, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        job = floor.job_of(floor.worked(world, floor.signed(world, BRAKES)))
        client = signed_in(world.team_leader)
        with django_assert_max_num_queries(MOST):
            page(client, f"/workshop/inspection/peer/{job.pk}/")
        post(client, f"/workshop/inspection/peer/{job.pk}/pass/", checked=floor.peer_points(job))
        assert QualityCheck.objects.filter(level="peer", passed=True).exists()
        post(client, "/workshop/inspection/peer/fail/", job=job.pk, words="扭力不足")
        job.refresh_from_db()
        assert job.state == "planned"

    def test_tells_who_did_the_work_that_they_may_not_check_it(self, world: World) -> None:
        job = floor.job_of(floor.worked(world, floor.signed(world, BRAKES)))
        assert "自己做的作业不能由自己互检" in page(
            signed_in(world.technician), f"/workshop/inspection/peer/{job.pk}/"
        )

    def test_moves_and_washes_the_car(self, world: World) -> None:
        order = floor.worked(world, floor.signed(world))
        client = signed_in(world.adviser)
        place = floor.bay(world, BayKind.FINISHED, 3).pk
        post(client, f"/workshop/inspection/{order.pk}/park/", bay=place)
        answer = post(client, f"/workshop/inspection/{order.pk}/washed/", back="/workshop/delivery/")
        order.refresh_from_db()
        assert (order.parked_at_id, order.washed_at is not None) == (place, True)
        assert answer["Location"] == "/workshop/delivery/"
        foreign = post(client, f"/workshop/inspection/{order.pk}/washed/", back="//elsewhere.example/")
        assert foreign["Location"] == "/workshop/inspection/"


@pytest.mark.req("LANE-62", "LANE-63")
class TestDelivery:
    def test_lists_mine_first_in_few_statements(
        self, world: World, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        floor.settled(world)
        client = signed_in(world.adviser)
        with django_assert_max_num_queries(MOST):
            text = page(client, "/workshop/delivery/")
        assert "竣工1" in text
        assert "交车" in text

    def test_explains_shows_and_hands_over(
        self, world: World, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        order = floor.settled(world, Work(parts=((world.filter, 1),)))
        with transaction.atomic():
            handover.issue_gate_pass(order.pk, at=now())
        client = signed_in(world.adviser)
        with django_assert_max_num_queries(MOST):
            text = page(client, f"/workshop/delivery/{order.pk}/")
        for words in ("正常磨损", "质保 10 天或 2,000 公里", "机油滤清器", "客户放弃", "很满意", "座椅套"):
            assert words in text
        part = order.lines.get(kind="part")
        said = {
            f"old-{part.pk}": "taken",
            "version": order.version,
            "items": [
                "covers",
                "washed",
                "explained",
                "old_parts",
                "next_service",
                "remaining",
                "belongings",
            ],
            "next_service_on": "2026-09-02",
            "next_service_km": "52710",
            "score": "4",
        }
        answer = post(client, f"/workshop/delivery/{order.pk}/deliver/", **said)
        assert answer["Location"] == f"/workshop/delivery/{order.pk}/"
        assert Handover.objects.get(order=order).score == 4
        done = page(client, f"/workshop/delivery/{order.pk}/")
        assert "<svg" in done
        assert GatePass.objects.get(order=order).number in done

    def test_says_why_it_cannot_be_handed_over(self, world: World) -> None:
        order = floor.checked(world, floor.worked(world, floor.signed(world)), at=now())
        assert "请客户先到收银台付款" in page(signed_in(world.adviser), f"/workshop/delivery/{order.pk}/")

    def test_renews_a_lost_pass(self, world: World) -> None:
        order = floor.settled(world)
        with transaction.atomic():
            lost = handover.issue_gate_pass(order.pk, at=now())
        post(signed_in(world.adviser), f"/workshop/delivery/{order.pk}/renew/")
        lost.refresh_from_db()
        assert lost.void_at is not None

    @pytest.mark.parametrize(
        "paper", ["dispatch-slip", "quality-check", "certificate", "gate-pass", "gate-pass/?width=80mm"]
    )
    def test_prints_its_documents(self, world: World, paper: str) -> None:
        order = floor.settled(world, BRAKES)
        with transaction.atomic():
            handover.issue_gate_pass(order.pk, at=now())
        path = f"/workshop/orders/{order.pk}/{paper}" + ("" if "?" in paper else "/")
        answer = signed_in(world.adviser).get(path)
        assert answer["Content-Type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF")

    def test_the_slip_of_finished_work_says_who_did_it(self, world: World) -> None:
        order = floor.settled(world, BRAKES)
        slip = floor_papers.dispatch_slip(world.adviser, order.pk, at=now(), address="http://test")
        assert {item.technicians for item in slip.items} == {world.staff("technician").name}

    def test_prints_no_certificate_before_the_check(self, world: World) -> None:
        order = floor.worked(world, floor.signed(world))
        assert signed_in(world.adviser).get(f"/workshop/orders/{order.pk}/certificate/").status_code == 409
        assert signed_in(world.adviser).get(f"/workshop/orders/{order.pk}/gate-pass/").status_code == 404


@pytest.mark.req("LANE-33")
class TestWall:
    def test_shows_stage_and_time_by_masked_plate_and_no_name(
        self, world: World, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        floor.settled(world)
        for number in range(3):
            car(world, number)
        client = signed_in(world.greeter)
        with django_assert_max_num_queries(MOST):
            text = page(client, "/workshop/wall/")
        assert "**6K2" in text
        assert "8F6K2" not in text
        assert "王建国" not in text
        assert "请到接待台取车" in text
        assert 'data-live="15"' in text


class TestComebacks:
    @pytest.fixture(autouse=True)
    def at_noon(self, clock: Clock) -> None:
        """The car leaves and comes back on one day, whatever the hour of the test."""

    def twice(self, world: World) -> tuple[Order, Order]:
        """The brakes were repaired, the car left and is back for them."""
        at = floor.present(world)
        first = floor.checked(
            world, floor.worked(world, floor.signed(world, BRAKES), at=at - timedelta(hours=3)), at=at
        )
        first.visit.left_at = at
        first.visit.save()
        return first, floor.signed(world, BRAKES, signed_at=at)

    @pytest.mark.req("LANE-53")
    def test_are_suspected_on_the_order_marked_and_decided(self, world: World) -> None:
        first, again = self.twice(world)
        Line.objects.filter(order=again).update(state="draft", answer=None)
        Order.objects.filter(pk=again.pk).update(state="draft")
        adviser = signed_in(world.adviser)
        text = page(adviser, f"/workshop/orders/{again.pk}/comebacks/")
        assert "算返修" in text
        assert "先定是不是返修" in text
        assert "不算返修" not in text
        guarantee = Guarantee.objects.get(order=first)
        job = floor.job_of(again)
        post(adviser, f"/workshop/comebacks/job/{job.pk}/mark/", guarantee=guarantee.pk)
        assert "已算返修，对客户免费" in page(adviser, f"/workshop/orders/{again.pk}/comebacks/")
        manager = signed_in(world.service_manager)
        assert "待裁定" in page(manager, "/workshop/comebacks/")
        post(manager, f"/workshop/comebacks/job/{job.pk}/decide/", is_free="no", cause="tool")
        assert Comeback.objects.get().is_free is False
        assert "客户付费" in page(manager, "/workshop/comebacks/")

    @pytest.mark.req("LANE-53")
    def test_are_taken_up_at_the_check_in_in_one_touch(self, world: World) -> None:
        first, again = self.twice(world)
        floor.job_of(again).delete()
        Order.objects.filter(pk=again.pk).update(state="draft")
        adviser = signed_in(world.adviser)
        assert f"/workshop/orders/{again.pk}/comebacks/?next=" in page(
            adviser, f"/workshop/check-in/{again.pk}/"
        )
        back = f"/workshop/check-in/{again.pk}/"
        text = page(adviser, f"/workshop/orders/{again.pk}/comebacks/?next={back}")
        assert "客户为同一毛病来的" in text
        answer = post(
            adviser,
            f"/workshop/orders/{again.pk}/comebacks/take-up/",
            guarantee=Guarantee.objects.get(order=first).pk,
            next=back,
        )
        assert answer.headers["Location"] == back
        assert Comeback.objects.get().job.order_id == again.pk

    @pytest.mark.req("LANE-53")
    def test_are_no_comebacks_when_the_manager_says_so(self, world: World) -> None:
        first, again = self.twice(world)
        manager = signed_in(world.service_manager)
        assert "不算返修，客户付费" in page(manager, f"/workshop/orders/{again.pk}/comebacks/")
        post(
            manager,
            f"/workshop/comebacks/job/{floor.job_of(again).pk}/reject/",
            guarantee=Guarantee.objects.get(order=first).pk,
            cause="wear",
        )
        assert "裁定由客户付费（正常磨损）" in page(manager, f"/workshop/orders/{again.pk}/comebacks/")

    def test_are_counted_against_their_causes(self, world: World) -> None:
        first, again = self.twice(world)
        manager = signed_in(world.service_manager)
        guarantee = Guarantee.objects.get(order=first)
        post(manager, f"/workshop/comebacks/job/{floor.job_of(again).pk}/mark/", guarantee=guarantee.pk)
        text = page(manager, "/workshop/comebacks/")
        assert "为什么又来" in text
        assert "待裁定" in text

    def test_are_not_decided_by_advisers(self, world: World) -> None:
        assert "裁定</span>" not in page(signed_in(world.adviser), "/workshop/comebacks/")


class TestTelling:
    @pytest.mark.req("LANE-33")
    def test_notes_that_the_customer_knows(self, world: World) -> None:
        order = floor.signed(world)
        answer = post(signed_in(world.adviser), f"/workshop/orders/{order.pk}/told/", back="home")
        order.refresh_from_db()
        assert order.told_at is not None
        assert answer["Location"] == "/"


def test_somebody_elses_store_sees_nothing(world: World) -> None:
    order = floor.settled(world)
    client = signed_in(world.southern_manager)
    for path in ("delivery", "inspection"):
        assert client.get(f"/workshop/{path}/{order.pk}/").status_code == 404
    assert "川A" not in page(client, "/workshop/dispatch/")
    with transaction.atomic():
        settling.mark_unsettled(order.pk, at=now())
    assert client.get(f"/workshop/orders/{order.pk}/quality-check/").status_code == 404
