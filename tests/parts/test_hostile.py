"""Every act of the store room from where it must not be done: another store, another post, twice, with keys that are guessed.

Each is tried by form at the moment when the right person may do it; what is refused leaves not one row changed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils.timezone import localdate, now

from huichang.company.roles import Role
from huichang.parts import lending, receiving, requests, scrapping, transfers
from huichang.parts.models import Bin, Hold, Part, Warehouse
from huichang.parts.states import LoanKind, ScrapReason
from tests import attack
from tests.parts import batchroom, countroom, storeroom
from tests.parts.screens.door import enter
from tests.world import World

pytestmark = pytest.mark.req("PARTS-10", "PARTS-11", "PARTS-14")
NOWHERE = 999_999_999
OTHERS = sorted(
    set(Role)
    - {Role.PARTS_CLERK, Role.PARTS_MANAGER, Role.SERVICE_MANAGER, Role.GENERAL_MANAGER, Role.ADVISER}
)
"""Posts that touch no stock."""


@dataclass(frozen=True)
class Act:
    """A form that a parts manager (or `role`) of the north sends rightly. `foreign`: its fields that name a row, with the
    key of the other store's; `again`: it may be sent anew."""

    name: str
    url: str
    fields: Mapping[str, object] = field(default_factory=dict)
    foreign: Mapping[str, int] = field(default_factory=dict)
    role: Role = Role.PARTS_MANAGER
    again: bool = False


