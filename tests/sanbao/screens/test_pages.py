"""The pages of 三包: few statements, papers that print, a door for machines."""

import hashlib
import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from huichang.company import settings
from huichang.company.models import ApiToken
from huichang.company.roles import Role
from huichang.sanbao import printing, requests
from huichang.sanbao.models import Change, Fault, Repair, Request
from huichang.vehicles.models import Vehicle
from tests.sanbao.garage import certified, clerk, family_car, fault_of, general, order, recalculated, repaired
from tests.web import page, post, signed_in
from tests.world import NOON, World

pytestmark = pytest.mark.req("WARR-03")
MOST = 12


@pytest.fixture
def car(world: World) -> Vehicle:
    """A car with repairs that nobody has judged, one of them long, and a request."""
    car = family_car(world)
    for number in range(3):
        repaired(
            world,
            car,
            NOON - timedelta(days=120 - 20 * number),
            hours=11 * 24,
            parts=["变速器总成"],
            words="变速器换挡顿挫",
            system="transmission",
        )
    repaired(world, car, NOON - timedelta(days=7), hours=None, words="空调不制冷", system="aircon")
    requests.take_request(
        world.adviser,
        world.north.pk,
        vehicle_id=car.pk,
        kind="return",
        words="要求退车",
        asked_at=NOON,
        at=NOON,
    )
    return car


def statements(client: Any, url: str) -> int:
    """How many statements a page takes, the session and the staff among them."""
    page(client, url)
    with CaptureQueriesContext(connection) as taken:
        page(client, url)
    return len(taken)


class TestStatements:
    def test_no_page_takes_many(self, world: World, car: Vehicle) -> None:
        settings.forget()
        client = signed_in(world.service_manager)
        repair, fault, row = Repair.objects.first(), Fault.objects.first(), Request.objects.get()
        assert repair is not None
        assert fault is not None
        urls = [
            "/sanbao/cars/?tab=red",
            "/sanbao/cars/?q=A8F6",
            f"/sanbao/cars/{car.pk}/",
            "/sanbao/desk/",
            f"/sanbao/faults/{fault.pk}/",
            f"/sanbao/repairs/{repair.pk}/",
            "/sanbao/spares/",
            "/sanbao/requests/",
            f"/sanbao/requests/{row.pk}/",
            "/sanbao/numbers/",
        ]
        taken = {url: statements(client, url) for url in urls}
        assert {url: count for url, count in taken.items() if count > MOST + 2} == {}


class TestCars:
    def test_shows_the_light_and_what_to_do(self, world: World, car: Vehicle) -> None:
        shown = page(signed_in(world.service_manager), "/sanbao/cars/?tab=red")
        assert "客户已可要求换车或退车" in shown
        assert "累计修理时间超过 30 日" in shown

    def test_says_that_there_is_nothing(self, world: World) -> None:
        assert "没有车达到三包限值" in page(signed_in(clerk(world)), "/sanbao/cars/")

    def test_finds_by_initials_of_the_owner(self, world: World, car: Vehicle) -> None:
        assert "A8F6K2" in page(signed_in(clerk(world)), "/sanbao/cars/?q=wjg")


class TestCar:
    def test_tells_the_arithmetic(self, world: World, car: Vehicle) -> None:
        shown = page(signed_in(world.adviser), f"/sanbao/cars/{car.pk}/")
        assert "第二十四条第一款第四项" in shown
        assert "如果把疑似项都认定" in shown

    def test_keeps_the_certificate(self, world: World) -> None:
        client = signed_in(world.adviser)
        answer = post(
            client,
            f"/sanbao/cars/{world.car.pk}/certificate/",
            use="family",
            invoice_on="2025-06-01",
            price="150000",
            percent="0.5",
            once="a1",
        )
        assert answer.status_code == 302
        assert "2027-06-01" in page(client, f"/sanbao/cars/{world.car.pk}/")


class TestJudging:
    def test_a_word_from_the_page(self, world: World, car: Vehicle) -> None:
        client = signed_in(world.technical_manager)
        first, second = (fault_of(each) for each in Repair.objects.order_by("pk")[:2])
        assert "变速器换挡顿挫" in page(client, "/sanbao/desk/")
        answer = post(
            client,
            f"/sanbao/faults/{second.pk}/judge/",
            quality="yes",
            same_as=first.pk,
            seen=second.version,
            once="b1",
        )
        assert answer.status_code == 302
        change = Change.objects.first()
        assert change is not None
        answer = post(
            client, f"/sanbao/changes/{change.pk}/judge/", kind="assembly", system="gearbox", once="b2"
        )
        assert answer.status_code == 302
        shown = page(client, f"/sanbao/faults/{second.pk}/")
        assert "同一问题" in shown


class TestRepair:
    def test_leaves_out_blames_and_lends(self, world: World, car: Vehicle) -> None:
        client, repair = signed_in(world.service_manager), Repair.objects.order_by("pk").first()
        assert repair is not None
        base = f"/sanbao/repairs/{repair.pk}"
        began = repair.agreed_at
        said = {
            "kind": "parts",
            "since": f"{began:%Y-%m-%dT%H:%M}",
            "until": f"{began + timedelta(days=2):%Y-%m-%dT%H:%M}",
            "words": "运单",
        }
        assert post(client, f"{base}/leave-out/", once="c1", **said).status_code == 302
        assert post(client, f"{base}/spare/", once="c2", kind="money", amount="300").status_code == 302
        assert post(client, f"{base}/blame/", once="c3", ground="force", words="洪水").status_code == 302
        shown = page(client, f"{base}/")
        assert "按车架号特制件的运输" in shown
        assert "不可抗力" in shown


