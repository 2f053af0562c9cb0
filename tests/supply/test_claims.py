"""Parts claims: the piece and not the assembly, nothing where a repair will do (PARTS-21)."""

from datetime import timedelta
from decimal import Decimal

import pytest

from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.parts.models import Part
from huichang.parts.states import Place
from huichang.supply import claims, queries
from huichang.supply.claims import Faulty
from huichang.supply.models import PartsClaim, ReceiptLine, Supplier, Variance
from huichang.supply.states import ClaimState, Fault, FoundWhen, Restores
from tests.parts import storeroom
from tests.supply import buying
from tests.supply.test_receiving import JPEG
from tests.world import NOON, TODAY, World

pytestmark = pytest.mark.req("PARTS-21")


def damaged(world: World) -> tuple[Supplier, ReceiptLine]:
    """Four pads came, one of them damaged."""
    buying.quarantine(world)
    of = buying.usual(world)
    order = buying.sent(world, of, {world.pads: 4})
    goods = buying.came(order, world.pads, 3, damaged=Decimal(1), fault=Fault.DAMAGED)
    buying.received(world, order, goods)
    return of, ReceiptLine.objects.get()


def opened(world: World, of: Supplier, **said: object) -> PartsClaim:
    """A claim on pads found faulty in store."""
    faulty = {
        "part_id": world.pads.pk,
        "quantity": Decimal(1),
        "found": FoundWhen.IN_STORE,
        "words": "摩擦片脱层",
        "restores": Restores.WHOLE,
        **said,
    }
    return claims.open_claim(
        world.parts_clerk,
        of.pk,
        store_id=world.north.pk,
        faulty=Faulty(**faulty),
        at=NOON,  # type: ignore[arg-type]
    )


class TestOpenClaim:
    def test_of_what_came_damaged_asks_what_it_cost_within_the_contracts_days(self, world: World) -> None:
        of, line = damaged(world)
        claim = opened(world, of, found=FoundWhen.AT_RECEIPT, receipt_line_id=line.pk, photos=[JPEG])
        assert (claim.asked, claim.deadline_on) == (280, TODAY + timedelta(days=3))
        assert claim.photos.count() == 1
        assert queries.claimable(world.parts_clerk) == []
        with pytest.raises(Refused, match="还有 0 可以索赔"):
            opened(world, of, found=FoundWhen.AT_RECEIPT, receipt_line_id=line.pk)

    def test_carries_what_is_in_store_aside(self, world: World) -> None:
        aside = storeroom.place(world, "索赔件库", Place.CLAIMED, "SP-01")
        claim = opened(world, buying.usual(world), bin_id=world.bin.pk)
        assert (claim.in_stock, claim.bin, claim.deadline_on) == (True, aside, TODAY + timedelta(days=180))
        assert storeroom.lying(world.pads, aside) == 1
        assert buying.stock(world, world.pads).blocked == 1
        buying.assert_proved(world)

    def test_claims_nothing_where_a_repair_will_do(self, world: World) -> None:
        with pytest.raises(Refused, match="不换件就能修复"):
            opened(world, buying.usual(world), restores=Restores.REPAIR)

    def test_claims_the_piece_and_not_the_assembly(self, world: World) -> None:
        lamp = Part.objects.create(number="LT-5000", name="左前大灯总成", initials="zqddzc")
        of = buying.usual(world)
        with pytest.raises(Refused, match="只能索赔那个零件"):
            opened(world, of, part_id=lamp.pk, restores=Restores.PIECE)
        with pytest.raises(Refused, match="为什么换其中的零件"):
            opened(world, of, part_id=lamp.pk, restores=Restores.WHOLE)
        claim = opened(world, of, part_id=lamp.pk, restores=Restores.PIECE, piece_id=world.filter.pk)
        assert (claim.part, claim.sits_in, claim.asked) == (world.filter, lamp, 20)
        whole = opened(world, of, part_id=lamp.pk, why_whole="灯壳开裂，无单独供应", asked=Decimal("1800"))
        assert (whole.part, whole.asked) == (lamp, 1800)

    def test_of_a_fitted_part_names_the_order(self, world: World) -> None:
        of = buying.usual(world)
        with pytest.raises(Refused, match="工单号"):
            opened(world, of, found=FoundWhen.AFTER_FITTING)
        claim = opened(world, of, found=FoundWhen.AFTER_FITTING, order_number="RO1", plate="川A8F6K2")
        assert not claim.in_stock

    def test_wants_words_numbers_and_things_that_exist(self, world: World) -> None:
        of = buying.usual(world)
        wrong: dict[str, dict[str, object]] = {
            "列表": {"found": "x"},
            "问题请从列表": {"fault": "x"},
            "故障现象": {"words": " "},
            "今天以后": {"found_on": TODAY + timedelta(days=1)},
            "收货单上": {"found": FoundWhen.AT_RECEIPT},
            "数量不对": {"quantity": Decimal("0.5")},
            "大于零": {"asked": Decimal(0)},
            "不用再选零件": {"piece_id": world.filter.pk},
        }
        for words, change in wrong.items():
            with pytest.raises(Refused, match=words):
                opened(world, of, **change)
        with pytest.raises(Refused, match="索赔金额"):
            opened(world, of, part_id=world.oil.pk)
        with pytest.raises(Missing):
            opened(world, of, receipt_line_id=999, found=FoundWhen.AT_RECEIPT)
        with pytest.raises(Missing):
            opened(world, of, part_id=0)

    def test_is_not_for_advisers_or_another_store(self, world: World) -> None:
        of = buying.usual(world)
        faulty = Faulty(
            part_id=world.pads.pk,
            quantity=Decimal(1),
            found=FoundWhen.IN_STORE,
            words="脱层",
            restores=Restores.WHOLE,
        )
        for actor in (world.adviser, world.stranger):
            with pytest.raises(NotAllowed):
                claims.open_claim(actor, of.pk, store_id=world.north.pk, faulty=faulty, at=NOON)
        with pytest.raises(Missing):
            claims.open_claim(world.parts_clerk, 0, store_id=world.north.pk, faulty=faulty, at=NOON)