class Stage:
    """A morning in the north's store room on which each act may be done, and the south with a store room of its own."""

    def __init__(self, world: World) -> None:
        self.world = world
        at, today = now(), localdate(now())
        self.soon = today + timedelta(days=3)
        south = Warehouse.objects.create(store=world.south, name="主库", place="main")
        self.south_bin = Bin.objects.create(store=world.south, warehouse=south, code="S-09-9", walk=1)
        self.south_person = world.staff(Role.TECHNICIAN, world.south).pk
        self.north_person = world.staff(Role.TECHNICIAN).pk
        self.part = batchroom.tracked(world)
        self.batch = batchroom.receive(world, self.part, 4, batchroom.came("B1", expires_on=self.soon))
        storeroom.book(world, {world.pads: 1})
        (self.line, self.oil_line) = storeroom.ask(world, (world.pads, 1), (world.oil, 2))
        self.hold = Hold.objects.get(for_line=self.oil_line)
        booked = Hold.objects.get(for_appointment=3)
        self.request = requests.ask_for_held(
            world.parts_clerk, booked.pk, why="急用", for_line=storeroom.ask(world, (world.pads, 1))[0], at=at
        )
        self.count = countroom.plan(world)
        self.delivery = receiving.expect_parts(
            world.parts_clerk,
            world.pads.pk,
            store_id=world.north.pk,
            quantity=Decimal(2),
            expected_on=self.soon,
            at=at,
        )
        self.transfer = transfers.send_transfer(
            world.parts_manager,
            store_id=world.north.pk,
            to_store_id=world.south.pk,
            lines=[transfers.Sent(world.filter.pk, Decimal(1))],
            expected_on=self.soon,
            at=at,
        )
        self.scrap = scrapping.ask_scrap(
            world.parts_clerk,
            world.filter.pk,
            store_id=world.north.pk,
            bin_id=world.second_bin.pk,
            quantity=Decimal(1),
            reason=ScrapReason.DAMAGED,
            witness_id=self.north_person,
            at=at,
        )
        (self.loan,) = lending.lend_goods(
            world.parts_clerk,
            world.filter.pk,
            store_id=world.north.pk,
            kind=LoanKind.OUT,
            quantity=Decimal(1),
            partner="邻店",
            why="",
            due_on=self.soon,
            at=at,
        )

    def acts(self) -> Iterator[Act]:
        """All of them."""
        world, day = self.world, self.soon.isoformat()
        later = (self.soon + timedelta(days=1)).isoformat()
        pads, oil, oils = world.pads.pk, world.oil.pk, world.second_bin.pk
        taker = {"taken_by": self.south_person}
        yield Act(
            "issue", "/parts/counter/7/issue/", {"everything": "1", "taken_by": self.north_person}, taker
        )
        yield Act(
            "move",
            f"/parts/part/{oil}/move/",
            {"source": oils, "target": world.bin.pk, "quantity": "1", "why": "归并"},
            {"source": self.south_bin.pk, "target": self.south_bin.pk},
            again=True,
        )
        yield Act(
            "home",
            f"/parts/part/{oil}/settle/",
            {"bin": world.bin.pk},
            {"bin": self.south_bin.pk},
            again=True,
        )
        yield Act("expect", f"/parts/part/{pads}/expect/", {"quantity": "2", "expected_on": day}, again=True)
        yield Act(
            "redate", f"/parts/part/{pads}/delivery/{self.delivery.pk}/", {"expected_on": later}, again=True
        )
        yield Act(
            "receive",
            "/parts/receive/",
            {"supplier": "博安", "document": "S9", "part": oil, "quantity": "1", "cost": "9", "bin": oils},
            {"bin": self.south_bin.pk},
            again=True,
        )
        yield Act("answer", f"/parts/requests/{self.request.pk}/", {"give": "1"}, role=Role.SERVICE_MANAGER)
        yield Act("rank", f"/parts/holds/{self.hold.pk}/rank/", {"priority": "1", "why": "急"}, again=True)
        yield Act("release", f"/parts/holds/{self.hold.pk}/release/", {"why": "不要了"})
        yield Act("stop", f"/parts/batches/{self.batch.pk}/stop/", {"why": "渗漏"})
        yield Act(
            "lend",
            f"/parts/loans/lend/{self.part.pk}/",
            {"kind": "out", "quantity": "1", "partner": "邻店", "due_on": day, "batch": self.batch.pk},
            {"batch": NOWHERE},
            again=True,
        )
        yield Act(
            "use",
            f"/parts/loans/use/{oil}/",
            {"quantity": "1", "purpose": "试车", "taker": self.north_person},
            {"taker": self.south_person},
            again=True,
        )
        yield Act("end loan", f"/parts/loans/{self.loan.pk}/back/", {"quantity": "1"})
        yield Act(
            "scrap",
            f"/parts/scraps/ask/{oil}/",
            {"bin": oils, "quantity": "1", "reason": "damaged", "witness": self.north_person},
            {"bin": self.south_bin.pk, "witness": self.south_person},
            again=True,
        )
        yield Act("approve scrap", f"/parts/scraps/{self.scrap.pk}/", {"approve": "1"})
        yield Act(
            "send",
            "/parts/transfers/send/",
            {"to_store": world.south.pk, "expected_on": day, "lines": "OL-3001 1"},
            {"to_store": world.north.pk},
            again=True,
        )
        yield Act("recall", f"/parts/transfers/{self.transfer.pk}/recall/")
        yield Act(
            "count",
            f"/parts/counts/{self.count.pk}/bins/{oils}/say/",
            {"part": oil, "counted": "11"},
            again=True,
        )
        yield Act("nothing there", f"/parts/counts/{self.count.pk}/bins/{oils}/empty/", again=True)
        yield Act(
            "give bins",
            f"/parts/counts/{self.count.pk}/give/",
            {"bin": oils, "person": world.parts_clerk.staff_id},
            {"bin": self.south_bin.pk, "person": self.south_person},
            again=True,
        )
        yield Act("drop count", f"/parts/counts/{self.count.pk}/drop/", {"why": "改期"})
        yield Act("bin", f"/parts/places/{world.main.pk}/bin/", {"code": "Z-01-1"})
        yield Act("full", f"/parts/put-away/bins/{world.bin.pk}/full/", {"full": "1"}, again=True)


def digest() -> dict[str, str]:
    """What stands in every table of the room."""
    return attack.stands("parts")


@pytest.fixture
def stage(world: World) -> Stage:
    """The north's morning."""
    return Stage(world)


