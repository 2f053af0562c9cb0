"""A complaint taken down on its own screen."""

import pytest

from huichang.care.models import Complaint
from huichang.company.roles import Role
from huichang.kernel.actor import Actor
from tests.web import page, post, signed_in
from tests.world import World


def test_is_found_written_and_listed(world: World) -> None:
    desk = signed_in(world.care_agent)
    assert f"?customer={world.wang.pk}" in page(desk, "/care/complaints/new/?q=8001")
    assert world.car.plate in page(desk, f"/care/complaints/new/?customer={world.wang.pk}")
    answer = post(
        desk,
        "/care/complaints/new/",
        customer=world.wang.pk,
        vehicle=world.car.pk,
        text="等了两小时",
        wish="道歉",
    )
    assert answer.status_code == 302
    assert Complaint.objects.get().vehicle_id == world.car.pk
    assert "等了两小时" in page(desk, "/care/complaints/")


def test_an_unknown_customer_is_not_there(world: World) -> None:
    assert signed_in(world.care_agent).get("/care/complaints/new/?customer=0").status_code == 404


def test_is_not_for_the_cashier(world: World) -> None:
    assert signed_in(world.cashier).get("/care/complaints/new/").status_code == 403


def taken(world: World, who: Actor) -> int:
    """A complaint that somebody has taken down on the screen; the page that follows shows it."""
    answer = post(signed_in(who), "/care/complaints/new/", customer=world.wang.pk, text="等了两小时")
    complaint = Complaint.objects.get()
    assert answer["Location"] == f"/care/complaints/{complaint.pk}/"
    return complaint.pk


def test_has_a_page_that_its_adviser_sees_too(world: World) -> None:
    where = f"/care/complaints/{taken(world, world.adviser)}/"
    said = page(signed_in(world.adviser), where)
    assert "等了两小时" in said
    assert world.wang.name in said
    assert "结案" not in said.split('class="acts"')[1].split("</div>")[0]
    assert "/close/" in page(signed_in(world.service_manager), where)


def test_nobody_reads_it_elsewhere_or_without_the_right(world: World) -> None:
    where = f"/care/complaints/{taken(world, world.care_agent)}/"
    assert signed_in(world.cashier).get(where).status_code == 403
    stranger = world.actor(Role.SERVICE_MANAGER, world.south)
    assert signed_in(stranger).get(where).status_code == 404


@pytest.mark.django_db(transaction=True)
@pytest.mark.req("PLAT-11")
def test_its_page_tells_its_history() -> None:
    world = World()
    pk = taken(world, world.care_agent)
    assert f'hx-get="/history/care.complaint/{pk}/"' in page(
        signed_in(world.service_manager), f"/care/complaints/{pk}/"
    )
    post(signed_in(world.service_manager), f"/care/complaints/{pk}/close/")
    told = page(signed_in(world.service_manager), f"/history/care.complaint/{pk}/")
    assert told.index("投诉结案") < told.index("受理投诉")
    assert "结案时间：" in told