class TestSendClaim:
    def test_goes_out_in_time(self, world: World) -> None:
        claim = opened(world, buying.usual(world))
        assert claims.send_claim(world.parts_clerk, claim.pk, at=NOON).state == ClaimState.SENT

    def test_needs_a_reason_after_the_deadline(self, world: World) -> None:
        claim = opened(world, buying.usual(world))
        late = NOON + timedelta(days=181)
        with pytest.raises(Refused, match="期限"):
            claims.send_claim(world.parts_clerk, claim.pk, at=late)
        sent = claims.send_claim(world.parts_clerk, claim.pk, at=late, late_why="区域经理唐敏同意")
        assert "唐敏" in sent.words

    def test_not_by_strangers(self, world: World) -> None:
        claim = opened(world, buying.usual(world))
        with pytest.raises(NotAllowed):
            claims.send_claim(world.adviser, claim.pk, at=NOON)
        with pytest.raises(Missing):
            claims.send_claim(world.stranger, claim.pk, at=NOON)


class TestAnswerClaim:
    def test_is_refused_with_words_and_sent_again(self, world: World) -> None:
        claim = opened(world, buying.usual(world))
        claims.send_claim(world.parts_clerk, claim.pk, at=NOON)
        with pytest.raises(Refused, match="理由"):
            claims.answer_claim(world.parts_clerk, claim.pk, accepted=False, words="", at=NOON)
        refused = claims.answer_claim(
            world.parts_clerk, claim.pk, accepted=False, words="运输责任", their_number="A1", at=NOON
        )
        assert (refused.state, refused.their_number) == (ClaimState.REFUSED, "A1")
        assert claims.send_claim(world.parts_clerk, claim.pk, at=NOON).state == ClaimState.SENT
        accepted = claims.answer_claim(world.parts_clerk, claim.pk, accepted=True, words="", at=NOON)
        assert accepted.state == ClaimState.ACCEPTED

    def test_not_before_it_is_sent_nor_by_strangers(self, world: World) -> None:
        claim = opened(world, buying.usual(world))
        with pytest.raises(OutOfTurn):
            claims.answer_claim(world.parts_clerk, claim.pk, accepted=True, words="", at=NOON)
        with pytest.raises(NotAllowed):
            claims.answer_claim(world.adviser, claim.pk, accepted=True, words="", at=NOON)
        with pytest.raises(Missing):
            claims.answer_claim(world.stranger, claim.pk, accepted=True, words="", at=NOON)


