"""The rail shows where one is, also on the pages behind a place."""

import pytest
from django.template.loader import render_to_string

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
        (Role.CARE_AGENT, "/vehicles/7/", "客户"),
        (Role.CARE_AGENT, "/care/call/7/", "回访"),
        (Role.CARE_AGENT, "/care/complaints/new/", "回访"),
        (Role.ADVISER, "/booking/7/", "预约"),
        (Role.ADVISER, "/workshop/visits/7/", "接待"),
        (Role.ADVISER, "/workshop/lines/7/", "工单"),
        (Role.ADVISER, "/billing/order/7/", "工单"),
        (Role.GREETER, "/workshop/tickets/7/", "引导台"),
        (Role.PARTS_CLERK, "/parts/part/7/", "库存"),
        (Role.PARTS_CLERK, "/parts/part/7/delivery/1/", "库存"),
        (Role.PARTS_CLERK, "/parts/counter/7/", "备件柜台"),
        (Role.PARTS_CLERK, "/parts/requests/", "备件柜台"),
        (Role.DISPATCHER, "/workshop/alarms/", "车道"),
        (Role.DISPATCHER, "/workshop/clocks/", "派工"),
        (Role.TECHNICAL_MANAGER, "/knowledge/help/7/", "求助"),
        (Role.TECHNICAL_MANAGER, "/knowledge/7/", "知识"),
        (Role.ADMINISTRATOR, "/company/tokens/", "设置"),
        (Role.ADMINISTRATOR, "/pricebook/rates/", "设置"),
    ],
)
def test_the_place_of_a_page_is_marked(role: Role, path: str, place: str) -> None:
    marked = [each.label for each in menu.places_for((role,), path) if each.active]
    assert marked == [place]


@pytest.mark.parametrize("role", Role)
def test_one_place_is_marked_in_rail_or_menu(role: Role) -> None:
    for path in (
        "/",
        "/booking/7/",
        "/company/settings/",
        "/parts/part/7/",
        "/workshop/orders/7/",
        "/nowhere/",
    ):
        every = [*menu.places_for((role,), path), *menu.more_for((role,), path)]
        assert sum(place.active for place in every) == 1, path


def test_a_place_without_room_in_the_rail_is_marked_in_the_menu() -> None:
    assert [
        place.label for place in menu.more_for((Role.SERVICE_MANAGER,), "/company/store/") if place.active
    ] == ["门店"]
    assert not any(place.active for place in menu.places_for((Role.SERVICE_MANAGER,), "/company/store/"))


def test_pages_behind_lead_to_places_that_are_there() -> None:
    urls = {place.url for place, _ in menu.PLACES}
    assert {url for wanted in menu.BEHIND.values() for url in wanted} <= urls


@pytest.mark.parametrize("role", Role)
def test_what_the_rail_has_no_room_for_stands_behind_more(role: Role) -> None:
    rail, more = menu.places_for((role,), "/"), menu.more_for((role,), "/")
    assert len(rail) <= menu.MOST
    page = render_to_string("site/page.html", {"places": rail, "more_places": more})
    nav = page[page.index('<nav aria-label="工作位置">') : page.index("</nav>")]
    assert all(f'href="{place.url}"' in nav for place in [*rail, *more])
    assert ("更多" in nav) == bool(more)


def test_the_parts_manager_finds_sales_prices_and_figures_in_the_rail() -> None:
    every = [place.label for place in menu.more_for((Role.PARTS_MANAGER,), "/parts/prices/")]
    assert {"配件销售", "价格", "备件指标"} <= set(every)
    page = render_to_string(
        "site/page.html",
        {
            "places": menu.places_for((Role.PARTS_MANAGER,), "/parts/prices/"),
            "more_places": menu.more_for((Role.PARTS_MANAGER,), "/parts/prices/"),
        },
    )
    assert '<summary aria-current="true">' in page
