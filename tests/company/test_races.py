"""Two people at the store's own matters at once: somebody is left to administer it, a name is taken once."""

from collections.abc import Callable
from datetime import time, timedelta

import pytest

from huichang.company import floor, people, shifts
from huichang.company import queries as company
from huichang.company import sign_in as door
from huichang.company.models import Bay, Grant, Shift, Staff
from huichang.company.roles import Role
from huichang.kernel.actor import Actor
from huichang.kernel.refusals import Refused
from tests.interleaving import interleaved
from tests.world import NOON, TODAY, World

pytestmark = [pytest.mark.django_db(transaction=True)]
NEXT_WEEK = TODAY + timedelta(days=7)


@pytest.fixture
def second(world: World) -> Actor:
    """Another administrator of the north."""
    person = Staff.objects.create(login="n.admin2", name="北管二", pinyin="beiguaner")
    for role in (Role.ADMINISTRATOR, Role.CASHIER):
        Grant.objects.create(store=world.north, staff=person, role=role)
    actor = company.actor_of(person.pk)
    assert actor is not None
    return actor


class TestTheLastAdministrator:
    def leave(self, world: World, actor: Actor, whom: Actor, *, how: str) -> Callable[[], object]:
        """An administrator who takes the other's post, or lets the other go."""
        store_id, staff_id = world.north.pk, whom.staff_id or 0
        if how == "posts":
            return lambda: people.set_posts(actor, staff_id, store_id=store_id, roles=[Role.CASHIER])
        return lambda: people.let_go(actor, staff_id, store_id=store_id)

    @pytest.mark.parametrize(("one", "other"), [("posts", "posts"), ("go", "go"), ("posts", "go")])
    def test_stays_when_two_leave_each_other(self, world: World, second: Actor, one: str, other: str) -> None:
        first = world.administrator
        answers = interleaved(
            self.leave(world, first, second, how=one),
            self.leave(world, second, first, how=other),
            after="COMMIT",
        )
        assert answers is not None
        assert "最后一位系统管理员" in str(answers[1])
        left = Grant.objects.filter(store=world.north, role=Role.ADMINISTRATOR, staff__is_active=True)
        assert [grant.staff_id for grant in left] == [first.staff_id]


class TestNames:
    def test_a_login_name_is_taken_once(self, world: World) -> None:
        actor = world.administrator

        def take_on() -> object:
            return people.take_on(
                actor,
                world.north.pk,
                login="neu",
                name="新人",
                phone="",
                roles=["cashier"],
                password="Huichang-9-x",
            )

        answers = interleaved(take_on, take_on, after="COMMIT")
        assert answers is not None
        assert "登录名“neu”已被使用" in str(answers[1])

    def test_a_bay_has_its_name_alone(self, world: World) -> None:
        actor, bay = world.administrator, Bay.objects.filter(store=world.north).order_by("pk")[0]
        answers = interleaved(
            lambda: floor.change_bay(actor, bay.pk, name="新工位", is_open=True),
            lambda: floor.add_bay(actor, world.north.pk, name="新工位", kind="general"),
            after="COMMIT",
        )
        assert answers is not None
        assert "本店已有叫“新工位”的工位" in str(answers[1])


class TestShifts:
    def plan(self, world: World, actor: Actor, until: int) -> Callable[[], object]:
        """A working time for somebody next week."""
        staff = world.staff(Role.TECHNICIAN).pk
        return lambda: shifts.plan_shifts(
            actor, world.north.pk, staff_ids=[staff], days=[NEXT_WEEK], starts_at=time(8), ends_at=time(until)
        )

    def test_of_two_plans_the_later_holds(self, world: World) -> None:
        one, two = self.plan(world, world.service_manager, 17), self.plan(world, world.dispatcher, 18)
        answers = interleaved(one, two, after="COMMIT")
        assert answers == (1, 1)
        assert Shift.objects.filter(on=NEXT_WEEK).count() == 1

    def test_what_is_planned_holds_over_what_is_repeated(self, world: World) -> None:
        plan, dispatcher = self.plan(world, world.service_manager, 18), world.dispatcher
        answers = interleaved(
            lambda: shifts.repeat_week(dispatcher, world.north.pk, monday=TODAY), plan, after="COMMIT"
        )
        assert answers is not None
        assert not any(isinstance(each, Refused) for each in answers)
        assert Shift.objects.filter(on=NEXT_WEEK, staff=world.staff(Role.TECHNICIAN)).count() == 1


def test_who_guesses_with_two_requests_at_once_has_no_more_tries(world: World) -> None:
    assert world.adviser

    def guess() -> object:
        return door.sign_in("n.adviser", "wrong", address="127.0.0.1", at=NOON)

    for _ in range(door.MOST_FAILURES - 1):
        with pytest.raises(Refused, match="不对"):
            guess()
    answers = interleaved(guess, guess, after="COMMIT")
    assert answers is not None
    assert "不对" in str(answers[0])
    assert "锁定" in str(answers[1])
