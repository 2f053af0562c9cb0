"""The pages that the benchmark asks for: each costs at most twelve statements, and finds what was asked."""

import pytest
from django.utils.timezone import now
from pytest_django import DjangoAssertNumQueries

from huichang.customers.models import Customer
from huichang.site.bench.client import Failed
from huichang.site.bench.pages import ORDER, PAGES, STATEMENTS, Page
from huichang.vehicles.models import Vehicle
from tests.web import page, signed_in
from tests.workshop.desk import signed
from tests.world import World


@pytest.mark.parametrize("wanted", PAGES, ids=lambda each: each.says)
def test_costs_at_most_twelve_statements(
    wanted: Page, world: World, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    order = signed(world, at=now())
    car = Vehicle.objects.get(pk=order.vehicle_id)
    owner = Customer.objects.get(pk=order.customer_id)
    subject = {
        "order page": str(order.pk),
        "order list, years back": f"{now().isoformat()}~{order.pk + 1}".replace("+", "%2B"),
        "plate tail": car.plate[-4:],
        "plate tail in the order list": car.plate[-4:],
        "name": owner.name,
        "pinyin": owner.pinyin,
        "initials": owner.initials,
    }.get(wanted.says, "")
    client = signed_in(world.service_manager, **({"HX_Request": "true"} if wanted.fragment else {}))
    address = wanted.path.format(subject)
    page(client, address)
    with django_assert_max_num_queries(STATEMENTS):
        text = page(client, address)
    Page(wanted.says, wanted.path, wanted.links, shows=min(wanted.shows, 1)).check(text)


def test_an_empty_page_is_no_measurement() -> None:
    with pytest.raises(Failed, match="too little on the page"):
        Page("order list", "/workshop/orders/", ORDER, shows=80).check("<a href='/workshop/orders/1/'>")
