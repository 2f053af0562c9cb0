"""Bays and teams of a store."""

import pytest

from huichang.company import floor, queries
from huichang.company.models import Bay, Team
from huichang.company.roles import BayKind, Role
from huichang.kernel.refusals import Missing, NotAllowed, Refused
from tests.world import World


def team(world: World) -> Team:
    return Team.objects.get(store=world.north)


class TestAddBay:
    @pytest.mark.req("LANE-11")
    def test_is_offered_from_now_on(self, world: World) -> None:
        floor.add_bay(world.service_manager, world.north.pk, name="预检 4", kind=BayKind.PRECHECK)
        assert [bay.name for bay in queries.bays(world.north.pk, BayKind.PRECHECK)][-1] == "预检 4"

    @pytest.mark.parametrize(
        ("name", "kind", "why"), [(" ", "general", "名称"), ("机电1", "general", "已有"), ("新", "x", "类型")]
    )
    def test_refuses(self, world: World, name: str, kind: str, why: str) -> None:
        with pytest.raises(Refused, match=why):
            floor.add_bay(world.service_manager, world.north.pk, name=name, kind=kind)

    def test_is_not_for_the_technician(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            floor.add_bay(world.technician, world.north.pk, name="x", kind="general")

    def test_is_not_for_another_store(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            floor.add_bay(world.southern_manager, world.north.pk, name="x", kind="general")


class TestChangeBay:
    def test_closes_it(self, world: World) -> None:
        bay = world.bays[BayKind.PAINT][0]
        floor.change_bay(world.administrator, bay.pk, name="烤漆房", is_open=False)
        assert queries.bays(world.north.pk, BayKind.PAINT) == []
        line = next(each for each in queries.all_bays(world.north.pk) if each.id == bay.pk)
        assert (line.name, line.is_open) == ("烤漆房", False)

    def test_refuses_a_name_that_is_taken(self, world: World) -> None:
        one, two = world.bays[BayKind.GENERAL][:2]
        with pytest.raises(Refused, match="已有"):
            floor.change_bay(world.administrator, two.pk, name=one.name, is_open=True)

    def test_does_not_exist_for_another_store(self, world: World) -> None:
        bay = Bay.objects.filter(store=world.north).first()
        assert bay is not None
        with pytest.raises(Missing):
            floor.change_bay(world.southern_manager, bay.pk, name="x", is_open=True)

    def test_is_not_for_the_technician(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            floor.change_bay(world.technician, world.bays[BayKind.PAINT][0].pk, name="x", is_open=True)


class TestAddTeam:
    def test_gets_its_work_from_the_dispatcher_at_first(self, world: World) -> None:
        made = floor.add_team(world.service_manager, world.north.pk, name="钣喷组")
        assert not queries.teams(world.north.pk)[made.pk].led_by_adviser

    def test_refuses_a_name_that_is_taken(self, world: World) -> None:
        with pytest.raises(Refused, match="已有"):
            floor.add_team(world.service_manager, world.north.pk, name=team(world).name)

    def test_is_not_for_the_adviser(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            floor.add_team(world.adviser, world.north.pk, name="x")

    def test_is_not_for_another_store(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            floor.add_team(world.southern_manager, world.north.pk, name="x")


@pytest.mark.req("LANE-30")
class TestLeadTeam:
    def test_is_dispatched_by_an_adviser_or_by_the_dispatcher(self, world: World) -> None:
        adviser = world.staff(Role.ADVISER).pk
        floor.lead_team(world.service_manager, team(world).pk, leader_id=None, adviser_id=adviser)
        assert queries.led_teams(world.north.pk, adviser) == [team(world).pk]
        floor.lead_team(world.service_manager, team(world).pk, leader_id=None, adviser_id=None)
        assert queries.led_teams(world.north.pk, adviser) == []

    def test_refuses_people_of_other_posts(self, world: World) -> None:
        cashier = world.staff(Role.CASHIER).pk
        with pytest.raises(Refused, match="服务顾问"):
            floor.lead_team(world.service_manager, team(world).pk, leader_id=None, adviser_id=cashier)
        with pytest.raises(Refused, match="组长"):
            floor.lead_team(world.service_manager, team(world).pk, leader_id=cashier, adviser_id=None)

    def test_does_not_exist_for_another_store(self, world: World) -> None:
        with pytest.raises(Missing):
            floor.lead_team(world.southern_manager, team(world).pk, leader_id=None, adviser_id=None)

    def test_is_not_for_the_adviser(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            floor.lead_team(world.adviser, team(world).pk, leader_id=None, adviser_id=None)


class TestJoinTeam:
    def test_moves_somebody(self, world: World) -> None:
        made = floor.add_team(world.service_manager, world.north.pk, name="钣喷组")
        person = world.staff(Role.TECHNICIAN).pk
        floor.join_team(world.service_manager, person, store_id=world.north.pk, team_id=made.pk)
        (card,) = queries.people(world.north.pk, Role.TECHNICIAN)
        assert card.team == "钣喷组"

    def test_does_not_see_strangers(self, world: World) -> None:
        with pytest.raises(Missing):
            floor.join_team(
                world.service_manager,
                world.staff(Role.ADVISER, world.south).pk,
                store_id=world.north.pk,
                team_id=None,
            )

    def test_is_not_for_the_technician(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            floor.join_team(
                world.technician,
                world.staff(Role.TECHNICIAN).pk,
                store_id=world.north.pk,
                team_id=None,
            )
