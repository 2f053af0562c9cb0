"""Sensitive fields: masked by post, shown with a reason."""

import pytest

from huichang.customers import masking, queries, rules
from huichang.kernel import journal
from huichang.kernel.refusals import Missing, NotAllowed, Refused
from tests.world import NOON, World


@pytest.mark.req("CARE-03")
class TestReveal:
    def test_shows_the_value_and_leaves_reason_in_the_journal(self, world: World) -> None:
        cashier = world.actor("cashier")
        assert queries.card(cashier, world.wang.pk).field("phone").text == "138****8001"
        assert (
            masking.reveal(cashier, world.wang.pk, field="phone", reason="开票或退款", at=NOON)
            == "138 0013 8001"
        )
        who, what, _ = journal.latest(world.wang)[0]
        assert (who, what) == (cashier.name, "查看客户敏感信息")

    def test_refuses_without_a_reason_and_without_the_right(self, world: World) -> None:
        with pytest.raises(Refused, match="原因"):
            masking.reveal(world.adviser, world.wang.pk, field="identity_number", reason=" ", at=NOON)
        with pytest.raises(Refused, match="请选择要查看的信息"):
            masking.reveal(world.adviser, world.wang.pk, field="name", reason="x", at=NOON)
        with pytest.raises(NotAllowed):
            masking.reveal(world.technician, world.wang.pk, field="phone", reason="x", at=NOON)
        with pytest.raises(Missing):
            masking.reveal(world.stranger, world.wang.pk, field="phone", reason="x", at=NOON)

    def test_masks_by_field(self) -> None:
        assert rules.masked("address", "成都市锦江区春熙路1号") == "成都市锦江区****"
        assert rules.masked("identity_number", "510104198805042236") == "5101**********2236"
        assert rules.masked("bank_account", "") == ""
        assert rules.shown(("adviser",), "phone", "13800138001") == "13800138001"
