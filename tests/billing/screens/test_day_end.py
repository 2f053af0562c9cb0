"""The day's end on its screen (LANE-64)."""

import pytest
from django.utils.timezone import localdate

from huichang.billing.models import DayClose
from tests.clock import Clock
from tests.stories import Visiting
from tests.web import page, post, signed_in
from tests.world import World

pytestmark = pytest.mark.req("LANE-64")


def paid_by_now(world: World, clock: Clock) -> None:
    """A visit of today that is paid at this moment."""
    clock.set(Visiting(world).paid().at)


def test_cash_is_counted_blind_and_the_rest_is_proposed(world: World, clock: Clock) -> None:
    paid_by_now(world, clock)
    text = page(signed_in(world.cashier), "/billing/day-end/")
    assert 'name="counted_wechat" inputmode="decimal" value="1146.00"' in text
    assert 'name="counted_cash" inputmode="decimal" value=""' in text


def test_an_unexplained_difference_is_refused_in_words_and_then_kept_with_them(
    world: World, clock: Clock
) -> None:
    paid_by_now(world, clock)
    desk, today = signed_in(world.cashier), localdate().isoformat()
    refused = post(desk, "/billing/day-end/close/", on=today, counted_cash="0", counted_wechat="1,100.00")
    assert refused.status_code == 422
    assert "写明原因" in refused.content.decode()
    kept = post(
        desk,
        "/billing/day-end/close/",
        on=today,
        counted_cash="0",
        counted_wechat="1,100.00",
        explanation="找零多给了",
    )
    assert kept.status_code == 302
    assert "找零多给了" in page(desk, "/billing/day-end/")
    manager = page(signed_in(world.service_manager), "/billing/day-ends/")
    assert "找零多给了" in manager
    assert "−¥46.00" in manager


@pytest.mark.parametrize("said", ["abc", "NaN", "1e99"])
def test_odd_numbers_are_refused(world: World, said: str) -> None:
    answer = post(
        signed_in(world.cashier),
        "/billing/day-end/close/",
        on=localdate().isoformat(),
        counted_cash=said,
        explanation="x",
    )
    assert answer.status_code == 422
    assert not DayClose.objects.exists()


def test_another_day_can_be_asked_for_and_none_to_come(world: World) -> None:
    desk = signed_in(world.cashier)
    assert "3月2日" in page(desk, "/billing/day-end/?on=2026-03-02")
    for odd in ("2999-01-01", "x", ""):
        assert "今天" in page(desk, f"/billing/day-end/?on={odd}")


def test_who_takes_no_money_closes_no_day(world: World) -> None:
    assert signed_in(world.technician).get("/billing/day-end/").status_code == 403
    assert signed_in(world.cashier).get("/billing/day-ends/").status_code == 403
