"""The week of shifts on its screen."""

from datetime import timedelta

import pytest
from django.utils.timezone import localdate

from huichang.company.models import Shift
from huichang.company.roles import Role
from tests.web import page, post, signed_in
from tests.world import World


@pytest.mark.req("LANE-03")
def test_ticked_people_are_planned_for_ticked_days_and_the_week_is_repeated(world: World) -> None:
    desk = signed_in(world.dispatcher)
    person = world.staff(Role.TECHNICIAN)
    monday = localdate() - timedelta(days=localdate().weekday()) + timedelta(days=7)
    days = [monday, monday + timedelta(days=1)]
    answer = post(
        desk,
        "/company/shifts/plan/",
        week=monday.isoformat(),
        person=person.pk,
        day=[day.isoformat() for day in days],
        starts_at="08:00",
        ends_at="17:00",
        break_minutes=60,
    )
    assert answer["Location"] == f"/company/shifts/?week={monday}"
    assert page(desk, answer["Location"]).count("08:00–17:00") == 2
    answer = post(desk, "/company/shifts/again/", monday=monday.isoformat(), weeks=2)
    assert Shift.objects.filter(staff=person, on__gt=monday + timedelta(days=6)).count() == 4
    post(desk, "/company/shifts/off/", week=monday.isoformat(), person=person.pk, day=days[0].isoformat())
    assert not Shift.objects.filter(staff=person, on=days[0]).exists()


def test_nobody_ticked_is_told(world: World) -> None:
    answer = post(
        signed_in(world.dispatcher),
        "/company/shifts/plan/",
        day=localdate().isoformat(),
        starts_at="08:00",
        ends_at="17:00",
        break_minutes=60,
    )
    assert answer.status_code == 422
    assert "勾选同事" in answer.content.decode()


def test_is_not_for_the_technician(world: World) -> None:
    assert signed_in(world.technician).get("/company/shifts/").status_code == 403
