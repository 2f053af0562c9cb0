"""Dispatch, bench and clock as pages: what they show and do, in how few statements."""

import html
import re
from datetime import timedelta

import pytest
from django.utils.timezone import localdate, localtime, now
from pytest_django import DjangoAssertNumQueries

from huichang.company.models import Team
from huichang.company.roles import Role, Skill
from huichang.knowledge import faults
from huichang.knowledge.models import FaultUse, HelpRequest, Tool, ToolLoan
from huichang.workshop import clock, inspection
from huichang.workshop.models import (
    Assignment,
    Clock,
    ExtraWork,
    Job,
    Order,
)
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


def mine(world: World, *works: Work) -> Job:
    """My car's first job, given to the technician now."""
    at = floor.present(world)
    order = floor.signed(world, *works, signed_at=at - minutes(30), promised_at=at + timedelta(hours=5))
    return floor.given(world, floor.job_of(order), at=at)


@pytest.mark.req("LANE-30", "LANE-34")
class TestDispatch:
    def test_proposes_technician_bay_and_time_in_few_statements(
        self, world: World, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        floor.present(world)
        for number in range(4):
            car(world, number)
        client = signed_in(world.dispatcher)
        with django_assert_max_num_queries(MOST):
            text = page(client, "/workshop/dispatch/")
        assert "待派 <b>8</b>" in text
        assert "北维修技师" in text
        assert "机电1 · 现在" in text
        with django_assert_max_num_queries(MOST):
            assert "机电一组 · 机电、电器" in page(client, "/workshop/dispatch/?by=technician")

    def test_gives_a_job_out_by_one_touch_and_takes_it_back(self, world: World) -> None:
        floor.present(world)
        job = floor.job_of(car(world, 1))
        client = signed_in(world.dispatcher)
        bay = floor.bay(world).pk
        post(
            client, f"/workshop/dispatch/job/{job.pk}/assign/", technician=world.technician.staff_id, bay=bay
        )
        given = Assignment.objects.get(job=job)
        assert (given.bay_id, given.is_open) == (bay, True)
        text = page(client, "/workshop/dispatch/")
        assert "已派给北维修技师" in text
        assert f"/workshop/dispatch/assignment/{given.pk}/release/" in text
        post(client, f"/workshop/dispatch/assignment/{given.pk}/release/")
        assert not Assignment.objects.get(job=job).is_open

    def test_offers_others_and_says_why_not(
        self, world: World, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        floor.present(world)
        floor.another_technician(world, "n.hv", "高伟", Skill.HIGH_VOLTAGE)
        job = floor.job_of(car(world, 1))
        client = signed_in(world.dispatcher)
        with django_assert_max_num_queries(MOST):
            text = page(client, f"/workshop/dispatch/job/{job.pk}/")
        assert "没有机电技能" in text
        assert "现在空闲" in text

    def test_moves_what_is_given_out(self, world: World) -> None:
        job = mine(world, BRAKES)
        given = Assignment.objects.get(job=job)
        client = signed_in(world.dispatcher)
        text = page(client, f"/workshop/dispatch/job/{job.pk}/?assignment={given.pk}")
        assert "撤回派工" in text
        later = (now() + timedelta(hours=1)).isoformat()
        post(
            client,
            f"/workshop/dispatch/assignment/{given.pk}/reassign/",
            technician=world.team_leader.staff_id,
            bay=floor.bay(world, number=2).pk,
            starts_at=later,
            minutes=45,
        )
        given.refresh_from_db()
        assert (given.technician_id, given.bay_id) == (
            world.team_leader.staff_id,
            floor.bay(world, number=2).pk,
        )
        assert given.period.upper - given.period.lower == minutes(45)

    def test_shows_a_promise_in_danger_before_it_is_broken(self, world: World) -> None:
        at = floor.present(world)
        floor.signed(world, BRAKES, promised_at=at + minutes(30), signed_at=at - minutes(10), wash=False)
        text = page(signed_in(world.dispatcher), "/workshop/dispatch/")
        assert "floor-alarm" in text
        assert "预计超时 <b>1</b> 台" in text

    def test_is_seen_by_technicians_but_not_theirs_to_press(self, world: World) -> None:
        floor.present(world)
        job = floor.job_of(car(world, 1))
        answer = post(
            signed_in(world.technician),
            f"/workshop/dispatch/job/{job.pk}/assign/",
            technician=world.technician.staff_id,
        )
        assert answer.status_code == 403
        assert "由别人派工" in page(signed_in(world.technician), "/workshop/dispatch/")

    def test_is_an_advisers_who_leads_the_team(self, world: World) -> None:
        floor.present(world, Role.ADVISER)
        Team.objects.update(led_by_adviser=True, adviser=world.staff(Role.ADVISER))
        job = floor.job_of(car(world, 1))
        assert "北维修技师" in page(signed_in(world.adviser), "/workshop/dispatch/")
        assert "由别人派工" in page(signed_in(world.dispatcher), f"/workshop/dispatch/job/{job.pk}/")


@pytest.mark.req("LANE-32")
class TestBench:
    def test_shows_my_job_in_few_statements(
        self, world: World, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        job = mine(world, Work(title="更换机油机滤", parts=((world.filter, 1),)), BRAKES)
        floor.given(world, floor.job_of(job.order, 2), at=now() + timedelta(hours=1))
        client = signed_in(world.technician)
        with django_assert_max_num_queries(MOST):
            text = page(client, "/workshop/bench/")
        for words in ("川", "机电1", "刹车有点响", "机油滤清器", "已领", "开工", "其他作业", "更换前制动片"):
            assert words in text

    def test_starts_pauses_and_finishes(self, world: World) -> None:
        job = mine(world)
        client = signed_in(world.technician)
        post(client, f"/workshop/bench/{job.pk}/start/")
        assert "作业中" in page(client, "/workshop/bench/")
        post(client, f"/workshop/bench/{job.pk}/pause/", reason="meal")
        assert "暂停：用餐" in page(client, f"/workshop/bench/{job.pk}/")
        post(client, f"/workshop/bench/{job.pk}/start/")
        assert "机油变质" in page(client, f"/workshop/bench/{job.pk}/finishing/")
        said = {
            "cause": ["到保养周期", "机油变质"],
            "correction": ["更换"],
            "checked": floor.self_points(job),
        }
        answer = post(client, f"/workshop/bench/{job.pk}/finish/", cause_words="略有乳化", **said)
        assert answer["Location"] == "/workshop/bench/"
        job.refresh_from_db()
        assert (job.state, job.cause) == ("done", "到保养周期、机油变质、略有乳化")
        assert "补写报告" in page(client, "/workshop/bench/")

    def test_starts_in_another_bay_when_its_own_is_taken(self, world: World) -> None:
        job = mine(world)
        client = signed_in(world.technician)
        assert "换工位" in page(client, "/workshop/bench/")
        post(client, f"/workshop/bench/{job.pk}/start/", bay=floor.bay(world, number=3).pk)
        assert Clock.objects.get(job=job).bay_id == floor.bay(world, number=3).pk

    def test_says_why_a_job_cannot_be_finished_yet(self, world: World) -> None:
        job = mine(world)
        client = signed_in(world.technician)
        post(client, f"/workshop/bench/{job.pk}/start/")
        answer = post(client, f"/workshop/bench/{job.pk}/finish/", cause=["磨损"], correction=["更换"])
        assert answer.status_code == 422
        assert "自检还有" in answer.content.decode()

    def test_writes_the_report_again(self, world: World) -> None:
        job = floor.job_of(floor.worked(world, floor.signed(world)))
        client = signed_in(world.technician)
        assert "正常磨损" in page(client, f"/workshop/bench/{job.pk}/report/")
        post(client, f"/workshop/bench/{job.pk}/report/amend/", cause="机油乳化", correction="更换并检查缸垫")
        job.refresh_from_db()
        assert job.cause == "机油乳化"

    def test_reports_what_was_found_and_asks_for_a_part(self, world: World) -> None:
        job = mine(world)
        client = signed_in(world.technician)
        post(client, f"/workshop/bench/{job.pk}/start/")
        found = f"/workshop/bench/order/{job.order_id}/found/"
        post(client, found, what="右前减振器漏油", point_state="now", is_safety="on", system="suspension")
        post(client, f"/workshop/bench/order/{job.order_id}/part/", part="放油螺塞垫片", quantity="1")
        first, second = ExtraWork.objects.filter(order=job.order_id).order_by("position")
        assert (first.what, first.point_state, first.is_safety) == ("右前减振器漏油", "now", True)
        assert second.what == "需要配件：放油螺塞垫片 × 1"
        assert "右前减振器漏油" in page(client, "/workshop/bench/")

    @pytest.mark.req("PEOPLE-30")
    def test_leads_to_what_is_known_about_the_fault(self, world: World) -> None:
        faults.load_starting_content()
        job = mine(world)
        Job.objects.filter(pk=job.pk).update(concern="早上冷车抖")
        client = signed_in(world.technician)
        link = re.search(
            r'href="(/knowledge/[^"]+from=job[^"]*)"', page(client, f"/workshop/bench/{job.pk}/")
        )
        assert link
        case = re.search(r'href="(/knowledge/\d+/[^"]+)"', page(client, html.unescape(link[1])))
        assert case
        page(client, html.unescape(case[1]))
        assert FaultUse.objects.get().where == "job"

    def test_asks_for_help_about_the_car(self, world: World) -> None:
        job = mine(world)
        post(
            signed_in(world.technician),
            f"/workshop/bench/{job.pk}/help/",
            question="怠速抖，换过火花塞",
            codes="P0300",
        )
        asked = HelpRequest.objects.get()
        assert (asked.plate, asked.codes) == ("川A8F6K2", "P0300")
        assert "更换机油机滤" in asked.about

    def test_takes_and_gives_back_a_tool_by_its_label(self, world: World) -> None:
        Tool.objects.create(store=world.north, code="TL-01", name="正时专用工具")
        mine(world)
        client = signed_in(world.technician)
        post(client, "/workshop/bench/tools/take/", code="tl-01")
        assert "我手上的工具" in page(client, "/workshop/bench/")
        post(client, "/workshop/bench/tools/give/", code="TL-01")
        assert ToolLoan.objects.get().returned_at is not None

    def test_does_not_show_somebody_elses_job(self, world: World) -> None:
        job = mine(world)
        other = floor.another_technician(world)
        assert signed_in(other).get(f"/workshop/bench/{job.pk}/").status_code == 404
        assert "现在没有派给您的作业" in page(signed_in(other), "/workshop/bench/")

    def test_says_what_a_check_sent_back(self, world: World) -> None:
        order = floor.worked(world, floor.signed(world))
        inspection.fail_final_check(
            world.inspector, floor.job_of(order).pk, cause="leak", note="放油螺塞渗油", at=now()
        )
        text = page(signed_in(world.technician), "/workshop/bench/")
        assert "终检退回：有渗漏。放油螺塞渗油" in text

    def test_is_not_for_advisers(self, world: World) -> None:
        assert signed_in(world.adviser).get("/workshop/bench/").status_code == 403


class TestClocks:
    @pytest.mark.req("LANE-32")
    def test_shows_the_day_and_corrects_it(
        self, world: World, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        job = mine(world)
        yesterday = localtime(now()).replace(hour=10, minute=20, second=0, microsecond=0) - timedelta(days=1)
        running = clock.clock_on(world.technician, job.pk, at=yesterday)
        on = yesterday.date().isoformat()
        client = signed_in(world.team_leader)
        with django_assert_max_num_queries(MOST):
            assert "正在计时" in page(client, f"/workshop/clocks/?on={on}")
        said = {"on": on, "starts": "10:05", "ends": "10:45", "reason": "忘记下钟"}
        post(client, f"/workshop/clocks/{running.pk}/correct/", **said)
        running.refresh_from_db()
        assert running.ended_by == "忘记下钟"

    def test_books_forgotten_work(self, world: World) -> None:
        job = mine(world)
        said = {
            "on": (localdate() - timedelta(days=1)).isoformat(),
            "job": job.pk,
            "technician": world.technician.staff_id,
            "starts": "10:00",
            "ends": "10:25",
            "cause": "到保养周期",
            "correction": "更换",
        }
        client = signed_in(world.team_leader)
        assert "请先让技师自检" in post(client, "/workshop/clocks/book/", **said).content.decode()
        post(client, "/workshop/clocks/book/", self_checked="on", **said)
        assert Clock.objects.get(job=job).ended_by == "完工"

    def test_is_not_for_advisers(self, world: World) -> None:
        assert signed_in(world.adviser).get("/workshop/clocks/").status_code == 403