class TestHandOverClaim:
    def test_takes_goods_out_of_the_ledger_with_the_claim_as_document(self, world: World) -> None:
        storeroom.place(world, "索赔件库", Place.CLAIMED, "SP-01")
        claim = opened(world, buying.usual(world), bin_id=world.bin.pk)
        claims.send_claim(world.parts_clerk, claim.pk, at=NOON)
        with pytest.raises(Refused, match="运单号"):
            claims.hand_over_claim(world.parts_clerk, claim.pk, carrier="", at=NOON)
        gone = claims.hand_over_claim(world.parts_clerk, claim.pk, carrier="德邦 77", at=NOON)
        assert (gone.value, gone.gone_document) == (288, claim.number)
        stock = buying.stock(world, world.pads)
        assert (stock.on_hand, stock.blocked, stock.value) == (1, 0, 288)
        with pytest.raises(Refused, match="已在"):
            claims.hand_over_claim(world.parts_clerk, claim.pk, carrier="德邦 78", at=NOON)
        buying.assert_proved(world)

    def test_not_before_it_is_sent_nor_by_strangers(self, world: World) -> None:
        claim = opened(world, buying.usual(world))
        with pytest.raises(Refused, match="先提交"):
            claims.hand_over_claim(world.parts_clerk, claim.pk, carrier="德邦", at=NOON)
        with pytest.raises(NotAllowed):
            claims.hand_over_claim(world.adviser, claim.pk, carrier="德邦", at=NOON)
        with pytest.raises(Missing):
            claims.hand_over_claim(world.stranger, claim.pk, carrier="德邦", at=NOON)


class TestCreditClaim:
    def test_pays_at_most_what_was_asked(self, world: World) -> None:
        claim = opened(world, buying.usual(world))
        claims.send_claim(world.parts_clerk, claim.pk, at=NOON)
        for amount in ("0", "280.01"):
            with pytest.raises(Refused, match="赔付金额"):
                claims.credit_claim(world.parts_clerk, claim.pk, amount=Decimal(amount), words="", at=NOON)
        done = claims.credit_claim(world.parts_clerk, claim.pk, amount=Decimal(200), words="折价", at=NOON)
        assert (done.state, done.credited) == (ClaimState.CREDITED, 200)
        assert Variance.objects.get().amount == -200

    def test_not_of_a_draft_nor_by_strangers(self, world: World) -> None:
        claim = opened(world, buying.usual(world))
        with pytest.raises(OutOfTurn):
            claims.credit_claim(world.parts_clerk, claim.pk, amount=Decimal(1), words="", at=NOON)
        with pytest.raises(NotAllowed):
            claims.credit_claim(world.adviser, claim.pk, amount=Decimal(1), words="", at=NOON)
        with pytest.raises(Missing):
            claims.credit_claim(world.stranger, claim.pk, amount=Decimal(1), words="", at=NOON)


class TestWithdrawClaim:
    def test_ends_it_before_the_goods_are_gone(self, world: World) -> None:
        claim = opened(world, buying.usual(world))
        with pytest.raises(Refused, match="为什么撤回"):
            claims.withdraw_claim(world.parts_clerk, claim.pk, why="", at=NOON)
        with pytest.raises(NotAllowed):
            claims.withdraw_claim(world.adviser, claim.pk, why="误判", at=NOON)
        with pytest.raises(Missing):
            claims.withdraw_claim(world.stranger, claim.pk, why="误判", at=NOON)
        assert claims.withdraw_claim(world.parts_clerk, claim.pk, why="误判", at=NOON).state == "withdrawn"

    def test_not_after(self, world: World) -> None:
        claim = opened(world, buying.usual(world))
        claims.send_claim(world.parts_clerk, claim.pk, at=NOON)
        claims.hand_over_claim(world.parts_clerk, claim.pk, carrier="德邦", at=NOON)
        with pytest.raises(Refused, match="已经发出"):
            claims.withdraw_claim(world.parts_clerk, claim.pk, why="误判", at=NOON)
