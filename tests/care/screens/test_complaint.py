"""A complaint taken down on its own screen."""

from huichang.care.models import Complaint
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
