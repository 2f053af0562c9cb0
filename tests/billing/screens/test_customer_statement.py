"""The customer's own settlement list by their link."""

import pytest
from django.test import Client
from django.utils.timezone import now

from huichang.workshop import links
from huichang.workshop.models import Order
from tests.stories import Visiting
from tests.world import World


def link(story: Visiting) -> str:
    order = Order.objects.select_related("visit", "customer", "vehicle").get(pk=story.order.pk)
    return links.issue(order, links.Purpose.PROGRESS, at=now())


@pytest.mark.req("LANE-62", "PLAT-23")
def test_is_a_pdf_that_the_page_of_the_visit_leads_to(world: World, client: Client) -> None:
    page = link(Visiting(world).paid())
    assert f'href="{page}statement/"' in client.get(page).content.decode()
    answer = client.get(f"{page}statement/")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")


def test_is_not_there_before_the_settlement(world: World, client: Client) -> None:
    page = link(Visiting(world).checked())
    assert "statement/" not in client.get(page).content.decode()
    assert client.get(f"{page}statement/").status_code == 404


def test_is_nobody_elses_however_the_link_is_bent(world: World, client: Client) -> None:
    page = link(Visiting(world).paid())
    bent = f"{page[:-3]}{'x' if page[-3] != 'x' else 'y'}{page[-2:]}"
    assert client.get(f"{bent}statement/").status_code == 404
