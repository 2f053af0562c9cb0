"""What a car's 三包凭证 says."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from huichang.kernel.refusals import Changed, Missing, NotAllowed, Refused
from huichang.sanbao import certificates, queries
from huichang.sanbao.models import Certificate
from huichang.vehicles import notices, owners
from tests.sanbao.garage import BOUGHT, clerk, family_car, general, repaired, standing
from tests.world import NOON, TODAY, World

pytestmark = pytest.mark.req("WARR-03")


class TestKeepCertificate:
    def test_the_clock_reads_it_at_once(self, world: World) -> None:
        world.car.licensed_on = None
        world.car.save()
        repaired(world, world.car, NOON - timedelta(days=60))
        assert standing(world.car).light == "ask"
        certificates.keep_certificate(clerk(world), world.car.pk, use="family", invoice_on=BOUGHT, at=NOON)
        row = standing(world.car)
        assert (row.light, f"{row.until_on}", row.until_km) == ("green", "2027-06-01", 50_000)

    def test_a_longer_promise_of_the_maker_holds(self, world: World) -> None:
        car = family_car(world, sanbao_months=36, sanbao_km=80_000, cover_months=72, cover_km=150_000)
        page = queries.car_page(clerk(world), car.pk, at=NOON)
        assert (f"{page.sanbao_until}", page.sanbao_km) == ("2028-06-01", 80_000)
        assert (f"{page.cover_until}", page.cover_km) == ("2031-06-01", 150_000)

    def test_it_follows_the_car_whoever_owns_it(self, world: World) -> None:
        car = family_car(world)
        repaired(world, car, NOON - timedelta(days=60), hours=50)
        buyer = world.another_car().customer
        assert buyer is not None
        owners.set_person(world.adviser, car.pk, customer_id=buyer.pk, role="owner", since=TODAY, at=NOON)
        page = queries.car_page(clerk(world), car.pk, at=NOON)
        assert (page.owner, f"{page.sanbao_until}", page.in_sanbao) == (buyer.name, "2027-06-01", True)
        assert next(each for each in page.counts if each.rule == "repair_days").count == 3

    @pytest.mark.parametrize(
        ("said", "says"),
        [
            ({"use": ""}, "购车用途"),
            ({"invoice_on": TODAY + timedelta(days=1)}, "不能晚于今天"),
            ({"invoice_on": None, "delivered_on": BOUGHT}, "开票日期"),
            ({"price": Decimal(0)}, "大于 0"),
            ({"use_factor": Decimal("0.006")}, "不超过 0.5"),
            ({"sanbao_months": 12}, "24 个月"),
            ({"cover_km": 50_000}, "60,000 公里"),
        ],
    )
    def test_refuses_what_cannot_be(self, world: World, said: dict[str, Any], says: str) -> None:
        values = {"use": "family", "invoice_on": BOUGHT, **said}
        with pytest.raises(Refused, match=says):
            certificates.keep_certificate(clerk(world), world.car.pk, at=NOON, **values)
        assert not Certificate.objects.exists()

    def test_not_on_an_old_page(self, world: World) -> None:
        car = family_car(world)
        with pytest.raises(Changed):
            certificates.keep_certificate(
                clerk(world), car.pk, use="family", invoice_on=date(2025, 7, 1), at=NOON, seen=7
            )

    def test_not_of_a_car_that_nobody_knows(self, world: World) -> None:
        with pytest.raises(Missing):
            certificates.keep_certificate(clerk(world), 999_999, use="family", at=NOON)

    def test_not_for_the_technician(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            certificates.keep_certificate(world.technician, world.car.pk, use="family", at=NOON)


class TestMarkReturned:
    def test_whoever_meets_the_car_is_told(self, world: World) -> None:
        car = family_car(world)
        repaired(world, car, NOON - timedelta(days=60))
        certificates.mark_returned(
            general(world), car.pk, returned_on=TODAY, reason="变速器两次更换后仍顿挫", at=NOON
        )
        told = [each.text for each in notices.about(car.pk, store_id=world.north.pk, at=NOON)]
        assert any("三包换退车" in text for text in told)
        certificates.mark_returned(general(world), car.pk, returned_on=None, reason="登记错了车", at=NOON)
        assert not standing(car).is_returned

    def test_wants_the_reason_that_is_disclosed(self, world: World) -> None:
        with pytest.raises(Refused, match="原因"):
            certificates.mark_returned(
                world.service_manager, world.car.pk, returned_on=TODAY, reason=" ", at=NOON
            )

    def test_not_for_the_clerk(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            certificates.mark_returned(clerk(world), world.car.pk, returned_on=TODAY, reason="退车", at=NOON)