class TestPapers:
    def test_the_calculation_prints(self, world: World, car: Vehicle) -> None:
        paper = printing.calculation(world.adviser, car.pk, at=NOON, address="http://h/")
        assert paper.counts[0].light == "red"
        assert paper.pdf().startswith(b"%PDF")

    def test_without_the_certificate_it_says_what_is_missing(self, world: World) -> None:
        repaired(world, world.car, NOON - timedelta(days=900), km=1_000)
        paper = printing.calculation(world.adviser, world.car.pk, at=NOON, address="http://h/")
        assert (paper.missing, paper.counts) == ("购车用途、开票日期", ())
        assert paper.pdf().startswith(b"%PDF")

    def test_the_repair_record_has_all_that_article_17_wants(self, world: World, car: Vehicle) -> None:
        repair = Repair.objects.order_by("pk").first()
        assert repair is not None
        six_years_on = NOON + timedelta(days=6 * 366)
        paper = printing.repair_record(world.adviser, repair.pk, at=six_years_on, address="http://h/")
        assert paper.km == 10_000
        assert (paper.told, paper.found) == ("变速器换挡顿挫", "检查发动机异响：零件失效")
        assert [(line.code, line.name) for line in paper.materials] == [("P-1", "变速器总成")]
        assert (paper.material_total, paper.labour_total, paper.towing) == (100, 200, 0)
        assert paper.arrived_at < paper.agreed_at < (paper.done_at or NOON) < (paper.delivered_at or NOON)
        assert (paper.consumer.name, f"{paper.keep_until:%Y}") == ("王建国", "2031")
        assert paper.pdf().startswith(b"%PDF")

    @pytest.mark.parametrize(
        "path", ["cars/{car}/calculation", "repairs/{repair}/record", "requests/{row}/letter"]
    )
    def test_each_is_reached_from_its_page(self, world: World, car: Vehicle, path: str) -> None:
        repair = Repair.objects.order_by("pk").first()
        assert repair is not None
        where = path.format(car=car.pk, repair=repair.pk, row=Request.objects.get().pk)
        answer = signed_in(world.service_manager).get(f"/sanbao/{where}.pdf")
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")


class TestRequests:
    def test_from_the_word_to_the_certificate(self, world: World, car: Vehicle) -> None:
        client, row = signed_in(world.service_manager), Request.objects.get()
        base = f"/sanbao/requests/{row.pk}"
        assert post(client, f"{base}/agree/", once="d1", km=12_000).status_code == 302
        assert "12,000.00" in page(client, f"{base}/")
        done_on = f"{now():%Y-%m-%d}"
        assert post(client, f"{base}/complete/", once="d2", done_on=done_on).status_code == 302
        assert "换车退车证明" in page(client, f"{base}/")

    def test_who_cannot_answer_sees_no_way_to(self, world: World, car: Vehicle) -> None:
        row = Request.objects.get()
        shown = page(signed_in(world.adviser), f"/sanbao/requests/{row.pk}/")
        assert "同意并计算" not in shown
        assert "客户撤回" in shown


class TestNumbers:
    def test_publishes_from_the_page(self, world: World) -> None:
        client = signed_in(world.service_manager)
        answer = post(
            client,
            "/sanbao/numbers/publish/",
            once="e1",
            name="新规",
            from_on=f"{now() + timedelta(days=2):%Y-%m-%d}",
            why="提前预警",
            warn_repair_days="18",
            seen="0",
        )
        assert answer.status_code == 302
        assert "第 1 版" in page(client, "/sanbao/numbers/")


class TestApi:
    def test_reads_and_judges(self, world: World, car: Vehicle) -> None:
        ApiToken.objects.create(
            store=world.north,
            staff=world.staff(Role.WARRANTY_CLERK),
            digest=hashlib.sha256(b"clerk").hexdigest(),
            says="测试",
        )
        client = Client(headers={"Authorization": "Bearer clerk"})
        cars = json.loads(client.get("/api/sanbao/cars?tab=red").content)
        assert [row["vehicle_id"] for row in cars["rows"]] == [car.pk]
        fault = Fault.objects.first()
        assert fault is not None
        answer = client.post(
            f"/api/sanbao/faults/{fault.pk}/judge",
            json.dumps({"quality": "no", "reason": "磕碰"}),
            content_type="application/json",
            headers={"Idempotency-Key": "k1"},
        )
        assert answer.status_code == 200, answer.content
        assert json.loads(client.get(f"/api/sanbao/cars/{car.pk}").content)["light"] in ("amber", "red")


def test_other_stores_repairs_are_counted_but_not_opened(world: World) -> None:
    car = family_car(world)
    order(world, car, NOON - timedelta(days=60), hours=50, store=world.south)
    recalculated(world, world.south)
    repair = Repair.objects.get()
    client = signed_in(general(world))
    assert "南城店" in page(client, f"/sanbao/cars/{car.pk}/")
    assert client.get(f"/sanbao/repairs/{repair.pk}/").status_code == 404
    certified(world, car, price=None, seen=1)
