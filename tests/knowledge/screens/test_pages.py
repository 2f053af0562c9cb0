"""The pages of this room: what they show, what they cost, whom they refuse."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from huichang.knowledge import help as helping
from huichang.knowledge import lessons, queries, tools
from huichang.knowledge.models import Fault, HelpRequest, Lesson, ToolLoan
from tests.knowledge import cases
from tests.web import page, post, signed_in
from tests.world import NOON, TODAY, World

pytestmark = pytest.mark.req("PEOPLE-30")
MOST = 12


@pytest.fixture
def loaded(world: World) -> World:
    cases.load()
    tools.register_tool(
        world.technical_manager,
        store_id=world.north.pk,
        code="T-1",
        name="扭力扳手",
        calibrate_by=TODAY + timedelta(days=3000),
    )
    request = helping.ask_for_help(
        world.technician, store_id=world.north.pk, question="早上冷车抖，洗了节气门", at=NOON
    )
    helping.answer(world.technical_manager, request.pk, text="查火花塞", at=NOON)
    lessons.propose(world.north.pk, 1, "RO1", "远岚 R5", "engine", "早上抖", "节气门脏", "清洗")
    return world


def paths() -> list[str]:
    fault, request, lesson = Fault.objects.first(), HelpRequest.objects.get(), Lesson.objects.get()
    assert fault
    return [
        "/knowledge/",
        "/knowledge/?q=早上冷车抖",
        f"/knowledge/{fault.pk}/",
        f"/knowledge/{fault.pk}/text/",
        "/knowledge/new/",
        "/knowledge/help/",
        f"/knowledge/help/{request.pk}/",
        "/knowledge/lessons/",
        f"/knowledge/lessons/{lesson.pk}/",
        "/knowledge/tools/",
    ]


class TestEveryPage:
    def test_costs_a_bounded_number_of_statements(
        self, loaded: World, django_assert_max_num_queries: Callable[..., Any]
    ) -> None:
        client = signed_in(loaded.technical_manager)
        for path in paths():
            with django_assert_max_num_queries(MOST):
                page(client, path)

    def test_is_not_for_every_post(self, loaded: World) -> None:
        client = signed_in(loaded.cashier)
        assert {client.get(path).status_code for path in paths()} == {403}

    def test_hides_another_stores_records(self, loaded: World) -> None:
        client = signed_in(loaded.southern_manager)
        for path in paths():
            if path.startswith(("/knowledge/help/1", "/knowledge/lessons/1")):
                assert client.get(path).status_code == 404
        assert "早上冷车抖" not in page(client, "/knowledge/help/")


class TestSearch:
    def test_answers_htmx_with_the_hits_alone(self, loaded: World) -> None:
        text = page(signed_in(loaded.technician, HX_Request="true"), "/knowledge/?q=早上冷车抖")
        assert "冷车怠速抖动" in text
        assert "<html" not in text


class TestFault:
    def test_shows_causes_checks_remedy_hours_and_price(self, loaded: World) -> None:
        fault = queries.search_faults("早上冷车抖")[0]
        text = page(signed_in(loaded.adviser), f"/knowledge/{fault.id}/?vehicle={loaded.car.pk}")
        for words in ("节气门过脏", "45%", "拆进气软管", "1.2 工时", "¥", "可以这样告诉客户"):
            assert words in text

    def test_counts_the_use_and_takes_the_judgement(self, loaded: World) -> None:
        client = signed_in(loaded.adviser)
        fault = queries.search_faults("早上冷车抖")[0]
        page(client, f"/knowledge/{fault.id}/")
        assert post(client, f"/knowledge/{fault.id}/rate/", helped="yes").status_code == 302
        card = queries.fault(fault.id)
        assert (card.uses, card.helped) == (1, 1)


class TestFaultText:
    def test_writes_a_case(self, loaded: World) -> None:
        client = signed_in(loaded.technical_manager)
        post(
            client,
            "/knowledge/new/",
            title="天窗异响",
            system="body",
            sayings="天窗响、顶上响",
            cause_id=["", ""],
            name=["滑轨缺油", ""],
            weight=["60", ""],
            check_how=["听", ""],
            remedy=["润滑", ""],
            operations=["", ""],
        )
        assert queries.search_faults("顶上响")[0].title == "天窗异响"

    def test_says_what_is_wrong(self, loaded: World) -> None:
        answer = post(
            signed_in(loaded.technical_manager),
            "/knowledge/new/",
            title="天窗异响",
            system="body",
            cause_id="",
            name="缺油",
            weight="很大",
            check_how="",
            remedy="",
            operations="",
        )
        assert answer.status_code == 422
        assert "可能性请填数字" in answer.content.decode()


class TestHelp:
    def test_asks_and_closes(self, loaded: World) -> None:
        client = signed_in(loaded.adviser)
        where = post(client, "/knowledge/help/ask/", question="能不能开回来？", plate="川A8F6K2").headers[
            "Location"
        ]
        assert "能不能开回来" in page(client, where)
        post(signed_in(loaded.technical_manager), f"{where}answer/", text="不要开，叫救援")
        post(client, f"{where}ask-on/", text="多少钱")
        post(client, f"{where}close/", solved="yes")
        assert "已解决" in page(client, where)


class TestLesson:
    def test_asks_for_the_case_when_none_is_named(self, loaded: World) -> None:
        lesson = Lesson.objects.get()
        answer = post(
            signed_in(loaded.technical_manager), f"/knowledge/lessons/{lesson.pk}/into/", fault="null"
        )
        assert (answer.status_code, "没有找到要归入的现象" in answer.content.decode()) == (404, True)

    def test_goes_into_a_case(self, loaded: World) -> None:
        lesson, hit = Lesson.objects.get(), queries.search_faults("早上冷车抖")[0]
        post(
            signed_in(loaded.technical_manager),
            f"/knowledge/lessons/{lesson.pk}/into/",
            fault=hit.id,
            cause=hit.causes[0].id,
        )
        assert queries.fault(hit.id).causes[0].confirmed == 1


class TestTools:
    def test_takes_and_gives_back(self, loaded: World) -> None:
        client = signed_in(loaded.technician)
        post(client, "/knowledge/tools/take/", code="t-1")
        assert "北维修技师" in page(client, "/knowledge/tools/")
        post(client, "/knowledge/tools/back/", code="T-1")
        assert ToolLoan.objects.get().returned_at
