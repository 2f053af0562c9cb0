"""Who comes in."""

from datetime import timedelta

import pytest

from huichang.company import sign_in as door
from huichang.kernel.refusals import Refused
from tests.world import NOON, World


def enter(world: World, password: str = "right-one-1", *, minutes: int = 0, login: str = "N.Adviser ") -> int:
    return door.sign_in(login, password, address="127.0.0.1", at=NOON + timedelta(minutes=minutes))


@pytest.fixture
def adviser(world: World) -> int:
    staff = world.staff("adviser")
    staff.set_password("right-one-1")
    staff.save()
    return int(staff.pk)


class TestSignIn:
    def test_lets_the_right_person_in_whatever_the_case_of_the_name(self, world: World, adviser: int) -> None:
        assert enter(world) == adviser

    def test_does_not_say_which_of_the_two_is_wrong(self, world: World, adviser: int) -> None:
        said = []
        for login, password in [("n.adviser", "wrong"), ("nobody", "right-one-1")]:
            with pytest.raises(Refused) as refusal:
                enter(world, password, login=login)
            said.append(str(refusal.value))
        assert said[0] == said[1]

    def test_locks_after_five_failures_for_half_an_hour(self, world: World, adviser: int) -> None:
        for _ in range(5):
            with pytest.raises(Refused, match="不对"):
                enter(world, "wrong")
        with pytest.raises(Refused, match="锁定"):
            enter(world)
        assert enter(world, minutes=31) == adviser

    def test_keeps_out_who_has_left(self, world: World, adviser: int) -> None:
        world.staff("adviser").__class__.objects.filter(pk=adviser).update(is_active=False)
        with pytest.raises(Refused):
            enter(world)
