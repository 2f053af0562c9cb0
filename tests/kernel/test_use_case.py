"""The one decorator of the house."""

from collections.abc import Iterator

import pytest
from django.db import OperationalError, transaction
from psycopg import errors

from huichang.company.models import Bay
from huichang.kernel.actor import Actor, Warrant
from huichang.kernel.models import Entry
from huichang.kernel.refusals import NotAllowed, OutOfTurn, Refused
from huichang.kernel.use_case import SAYS, USE_CASES, use_case
from tests.world import World


@pytest.fixture(autouse=True)
def catalogue_unchanged() -> Iterator[None]:
    before, says = dict(USE_CASES), dict(SAYS)
    yield
    USE_CASES.clear()
    USE_CASES.update(before)
    SAYS.clear()
    SAYS.update(says)


def someone(world: World, *permissions: str) -> Actor:
    return Actor(world.staff("adviser").pk, "某人", {world.north.pk: frozenset(permissions)}, world.north.pk)


class TestUseCase:
    def test_crashes_when_the_body_forgets_its_permission(self, world: World) -> None:
        @use_case("test.forget", "忘记")
        def forgetful(warrant: Warrant) -> str:
            return "done"

        with pytest.raises(RuntimeError, match="never checked"):
            forgetful(someone(world, "test.forget"))

    def test_crashes_when_it_calls_another_use_case(self, world: World) -> None:
        @use_case("test.inner", "内")
        def inner(warrant: Warrant) -> None:
            warrant.show_at(world.north.pk)

        @use_case("test.outer", "外")
        def outer(warrant: Warrant) -> None:
            inner(warrant.actor)

        with pytest.raises(RuntimeError, match="share a plain function"):
            outer(someone(world, "test.inner", "test.outer"))

    def test_refuses_who_does_not_hold_the_permission(self, world: World) -> None:
        @use_case("test.guarded", "受控")
        def guarded(warrant: Warrant) -> None:
            warrant.show_at(world.north.pk)

        with pytest.raises(NotAllowed):
            guarded(someone(world))

    @pytest.mark.req("PLAT-11")
    def test_leaves_an_entry_that_says_who_did_what_to_which_record_and_where(self, world: World) -> None:
        @use_case("test.rename", "改工位名")
        def rename(warrant: Warrant, bay_id: int) -> None:
            bay = Bay.objects.locked(bay_id, warrant)
            bay.name = "新工位"
            bay.save(update_fields=["name"])

        bay = world.bays["general"][0]
        rename(someone(world, "test.rename"), bay.pk)

        entry = Entry.objects.latest("pk")
        assert (entry.who, entry.store_id, entry.subject, entry.door) == (
            "某人",
            world.north.pk,
            f"company.bay:{bay.pk}",
            "screen",
        )

    def test_leaves_no_entry_when_it_is_refused(self, world: World) -> None:
        @use_case("test.fail", "失败")
        def fail(warrant: Warrant) -> None:
            warrant.show_at(world.north.pk)
            raise OutOfTurn("不行")

        with pytest.raises(OutOfTurn):
            fail(someone(world, "test.fail"))
        assert not Entry.objects.filter(use_case__endswith="fail").exists()

    def test_turns_a_broken_constraint_into_its_sentence(self, world: World) -> None:
        @use_case("test.shift", "排班")
        def twice(warrant: Warrant) -> None:
            from huichang.company.models import Shift

            warrant.show_at(world.north.pk)
            shift = Shift.objects.filter(staff=world.staff("adviser")).get()
            shift.pk = None
            shift.save(force_insert=True)

        with pytest.raises(OutOfTurn, match="已经排过班"):
            twice(someone(world, "test.shift"))

    def test_a_refusal_leaves_the_requests_own_transaction_usable(self, world: World) -> None:
        @use_case("test.halfway", "半途")
        def halfway(warrant: Warrant) -> None:
            warrant.show_at(world.north.pk)
            Bay.objects.filter(pk=world.bays["general"][0].pk).update(name="改")
            raise OutOfTurn("不行")

        with transaction.atomic():
            with pytest.raises(OutOfTurn):
                halfway(someone(world, "test.halfway"))
            assert not Bay.objects.filter(name="改").exists()

    def test_turns_what_no_column_can_hold_into_a_sentence(self, world: World) -> None:
        @use_case("test.nul", "空字符")
        def nul(warrant: Warrant) -> None:
            warrant.show_at(world.north.pk)
            Bay.objects.filter(name="\0").exists()

        with pytest.raises(Refused, match="无法保存的字符"):
            nul(someone(world, "test.nul"))

    def test_turns_two_people_in_each_others_way_into_a_sentence(self, world: World) -> None:
        @use_case("company.test", "测试")
        def meet(warrant: Warrant) -> None:
            warrant.show_at(world.north.pk)
            raise OperationalError("deadlock detected") from errors.DeadlockDetected()

        with transaction.atomic():
            with pytest.raises(OutOfTurn, match="请再试一次"):
                meet(someone(world, "company.test"))
            assert Bay.objects.exists()

    def test_lets_a_lost_database_be_a_fault(self, world: World) -> None:
        @use_case("company.test", "测试")
        def lose(warrant: Warrant) -> None:
            warrant.show_at(world.north.pk)
            raise OperationalError("server closed the connection") from errors.OperationalError()

        with pytest.raises(OperationalError):
            lose(someone(world, "company.test"))
