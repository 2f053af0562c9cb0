"""The rail shows where one is, also on the pages behind a place."""

import pytest

from huichang.company.roles import Role
from huichang.site import menu


@pytest.mark.parametrize(
    ("role", "path", "place"),
    [
        (Role.CASHIER, "/", "工作台"),
        (Role.CASHIER, "/billing/desk/", "收银"),
        (Role.CASHIER, "/billing/order/7/", "收银"),
        (Role.CASHIER, "/billing/receivables/", "应收"),
        (Role.ADVISER, "/workshop/check-in/7/", "接待"),
        (Role.ADVISER, "/workshop/orders/7/", "工单"),
        (Role.CARE_AGENT, "/booking/7/", "预约台"),
        (Role.CARE_AGENT, "/search/", "工作台"),
    ],
)
def test_the_place_of_a_page_is_marked(role: Role, path: str, place: str) -> None:
    marked = [each.label for each in menu.places_for((role,), path) if each.active]
    assert marked == [place]
