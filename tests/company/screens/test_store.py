"""The store's particulars, bays and teams on their screen."""

import pytest

from huichang.company import queries
from huichang.company.models import Team
from huichang.company.roles import BayKind, Role
from tests.web import page, post, signed_in
from tests.world import World


@pytest.mark.req("LANE-30")
def test_a_team_gets_its_work_from_the_adviser_who_leads_it(world: World) -> None:
    desk = signed_in(world.service_manager)
    adviser, team = world.staff(Role.ADVISER), Team.objects.get(store=world.north)
    assert "由车间调度派工" in page(desk, "/company/store/")
    post(desk, f"/company/store/team/{team.pk}/", leader="", adviser=adviser.pk)
    assert queries.led_teams(world.north.pk, adviser.pk) == [team.pk]


@pytest.mark.req("LANE-11")
def test_bays_are_added_and_closed(world: World) -> None:
    desk = signed_in(world.service_manager)
    post(desk, "/company/store/bay/", name="预检 4", kind="precheck")
    first = world.bays[BayKind.PRECHECK][0]
    post(desk, f"/company/store/bay/{first.pk}/", name=first.name)
    open_bays = [bay.name for bay in queries.bays(world.north.pk, BayKind.PRECHECK)]
    assert "预检 4" in open_bays
    assert first.name not in open_bays


def test_people_and_particulars_are_kept(world: World) -> None:
    desk = signed_in(world.service_manager)
    post(desk, "/company/store/team/", name="钣喷组")
    team, person = Team.objects.get(name="钣喷组"), world.staff(Role.TECHNICIAN)
    post(desk, "/company/store/join/", person=person.pk, team=team.pk)
    assert queries.people(world.north.pk, Role.TECHNICIAN)[0].team == "钣喷组"
    answer = post(
        desk,
        "/company/store/change/",
        legal_name="北城汽车",
        phone="028-61110000",
        opens_at="08:00",
        closes_at="19:00",
    )
    assert answer.status_code == 302
    assert queries.store_card(world.north.pk).phone == "028-61110000"


def test_is_not_for_the_adviser(world: World) -> None:
    assert signed_in(world.adviser).get("/company/store/").status_code == 403
