"""The plan of the day in people's hands: dragged on the board, a replan taken in part, the next job pulled on a phone, a
threatened promise that reaches the adviser."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from huichang.planning import accepting, proposing
from huichang.planning.models import PlannedStep, Proposal
from huichang.workshop.models import Assignment
from tests.clock import Clock
from tests.journeys import floor as journey
from tests.journeys import hands
from tests.journeys.conftest import OpenAs
from tests.planning import floor
from tests.planning.floor import AFTER_REST
from tests.workshop.floor import BRAKES, given, job_of, signed
from tests.world import World


def bar(board: Page, job_id: int) -> Locator:
    """A job's bar."""
    return board.locator(f".plan-bar[data-key='j{job_id}']")


def carry(page: Page, what: Locator, hours: float, *, rows: int = 0) -> None:
    """A bar is taken by the mouse and held so many hours and rows further; it is not dropped."""
    box = what.bounding_box()
    track = what.locator("xpath=..").bounding_box()
    assert box is not None
    assert track is not None
    begins, ends = (
        page.locator("hc-plan").get_attribute(name) or "" for name in ("data-opens-at", "data-closes-at")
    )
    span = page.evaluate("([a, b]) => (new Date(b) - new Date(a)) / 3600000", [begins, ends])
    x, y = box["x"] + 12, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + hours * track["width"] / span, y + rows * (track["height"] + 1), steps=12)


@pytest.mark.req("LANE-31", "LANE-34")
def test_a_bar_is_dragged_refused_and_undone(world: World, clock: Clock, open_as: OpenAs) -> None:
    floor.crew(world)
    job = given(world, job_of(signed(world)), at=AFTER_REST)
    clock.set(AFTER_REST)
    board = open_as(world.dispatcher, "/planning/board/")
    expect(bar(board, job.pk)).to_be_visible()
    began = Assignment.objects.get(job=job, is_open=True).period.lower

    carry(board, bar(board, job.pk), 1, rows=board.locator("[data-bay]").count() - 1)
    expect(board.locator("#plan-tip .plan-no")).to_be_visible()
    hands.look(board, "plan-drag-refused")
    board.mouse.up()
    expect(board.locator("#refusal")).to_contain_text("请换工位")
    assert Assignment.objects.get(job=job, is_open=True).period.lower == began

    carry(board, bar(board, job.pk), 2)
    expect(board.locator("#plan-tip .plan-verdict[data-ok='1']")).to_be_visible()
    hands.look(board, "plan-drag")
    board.mouse.up()
    hands.told(board, "→")
    moved = Assignment.objects.get(job=job, is_open=True).period.lower
    assert timedelta(minutes=100) < moved - began < timedelta(minutes=140)

    bar(board, job.pk).click()
    expect(board.locator("#plan-why")).to_contain_text("为什么排在这里")
    hands.look(board, "plan-why")
    board.locator("#plan-why [data-closes]").click()
    hands.act(board, "撤销这次调整")
    hands.told(board, "已撤销")
    assert Assignment.objects.get(job=job, is_open=True).period.lower == began


@pytest.mark.req("LANE-40")
def test_a_proposal_is_taken_in_part(world: World, clock: Clock, open_as: OpenAs) -> None:
    floor.crew(world)
    floor.three_cars(world)
    clock.set(AFTER_REST)
    board = open_as(world.dispatcher, "/planning/board/")
    hands.act(board, "重新排程")
    expect(board.get_by_role("heading", name="排程建议")).to_be_visible()
    hands.look(board, "plan-proposal")
    lines = board.locator(".plan-diff tbody tr")
    expect(lines).to_have_count(4)
    lines.first.get_by_role("button", name="采纳这行").click()
    expect(board.locator(".plan-taken").first).to_be_visible()
    made = Proposal.objects.get()
    taken = made.changes.filter(accepted_at__isnull=False).count()
    assert 0 < taken < 4
    assert Assignment.objects.filter(is_open=True).count() == taken
    hands.act(board, "不采纳")
    hands.told(board, "排程不变")
    assert Assignment.objects.filter(is_open=True).count() == taken


@pytest.mark.req("LANE-32", "LANE-40")
def test_the_next_job_is_pulled_on_a_phone(world: World, clock: Clock, open_as: OpenAs) -> None:
    floor.crew(world)
    signed(world, BRAKES)
    clock.set(AFTER_REST)
    phone = open_as(world.technician, "/workshop/bench/", size="phone")
    hands.act(phone, "领下一单")
    hands.told(phone, "下一单：")
    expect(phone.get_by_role("button", name="开工", exact=True)).to_be_visible()
    hands.look(phone, "next-taken")
    phone.goto("/planning/next/")
    hands.act(phone, "退回")
    sheet = phone.locator("#give-back")
    hands.chip(sheet, "没做过")
    hands.look(phone, "next-give-back")
    hands.act(sheet, "退回")
    hands.told(phone, "已退回：没做过，拿不准")
    hands.act(phone, "领下一单")
    expect(phone.locator("#refusal")).to_contain_text(re.compile("请"))
    desk = open_as(world.dispatcher, "/planning/pulls/")
    expect(desk.locator("tbody tr")).to_contain_text(["退回：没做过，拿不准"])


@pytest.mark.req("LANE-33", "LANE-34", "LANE-40")
def test_a_threatened_promise_reaches_the_adviser(world: World, clock: Clock, open_as: OpenAs) -> None:
    floor.crew(world)
    order = signed(world, BRAKES, promised_at=AFTER_REST + timedelta(hours=3))
    made = proposing.propose(floor.machine(world), world.north.pk, seconds=0, at=AFTER_REST)
    assert made is not None
    accepting.accept_plan(world.dispatcher, made.pk, at=AFTER_REST)
    clock.set(AFTER_REST + timedelta(hours=2, minutes=30))
    assert PlannedStep.objects.exists()
    told = order.promised_at
    board = open_as(world.dispatcher, "/planning/board/")
    expect(board.locator(".plan-car").first).to_contain_text("承诺")
    hands.look(board, "plan-threatened")
    journey.by_itself("workshop.jobs.watch_promises")
    adviser = open_as(world.adviser, "/")
    expect(adviser.locator("#main")).to_contain_text("请确认客户知道")
    hands.look(adviser, "plan-adviser")
    order.refresh_from_db()
    assert order.promised_first_at == told
    outbox = open_as(world.service_manager, "/post/outbox/")
    expect(outbox.locator("#messages tr").first).to_contain_text("新的时间是")