class TestEveryAct:
    def test_is_done_by_who_may_and_twice_only_where_it_may_be(self, stage: Stage) -> None:
        wrong = []
        for act in stage.acts():
            client = enter(stage.world, act.role)
            with attack.undone():
                before = digest()
                first = client.post(act.url, {**act.fields, "once": "6f9619ff-8b86-4011-b42d-00c04fc964ff"})
                after = digest()
                if first.status_code not in (200, 302) or before == after:
                    wrong.append((act.name, first.status_code, first.content.decode()[-300:]))
                    continue
                client.post(act.url, {**act.fields, "once": "6f9619ff-8b86-4011-b42d-00c04fc964ff"})
                if digest() != after:
                    wrong.append((act.name, "twice with one key", ""))
                anew = client.post(act.url, act.fields).status_code
                if not act.again and (anew not in (302, 404, 409, 422) or digest() != after):
                    wrong.append((act.name, anew, "done anew"))
        assert not wrong, wrong

    def test_not_from_another_store(self, stage: Stage) -> None:
        wrong = []
        for act in stage.acts():
            if str(act.url) in ("/parts/receive/", "/parts/transfers/send/") or "/part/" in act.url:
                continue  # these name no row of a store in their address: below, their fields do
            client = enter(stage.world, act.role, south=True)
            with attack.undone():
                before = digest()
                status = client.post(act.url, act.fields).status_code
                if status not in (403, 404, 422) or digest() != before:
                    wrong.append((act.name, status))
                if (
                    "use" not in act.name
                    and "lend" not in act.name
                    and "scraps/ask" not in act.url
                    and status == 403
                ):
                    wrong.append((act.name, "another store's row is not missing but forbidden"))
        assert not wrong, wrong

    def test_not_with_the_other_stores_keys_in_its_fields(self, stage: Stage) -> None:
        wrong = []
        for act in stage.acts():
            client = enter(stage.world, act.role)
            for name, key in act.foreign.items():
                for guessed in (key, NOWHERE, "9" * 25, "-1", "x"):
                    with attack.undone():
                        before = digest()
                        status = client.post(act.url, {**act.fields, name: guessed}).status_code
                        if status not in (403, 404, 409, 422) or digest() != before:
                            wrong.append((act.name, name, guessed, status))
        assert not wrong, wrong

    def test_not_by_a_post_that_keeps_no_stock(self, stage: Stage) -> None:
        wrong, acts = [], list(stage.acts())
        clients = {role: enter(stage.world, role) for role in OTHERS}
        before = digest()
        for role, client in clients.items():
            for act in acts:
                allowed = role == Role.TECHNICAL_MANAGER and act.name == "stop"
                if not allowed and (status := client.post(act.url, act.fields).status_code) not in (403, 404):
                    wrong.append((role, act.name, status))
        assert not wrong, wrong
        assert digest() == before

    def test_not_with_numbers_that_are_none(self, stage: Stage) -> None:
        wrong = []
        for act in stage.acts():
            client = enter(stage.world, act.role)
            for name in {"quantity", "counted", "lines"} & set(act.fields):
                for odd in ("nan", "sNaN", "Infinity", "-1", "0.5", "1e30", "1e999999", "一", "", "9" * 40):
                    said = f"OL-3001 {odd or 'x'}" if name == "lines" else odd
                    with attack.undone():
                        before = digest()
                        answer = client.post(act.url, {**act.fields, name: said})
                        if answer.status_code == 302 and act.name == "receive" and not odd:
                            continue
                        if answer.status_code not in (409, 422) or digest() != before:
                            wrong.append((act.name, said, answer.status_code))
        assert not wrong, wrong


def test_the_other_stores_goods_are_not_seen(stage: Stage) -> None:
    """Pages of rows that the north owns are not there for the south's people."""
    client = enter(stage.world, Role.PARTS_MANAGER, south=True)
    for url in (
        "/parts/counter/7/",
        "/parts/counter/7/list.pdf",
        f"/parts/counts/{stage.count.pk}/",
        f"/parts/counts/{stage.count.pk}/round/",
        f"/parts/counts/{stage.count.pk}/sheet.pdf",
        f"/parts/batches/{stage.batch.pk}/",
        f"/parts/places/bin/{stage.world.bin.pk}/",
        f"/parts/labels/bins/{stage.world.main.pk}.pdf",
    ):
        assert client.get(url).status_code == 404, url
    text = client.get(f"/parts/part/{stage.world.pads.pk}/").content.decode()
    assert "A-01-1" not in text
    assert isinstance(stage.part, Part)
