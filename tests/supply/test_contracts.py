"""Contracts with prices from a day on (PARTS-20)."""

from datetime import timedelta
from decimal import Decimal

import pytest

from huichang.kernel.refusals import Missing, NotAllowed, Refused
from huichang.supply import contracts, queries
from huichang.supply.contracts import Agreed, Price
from huichang.supply.models import Contract, ContractPrice
from tests.supply import buying
from tests.world import NOON, TODAY, World

pytestmark = pytest.mark.req("PARTS-20")


def agreed(**words: object) -> Agreed:
    """Terms from today on."""
    return Agreed(**{"number": "HT-9", "from_on": TODAY, **words})  # type: ignore[arg-type]


class TestSignContract:
    def test_keeps_the_terms_of_one_store(self, world: World) -> None:
        of = buying.supplier()
        made = contracts.sign_contract(
            world.parts_manager, of.pk, store_id=world.north.pk, agreed=agreed(lead_days=4)
        )
        assert (made.lead_days, made.store) == (4, world.north)
        page = queries.supplier_page(world.parts_clerk, of.pk, on=TODAY)
        assert [(each.number, each.holds) for each in page.contracts] == [("HT-9", True)]

    @pytest.mark.parametrize(
        ("words", "terms"),
        [
            ("合同号", {"number": " "}),
            ("结算方式", {"terms": "barter"}),
            ("到期日", {"until_on": TODAY - timedelta(days=1)}),
            ("不能小于零", {"freight": Decimal(-1)}),
            ("200%", {"urgent_percent": Decimal(201)}),
            ("天数", {"pay_days": -1}),
        ],
    )
    def test_refuses_impossible_terms(self, world: World, words: str, terms: dict[str, object]) -> None:
        of = buying.supplier()
        with pytest.raises(Refused, match=words):
            contracts.sign_contract(
                world.parts_manager, of.pk, store_id=world.north.pk, agreed=agreed(**terms)
            )

    def test_knows_numbers_suppliers_and_posts(self, world: World) -> None:
        of = buying.supplier()
        buying.contract(world, of, number="HT-9")
        sign = {"store_id": world.north.pk, "agreed": agreed()}
        with pytest.raises(Refused, match="已经有合同"):
            contracts.sign_contract(world.parts_manager, of.pk, **sign)  # type: ignore[arg-type]
        with pytest.raises(Missing):
            contracts.sign_contract(world.parts_manager, 0, **sign)  # type: ignore[arg-type]
        for actor in (world.parts_clerk, world.southern_manager):
            with pytest.raises(NotAllowed):
                contracts.sign_contract(actor, of.pk, **sign)  # type: ignore[arg-type]


class TestChangeContract:
    def test_changes_terms(self, world: World) -> None:
        made = buying.contract(world, buying.supplier())
        contracts.change_contract(world.parts_manager, made.pk, agreed=agreed(pay_days=45))
        made.refresh_from_db()
        assert made.pay_days == 45

    def test_not_by_clerks_or_strangers(self, world: World) -> None:
        made = buying.contract(world, buying.supplier())
        with pytest.raises(NotAllowed):
            contracts.change_contract(world.parts_clerk, made.pk, agreed=agreed())
        with pytest.raises(Missing):
            contracts.change_contract(world.southern_manager, made.pk, agreed=agreed())


class TestEndContract:
    def test_holds_until_its_last_day(self, world: World) -> None:
        of = buying.supplier()
        made = buying.contract(world, of, {world.pads: "280"})
        contracts.end_contract(world.parts_manager, made.pk, last_on=TODAY, at=NOON)
        assert queries.offers(world.north.pk, [world.pads.pk], on=TODAY)
        assert not queries.offers(world.north.pk, [world.pads.pk], on=TODAY + timedelta(days=1))

    def test_not_in_the_past(self, world: World) -> None:
        made = buying.contract(world, buying.supplier())
        with pytest.raises(Refused, match="昨天"):
            contracts.end_contract(world.parts_manager, made.pk, last_on=TODAY - timedelta(days=2), at=NOON)
        with pytest.raises(NotAllowed):
            contracts.end_contract(world.parts_clerk, made.pk, last_on=TODAY, at=NOON)
        with pytest.raises(Missing):
            contracts.end_contract(world.southern_manager, made.pk, last_on=TODAY, at=NOON)


class TestSetPrices:
    def set(self, world: World, contract: Contract, price: str, *, days: int = 0) -> int:
        prices = [Price(part_id=world.pads.pk, price=Decimal(price), pack=Decimal(2))]
        return contracts.set_prices(
            world.parts_manager, contract.pk, prices=prices, from_on=TODAY + timedelta(days=days), at=NOON
        )

    def test_hold_from_their_day_on(self, world: World) -> None:
        of = buying.usual(world)
        contract = Contract.objects.get()
        assert self.set(world, contract, "266.12345", days=3) == 1
        now, later = (
            queries.offers(world.north.pk, [world.pads.pk], on=TODAY + timedelta(days=days))[world.pads.pk][0]
            for days in (0, 3)
        )
        assert (now.price, later.price, later.pack) == (280, Decimal("266.1234"), 2)
        rows = queries.price_rows(world.parts_clerk, of.pk, on=TODAY, text="qzdp")
        assert [(row.price, row.before) for row in rows] == [(Decimal("266.1234"), 280), (280, None)]
        self.set(world, contract, "270", days=3)
        assert ContractPrice.objects.filter(part=world.pads).count() == 2

    def test_refuses_the_past_nothing_and_days_without_contract(self, world: World) -> None:
        buying.usual(world)
        contract = Contract.objects.get()
        with pytest.raises(Refused, match="过去的进价"):
            self.set(world, contract, "270", days=-1)
        with pytest.raises(Refused, match="大于零"):
            self.set(world, contract, "0")
        with pytest.raises(Refused, match="至少"):
            contracts.set_prices(world.parts_manager, contract.pk, prices=[], from_on=TODAY, at=NOON)
        Contract.objects.update(until_on=TODAY)
        with pytest.raises(Refused, match="合同期"):
            self.set(world, contract, "270", days=1)
        with pytest.raises(Missing):
            contracts.set_prices(
                world.parts_manager,
                contract.pk,
                prices=[Price(part_id=0, price=Decimal(1))],
                from_on=TODAY,
                at=NOON,
            )

    def test_not_by_clerks_or_strangers(self, world: World) -> None:
        buying.usual(world)
        contract = Contract.objects.get()
        prices = [Price(part_id=world.pads.pk, price=Decimal(1))]
        with pytest.raises(NotAllowed):
            contracts.set_prices(world.parts_clerk, contract.pk, prices=prices, from_on=TODAY, at=NOON)
        with pytest.raises(Missing):
            contracts.set_prices(world.southern_manager, contract.pk, prices=prices, from_on=TODAY, at=NOON)
