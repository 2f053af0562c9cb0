"""People of a store."""

import pytest

from huichang.company import people, queries
from huichang.company.models import Grant, Staff, StaffSkill
from huichang.kernel.refusals import Missing, NotAllowed, Refused
from tests.world import NOON, World


def take_on(world: World, **changed: object) -> Staff:
    told: dict[str, object] = {
        "login": "Li.Lei",
        "name": "李雷",
        "phone": "13900000000",
        "roles": ["adviser"],
        "password": "qing-shan-9",
        **changed,
    }
    return people.take_on(world.administrator, world.north.pk, **told)  # type: ignore[arg-type]


class TestTakeOn:
    def test_gives_a_person_a_login_and_posts(self, world: World) -> None:
        person = take_on(world)

        actor = queries.actor_of(person.pk)
        assert (person.login, person.pinyin, actor and actor.roles) == ("li.lei", "lilei", ("adviser",))

    @pytest.mark.parametrize(
        ("changed", "why"),
        [({"password": "12345678"}, "密码"), ({"roles": []}, "岗位"), ({"login": "n.adviser"}, "已被使用")],
    )
    def test_refuses(self, world: World, changed: dict[str, object], why: str) -> None:
        world.staff("adviser")
        with pytest.raises(Refused, match=why):
            take_on(world, **changed)

    def test_is_not_for_the_service_manager(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            people.take_on(
                world.service_manager,
                world.north.pk,
                login="x",
                name="x",
                phone="",
                roles=["adviser"],
                password="x",
            )

    def test_is_not_for_another_store(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            people.take_on(
                world.administrator,
                world.south.pk,
                login="x",
                name="x",
                phone="",
                roles=["adviser"],
                password="x",
            )


class TestSetPosts:
    def test_gives_and_takes(self, world: World) -> None:
        staff = world.staff("adviser")
        people.set_posts(world.administrator, staff.pk, store_id=world.north.pk, roles=["cashier"])

        assert list(Grant.objects.filter(staff=staff).values_list("role", flat=True)) == ["cashier"]

    def test_keeps_the_last_administrator_in(self, world: World) -> None:
        me = world.administrator
        with pytest.raises(Refused, match="最后一位"):
            people.set_posts(me, world.staff("administrator").pk, store_id=world.north.pk, roles=["adviser"])

    def test_does_not_see_people_of_another_store(self, world: World) -> None:
        stranger = world.staff("adviser", world.south)
        with pytest.raises(Missing):
            people.set_posts(world.administrator, stranger.pk, store_id=world.north.pk, roles=["adviser"])

    def test_is_not_for_the_adviser(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            people.set_posts(
                world.adviser, world.staff("adviser").pk, store_id=world.north.pk, roles=["administrator"]
            )


class TestSetSkill:
    def set(self, world: World, level: int) -> None:
        people.set_skill(
            world.administrator,
            world.staff("technician").pk,
            store_id=world.north.pk,
            skill="paint",
            level=level,
        )

    def test_sets_and_takes_away(self, world: World) -> None:
        self.set(world, 4)
        assert StaffSkill.objects.get(skill="paint").level == 4
        self.set(world, 0)
        assert not StaffSkill.objects.filter(skill="paint").exists()

    def test_refuses_another_level(self, world: World) -> None:
        with pytest.raises(Refused, match="1 到 5"):
            self.set(world, 6)

    def test_is_not_for_the_technician(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            people.set_skill(
                world.technician,
                world.staff("technician").pk,
                store_id=world.north.pk,
                skill="paint",
                level=5,
            )


class TestLetGo:
    def test_closes_the_door_and_keeps_the_records(self, world: World) -> None:
        people.let_go(world.administrator, world.staff("adviser").pk, store_id=world.north.pk)

        assert queries.actor_of(world.staff("adviser").pk) is None

    def test_leaves_to_others_who_works_for_them_too(self, world: World) -> None:
        staff = world.staff("adviser")
        Grant.objects.create(store=world.south, staff=staff, role="adviser")
        with pytest.raises(Refused, match="南城店也有岗位"):
            people.let_go(world.administrator, staff.pk, store_id=world.north.pk)

    def test_refuses_oneself(self, world: World) -> None:
        with pytest.raises(Refused, match="自己"):
            people.let_go(world.administrator, world.staff("administrator").pk, store_id=world.north.pk)

    def test_is_not_for_the_cashier(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            people.let_go(world.cashier, world.staff("adviser").pk, store_id=world.north.pk)


class TestResetPassword:
    def test_sets_it(self, world: World) -> None:
        staff = world.staff("adviser")
        people.reset_password(world.administrator, staff.pk, store_id=world.north.pk, password="lan-tian-77")
        staff.refresh_from_db()
        assert staff.check_password("lan-tian-77")

    def test_opens_no_other_store(self, world: World) -> None:
        staff = world.staff("adviser")
        Grant.objects.create(store=world.south, staff=staff, role="administrator")
        with pytest.raises(Refused, match="南城店也有岗位"):
            people.reset_password(
                world.administrator, staff.pk, store_id=world.north.pk, password="lan-tian-77"
            )
        Grant.objects.create(store=world.south, staff=world.staff("administrator"), role="administrator")
        both = queries.actor_of(world.staff("administrator").pk)
        assert both is not None
        people.reset_password(both, staff.pk, store_id=world.north.pk, password="lan-tian-77")

    def test_refuses_a_weak_one(self, world: World) -> None:
        with pytest.raises(Refused, match="不够安全"):
            people.reset_password(
                world.administrator, world.staff("adviser").pk, store_id=world.north.pk, password="password"
            )

    def test_is_not_for_the_adviser(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            people.reset_password(
                world.adviser, world.staff("cashier").pk, store_id=world.north.pk, password="lan-tian-77"
            )


class TestMakeToken:
    def test_opens_the_door_with_its_own_posts_until_it_is_revoked(self, world: World) -> None:
        token = people.make_token(world.administrator, world.north.pk, says="对接系统", roles=["adviser"])
        actor = queries.actor_of_token(people.digest(token), at=NOON)
        assert actor is not None
        assert (actor.roles, actor.door) == (("adviser",), "api")

    def test_expires(self, world: World) -> None:
        token = people.make_token(
            world.administrator, world.north.pk, says="x", roles=["adviser"], expires_at=NOON
        )
        assert queries.actor_of_token(people.digest(token), at=NOON) is None

    def test_refuses_one_without_a_post(self, world: World) -> None:
        with pytest.raises(Refused, match="岗位"):
            people.make_token(world.administrator, world.north.pk, says="x", roles=[])

    def test_is_not_for_the_adviser(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            people.make_token(world.adviser, world.north.pk, says="x", roles=["adviser"])


class TestRevokeToken:
    def token(self, world: World) -> tuple[str, int]:
        from huichang.company.models import ApiToken

        token = people.make_token(world.administrator, world.north.pk, says="x", roles=["adviser"])
        return token, ApiToken.objects.get().pk

    def test_closes_the_door(self, world: World) -> None:
        token, pk = self.token(world)
        people.revoke_token(world.administrator, pk, at=NOON)
        assert queries.actor_of_token(people.digest(token), at=NOON) is None

    def test_does_not_exist_for_another_store(self, world: World) -> None:
        _, pk = self.token(world)
        with pytest.raises(Missing):
            people.revoke_token(world.southern_manager, pk, at=NOON)

    def test_is_not_for_the_adviser(self, world: World) -> None:
        _, pk = self.token(world)
        with pytest.raises(NotAllowed):
            people.revoke_token(world.adviser, pk, at=NOON)
