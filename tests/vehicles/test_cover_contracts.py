"""Extended contracts that cars bought: what they cover, and how they end."""

from datetime import date
from typing import Any

import pytest

from huichang.engines.coverage.values import Asked, Verdict
from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.vehicles import cover_answers, cover_contracts
from tests.vehicles.promises import published
from tests.world import NOON, TODAY, World

pytestmark = pytest.mark.req("WARR-01")
PUMP = Asked("1", part_number="EN-1001", part_class="repair", system="engine")
LATER = date(2027, 1, 1)


class TestAddContract:
    def test_a_contract_covers_after_the_maker(self, world: World) -> None:
        policy = published(world, "YB", kind="extended", start="contract", name="延保")
        bought = {"bought_on": TODAY, "from_on": date(2026, 5, 7), "until_on": date(2028, 5, 6)}
        cover_contracts.add_contract(
            world.adviser, world.car.pk, policy_id=policy.policy_id, number="yb1", at=NOON, **bought
        )
        (said,) = cover_answers.answers(world.car.pk, on=LATER, km=70_000, asked=[PUMP])
        assert (said.verdict, said.kind) == (Verdict.COVERED, "extended")

    def test_refusals(self, world: World) -> None:
        whole = published(world)
        policy = published(world, "YB", kind="extended", start="contract", name="延保")
        bought: dict[str, Any] = {
            "policy_id": policy.policy_id,
            "number": "YB1",
            "bought_on": TODAY,
            "from_on": TODAY,
            "until_on": date(2028, 5, 6),
            "at": NOON,
        }
        for change, why in (
            ({"number": " "}, "合同号"),
            ({"policy_id": whole.policy_id}, "延保政策"),
            ({"until_on": TODAY}, "晚于生效"),
        ):
            with pytest.raises(Refused, match=why):
                cover_contracts.add_contract(world.adviser, world.car.pk, **{**bought, **change})
        with pytest.raises(NotAllowed):
            cover_contracts.add_contract(world.technician, world.car.pk, **bought)
        with pytest.raises(Missing):
            cover_contracts.add_contract(world.adviser, 999_999, **bought)
        cover_contracts.add_contract(world.adviser, world.car.pk, **bought)
        with pytest.raises(Refused, match="已经登记"):
            cover_contracts.add_contract(world.adviser, world.car.pk, **bought)


class TestEndContract:
    def test_it_covers_no_more(self, world: World) -> None:
        policy = published(world, "YB", kind="extended", start="contract", name="延保")
        contract = cover_contracts.add_contract(
            world.adviser,
            world.car.pk,
            policy_id=policy.policy_id,
            number="YB1",
            bought_on=TODAY,
            from_on=date(2026, 5, 7),
            until_on=date(2028, 5, 6),
            at=NOON,
        )
        with pytest.raises(Refused, match="终止原因"):
            cover_contracts.end_contract(world.adviser, contract.pk, reason=" ", at=NOON)
        with pytest.raises(NotAllowed):
            cover_contracts.end_contract(world.technician, contract.pk, reason="退保", at=NOON)
        cover_contracts.end_contract(world.adviser, contract.pk, reason="退保", at=NOON)
        (said,) = cover_answers.answers(world.car.pk, on=LATER, km=70_000, asked=[PUMP])
        assert said.verdict == Verdict.NOT_COVERED
        with pytest.raises(OutOfTurn):
            cover_contracts.end_contract(world.adviser, contract.pk, reason="退保", at=NOON)
