"""History that a person can read, and that nobody can rewrite."""

from decimal import Decimal

import pytest
from django.db import ProgrammingError, connection, transaction

from huichang.company.models import Bay, Team
from huichang.customers.models import Customer
from huichang.kernel import guards, journal
from huichang.kernel.actor import Actor, Warrant
from huichang.kernel.models import Entry
from huichang.kernel.use_case import SAYS, USE_CASES, use_case
from huichang.pricebook.models import Package, PackageLine
from huichang.workshop.models import ExtraWork
from tests.world import World


@pytest.mark.django_db(transaction=True)
@pytest.mark.req("PLAT-11")
def test_history_says_who_changed_what_from_what_to_what() -> None:
    @use_case("test.rename", "改工位名")
    def rename(warrant: Warrant, bay_id: int, name: str) -> None:
        bay = Bay.objects.locked(bay_id, warrant)
        bay.name = name
        bay.save(update_fields=["name"])

    world = World()
    bay = world.bays["general"][0]
    actor = Actor(
        world.staff("adviser").pk, "李顾问", {world.north.pk: frozenset({"test.rename"})}, world.north.pk
    )
    rename(actor, bay.pk, "甲位")
    rename(actor, bay.pk, "乙位")

    events = journal.history_of({"company.bay": [bay.pk]})
    USE_CASES.pop("tests.kernel.test_journal.rename", None)
    SAYS.pop("tests.kernel.test_journal.rename", None)

    assert [(e.who, e.what) for e in events[:2]] == [("李顾问", "改工位名")] * 2
    assert events[0].changes == [journal.ChangedField("工位", "甲位", "乙位")]


@pytest.mark.req("PLAT-11", "PLAT-30")
def test_history_leaves_out_what_has_no_word_for_people(world: World) -> None:
    Customer.objects.filter(pk=world.wang.pk).update(name="王建军", pinyin="wangjianjun", initials="wjj")
    (event, *_) = journal.history_of({"customers.customer": [world.wang.pk]})
    assert event.changes == [journal.ChangedField("姓名/名称", "王建国", "王建军")]


@pytest.mark.req("PLAT-11")
def test_history_names_people_instead_of_their_keys(world: World) -> None:
    first, second = world.staff("adviser"), world.staff("service_manager")
    team = Team.objects.create(store=world.north, name="钣喷组", adviser=first)
    Team.objects.filter(pk=team.pk).update(adviser=second)

    (event, *_) = journal.history_of({"company.team": [team.pk]})

    assert journal.ChangedField("带组顾问", first.name, second.name) in event.changes


@pytest.mark.req("PLAT-11")
def test_history_says_money_and_pieces_as_people_do(world: World) -> None:
    package = Package.objects.create(code="P-1", name="小保养", price=Decimal("380"))
    line = PackageLine.objects.create(package=package, part_number="OL-3001")
    Package.objects.filter(pk=package.pk).update(price=Decimal("1399.5"))
    PackageLine.objects.filter(pk=line.pk).update(quantity=Decimal("4.5"))
    (dearer, *_) = journal.history_of({"pricebook.package": [package.pk]})
    (more, *_) = journal.history_of({"pricebook.packageline": [line.pk]})
    assert [each.words for each in (*dearer.changes, *more.changes)] == [
        "套餐价：¥380.00 → ¥1,399.50",
        "数量：1 → 4.5",
    ]


@pytest.mark.req("PLAT-11")
def test_history_says_lists_in_words_and_counts_what_has_none(world: World) -> None:
    table = ExtraWork._meta.db_table
    for before, after, said in (
        ([], ["缸垫", "水泵"], ("空", "缸垫、水泵")),
        ([{"picture": 1}], [{"picture": 1}, {"picture": 2}], ("1 项", "2 项")),
    ):
        (changed,) = journal._in_words(table, "U", {"pictures": before}, {"pictures": after}, {})
        assert changed == journal.ChangedField("照片", *said)


@pytest.mark.req("PLAT-11")
def test_what_people_did_is_read_without_what_the_machine_did(world: World) -> None:
    store = world.north.pk
    for who, door in (("李顾问", "screen"), ("系统·消息", "job"), ("张客服", "api")):
        Entry.objects.create(store_id=store, who=who, door=door, use_case="test.act")

    assert [entry.who for entry in journal.entries(store, by_people=True, limit=2)] == ["张客服", "李顾问"]
    assert [entry.who for entry in journal.entries(store, limit=2)] == ["张客服", "系统·消息"]


@pytest.mark.req("PLAT-11")
class TestTheApplicationsOwnRole:
    @pytest.fixture
    def as_application(self, world: World) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [guards.APP_ROLE])
            if cursor.fetchone() is None:
                cursor.execute(f"CREATE ROLE {guards.APP_ROLE}")
        guards.grant()

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE kernel_entry SET who = 'x'",
            "DELETE FROM kernel_change",
            "INSERT INTO kernel_change (tx_id, tx_at, kind, row_id, op) VALUES (1, now(), 'x', 1, 'I')",
            "UPDATE parts_move SET quantity = 1",
            "TRUNCATE billing_payment",
            "UPDATE workshop_answer SET amount = 1",
            "DELETE FROM workshop_answer",
            "UPDATE kernel_picture SET kind = 'x'",
            "DELETE FROM kernel_picturecontent",
            "DELETE FROM company_signin",
            "UPDATE company_signin SET worked = true",
            "DELETE FROM django_migrations",
            "ALTER TABLE kernel_change DISABLE TRIGGER ALL",
        ],
    )
    def test_cannot_touch_the_journal_or_a_ledger(self, as_application: None, statement: str) -> None:
        with pytest.raises(ProgrammingError, match="permission denied|must be owner"), transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL ROLE {guards.APP_ROLE}")
                cursor.execute(statement)

    def test_can_do_the_days_work_and_the_change_is_still_written_down(
        self, as_application: None, world: World
    ) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL ROLE {guards.APP_ROLE}")
            cursor.execute("UPDATE vehicles_vehicle SET colour = '红' WHERE id = %s", [world.car.pk])
            cursor.execute("RESET ROLE")
            cursor.execute(
                "SELECT count(*) FROM kernel_change WHERE kind = 'vehicles_vehicle' AND row_id = %s AND op = 'U'",
                [world.car.pk],
            )
            assert cursor.fetchone() == (1,)
