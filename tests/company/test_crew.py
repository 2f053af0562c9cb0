"""Everybody and every place of a store in one statement: the same as the single questions answer."""

from huichang.company import queries
from huichang.company.crew import everybody
from huichang.company.roles import BayKind, Role
from tests.workshop.floor import statements
from tests.world import TODAY, World


class TestEverybody:
    def test_says_what_the_single_questions_say(self, world: World) -> None:
        for role in (Role.TECHNICIAN, Role.TEAM_LEADER, Role.INSPECTOR, Role.ADVISER):
            world.staff(role)
        world.staff(Role.TECHNICIAN, world.south)
        roles, kinds = (Role.TECHNICIAN, Role.TEAM_LEADER), (BayKind.GENERAL, BayKind.WASH)
        with statements(1):
            found = everybody(world.north.pk, roles=roles, bay_kinds=kinds, since=TODAY, days=2)
        assert list(found.people.values()) == queries.people(world.north.pk, *roles)
        assert list(found.bays.values()) == queries.bays(world.north.pk, *kinds)
        assert found.teams == queries.teams(world.north.pk)
        wanted = queries.shifts(world.north.pk, since=TODAY, until=TODAY)
        assert {shift.staff_id: shift for shift in found.shifts[TODAY]} == {
            shift.staff_id: shift for shift in wanted[TODAY]
        }

    def test_a_store_without_anybody(self, world: World) -> None:
        found = everybody(world.south.pk, roles=(Role.TECHNICIAN,), bay_kinds=(), since=TODAY, days=1)
        assert (found.people, found.bays, found.shifts) == ({}, {}, {})
