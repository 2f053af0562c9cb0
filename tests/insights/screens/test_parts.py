"""The screens of the parts store's figures and their other door."""

import hashlib
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate, now

from huichang.company.models import ApiToken
from huichang.company.roles import Role
from huichang.insights import catalogue, summing
from huichang.kernel.sheets import reading
from huichang.parts.models import Part
from tests.parts import storeroom
from tests.stories import Visiting
from tests.web import page, signed_in
from tests.world import World

pytestmark = pytest.mark.req("PARTS-31")
SHELL = 3
"""What the frame of every page asks: session, person, posts."""


def budget(client: Client, url: str, most: int = 12) -> str:
    """A page that costs at most so many statements beside the frame."""
    page(client, url)
    with CaptureQueriesContext(connection) as caught:
        text = page(client, url)
    own = [each["sql"] for each in caught if not each["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    assert len(own) <= most + SHELL, (url, len(own), own)
    return text


def busy(world: World) -> None:
    """Today's orders with parts that were there and that were not."""
    Visiting(world, at=now() - timedelta(hours=2)).signed()
    storeroom.ask(world, (world.pads, 9), at=now() - timedelta(minutes=5))


class TestThePages:
    def test_show_the_figures_within_the_budget(self, world: World) -> None:
        busy(world)
        summing.sum_months(world.administrator, world.north.pk, at=now())
        manager = signed_in(world.parts_manager)
        text = budget(manager, "/insights/parts/?figure=turnover")
        for figure in catalogue.FIGURES:
            assert figure.name in text
            assert figure.formula in text
        assert "/insights/parts/fill_ro/?month=" in text
        assert "各店对比" not in text
        lines = budget(manager, "/insights/parts/fill_ro/")
        assert "没做到" in lines
        assert "前制动片" in lines
        budget(manager, "/insights/parts/stores/")

    def test_have_words_for_an_empty_store(self, world: World) -> None:
        manager = signed_in(world.southern_manager)
        assert "还没有结算过配件" in page(manager, "/insights/parts/")
        for key in catalogue.BY_KEY:
            assert "没有属于这个指标的记录" in page(manager, f"/insights/parts/{key}/")

    @pytest.mark.parametrize(
        "query",
        [
            "month=2026-13",
            "month=",
            "month=x",
            "month=９９９９-０１",
            "figure=nothing",
            "month=2026-00&figure='",
            "part=%00x",
        ],
    )
    def test_take_odd_words_for_none(self, world: World, query: str) -> None:
        manager = signed_in(world.parts_manager)
        assert page(manager, f"/insights/parts/?{query}")
        answer = manager.get(f"/insights/parts/value/?{query}&after=9999999999999999999")
        assert answer.status_code == (404 if "part" in query else 200)

    def test_refuse_a_month_too_far_and_no_figure(self, world: World) -> None:
        manager = signed_in(world.parts_manager)
        assert manager.get("/insights/parts/?month=2001-01").status_code == 404
        assert manager.get("/insights/parts/nothing/").status_code == 404

    @pytest.mark.parametrize("role", [Role.TECHNICIAN, Role.PARTS_CLERK])
    def test_are_not_for_everybody(self, world: World, role: Role) -> None:
        client = signed_in(world.actor(role))
        for url in ("", "stores/", "sheet.xlsx", "fill_ro/", "fill_ro/lines.xlsx"):
            assert client.get(f"/insights/parts/{url}").status_code == 403

    def test_a_long_list_goes_on(self, world: World) -> None:
        parts = [Part(number=f"Z-{n:04d}", name="零件", initials="lj") for n in range(130)]
        Part.objects.bulk_create(parts)
        for number in range(0, 130, 10):
            storeroom.ask(
                world, *((part, 1) for part in parts[number : number + 10]), at=now(), order_id=number + 10
            )
        manager = signed_in(world.parts_manager)
        assert "after=100" in page(manager, "/insights/parts/fill_ro/")
        rest = page(manager, "/insights/parts/fill_ro/?after=100")
        assert rest.count("没做到</b>") == 30

    def test_give_sheets_that_excel_reads(self, world: World) -> None:
        busy(world)
        manager = signed_in(world.parts_manager)
        whole = reading.read(manager.get("/insights/parts/sheet.xlsx").content, "x.xlsx")
        assert whole
        answer = manager.get("/insights/parts/fill_ro/lines.xlsx")
        assert f"fill_ro-{localdate(now()):%Y%m}.xlsx" in answer["Content-Disposition"]
        assert reading.read(answer.content, "x.xlsx")


class TestTheOtherDoor:
    def machine(self, world: World, role: Role) -> Client:
        """A machine with the posts of one person."""
        ApiToken.objects.create(
            store=world.north,
            staff=world.staff(role),
            digest=hashlib.sha256(role.encode()).hexdigest(),
            says="测试",
        )
        return Client(headers={"Authorization": f"Bearer {role.value}"})

    def test_says_the_same_as_the_page(self, world: World) -> None:
        busy(world)
        client = self.machine(world, Role.PARTS_MANAGER)
        said = client.get("/api/insights/parts").json()
        cards = {card["key"]: card for _, group in said["groups"] for card in group}
        assert float(cards["fill_ro"]["under"]) == 4
        lines = client.get("/api/insights/parts/fill_ro").json()
        assert lines["total"] == 4
        assert lines["lines"][0]["missed"] is True
        assert [column["store"] for column in client.get("/api/insights/parts/stores").json()] == ["北城店"]

    def test_refuses_as_the_page_does(self, world: World) -> None:
        client = self.machine(world, Role.PARTS_MANAGER)
        assert client.get("/api/insights/parts/nothing").status_code == 404
        assert client.get("/api/insights/parts?month=2001-01").status_code == 404
        assert self.machine(world, Role.TECHNICIAN).get("/api/insights/parts").status_code == 403
