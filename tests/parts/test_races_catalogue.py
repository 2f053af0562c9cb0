"""Two people at the catalogue and its prices at once: what fits alone must fit together, and nothing is written over (PARTS-01,
PARTS-40)."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest

from huichang.company import sheets as company_sheets
from huichang.company.models import SheetEffect
from huichang.kernel.refusals import Changed, OutOfTurn, Refused
from huichang.parts import catalogue, places, pricing, receiving
from huichang.parts.models import BatchStock, Bin, Part, PartPrice, PriceBand, PriceRound, Warehouse
from huichang.parts.states import Place
from tests import sheets
from tests.interleaving import interleaved
from tests.parts import batchroom, storeroom
from tests.world import NOON, TODAY, World

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.req("PARTS-01")]
DAY = TODAY + timedelta(days=9)
WRITTEN = 'UPDATE "company_sheet" SET "state"'
"""All of a sheet is written, and not yet committed."""


def coming(world: World, part: Part) -> Callable[[], object]:
    """Goods with a batch number that are about to come."""
    clerk, goods = (
        world.parts_clerk,
        receiving.Received(part.pk, Decimal(3), Decimal(10), came=batchroom.came("L1")),
    )
    return lambda: receiving.receive_parts(
        clerk, store_id=world.north.pk, document="SH-1", supplier="博安", lines=[goods], at=NOON
    )


def parts_of(world: World, count: int) -> list[Part]:
    """Parts that were never here."""
    return [world.part(f"NB-{number}", "新件", Decimal("100.00")) for number in range(count)]


class TestNumbers:
    def test_written_with_other_marks_at_once_are_one(self, world: World) -> None:
        def register(number: str) -> Callable[[], object]:
            words = catalogue.Particulars(name="新件")
            return lambda: catalogue.register_part(manager, number=number, words=words, at=NOON)

        manager = world.parts_manager
        answers = interleaved(register("AB-12"), register("A-B12"), after="COMMIT")
        assert answers is not None
        assert isinstance(answers[1], Refused)
        assert "已经在目录里" in str(answers[1])
        assert Part.objects.filter(key="AB12").count() == 1

    def test_from_a_sheet_and_by_hand_at_once_are_one(self, world: World) -> None:
        manager = world.parts_manager
        page = sheets.tried(manager, "parts.master", [["配件编码", "名称"], ["AB-12", "新件"]])
        company_sheets.write_sheet(manager, page.id, at=NOON)
        words = catalogue.Particulars(name="新件")
        answers = interleaved(
            lambda: sheets.work(manager, page.id, "write"),
            lambda: catalogue.register_part(manager, number="AB12", words=words, at=NOON),
            after=WRITTEN,
        )
        assert answers is not None
        assert "已经在目录里" in str(answers[1])
        assert Part.objects.filter(key="AB12").count() == 1


class TestChains:
    def test_closed_from_both_ends_at_once_make_no_ring(self, world: World) -> None:
        manager = world.parts_manager
        a, b, c, d = parts_of(world, 4)
        catalogue.supersede_part(manager, a.pk, new_id=b.pk)
        catalogue.supersede_part(manager, c.pk, new_id=d.pk)
        answers = interleaved(
            lambda: catalogue.supersede_part(manager, b.pk, new_id=c.pk),
            lambda: catalogue.supersede_part(manager, d.pk, new_id=a.pk),
            after="COMMIT",
        )
        assert answers is not None
        assert "不能互相替代" in str(answers[1])
        assert Part.objects.get(pk=d.pk).replaced_by_id is None

    def test_closed_by_a_sheet_and_by_hand_at_once_make_no_ring(self, world: World) -> None:
        manager = world.parts_manager
        a, b = parts_of(world, 2)
        rows = [["配件编码", "名称", "替代为"], [a.number, "新件", b.number]]
        page = sheets.tried(manager, "parts.master", rows)
        company_sheets.write_sheet(manager, page.id, at=NOON)
        answers = interleaved(
            lambda: sheets.work(manager, page.id, "write"),
            lambda: catalogue.supersede_part(manager, b.pk, new_id=a.pk),
            after=WRITTEN,
        )
        assert answers is not None
        assert "不能互相替代" in str(answers[1])

    def test_of_stand_ins_named_crosswise_do_not_get_in_each_others_way(self, world: World) -> None:
        manager = world.parts_manager
        a, b = parts_of(world, 2)
        for after in range(1, 6):
            answers = interleaved(
                lambda: catalogue.allow_substitute(manager, a.pk, other_id=b.pk),
                lambda: catalogue.allow_substitute(manager, b.pk, other_id=a.pk),
                after=after,
            )
            assert answers == (None, None)


class TestHowAPartIsCounted:
    def test_does_not_change_under_goods_that_come(self, world: World) -> None:
        part = batchroom.tracked(world)
        words = catalogue.Particulars(name=part.name, use_class=part.use_class)
        answers = interleaved(
            lambda: catalogue.change_part(world.parts_manager, part.pk, words=words),
            coming(world, part),
            after="COMMIT",
        )
        assert answers is not None
        assert isinstance(answers[0], Part)
        assert not BatchStock.objects.filter(part=part).exists()
        assert storeroom.stock(world, part).on_hand == 3
        storeroom.assert_proved(world)

    def test_does_not_change_by_a_sheet_under_goods_that_come(self, world: World) -> None:
        manager, part = world.parts_manager, batchroom.tracked(world)
        rows = [["配件编码", "名称", "追踪"], [part.number, part.name, "不追踪"]]
        page = sheets.tried(manager, "parts.master", rows)
        company_sheets.write_sheet(manager, page.id, at=NOON)
        answers = interleaved(
            lambda: sheets.work(manager, page.id, "write"),
            coming(world, part),
            after=WRITTEN,
        )
        assert answers is not None
        assert not BatchStock.objects.filter(part=part).exists()
        storeroom.assert_proved(world)

    def test_is_looked_at_again_when_it_became_otherwise_meanwhile(self, world: World) -> None:
        part = world.part("NB-1", "新件", Decimal("100.00"))
        plain = catalogue.Particulars(name="新名", use_class=part.use_class)
        by_batch = catalogue.Particulars(name="新件", use_class=part.use_class, tracking="batch")
        manager = world.parts_manager
        answers = interleaved(
            lambda: catalogue.change_part(manager, part.pk, words=by_batch),
            lambda: catalogue.change_part(manager, part.pk, words=plain),
            after="COMMIT",
        )
        assert answers is not None
        assert isinstance(answers[1], Changed)
        assert Part.objects.get(pk=part.pk).tracking == "batch"

    def test_stays_when_a_sheet_is_taken_back_after_goods_came(self, world: World) -> None:
        manager, part = world.parts_manager, batchroom.tracked(world)
        part.tracking = "none"
        part.save()
        rows = [["配件编码", "名称", "追踪"], [part.number, part.name, "批次"]]
        page = sheets.written(manager, "parts.master", rows)
        batchroom.receive(world, part, 3, batchroom.came("L1"))
        with pytest.raises(Refused, match="已有库存，不能改回"):
            company_sheets.undo_sheet(manager, page.id, at=NOON)


@pytest.mark.req("PARTS-40")
class TestPrices:
    def drafted(self, world: World, percent: int = 110) -> PriceRound:
        """New prices for everything."""
        return pricing.draft_round(
            world.parts_manager, name="调价", basis="shift", from_on=DAY, percent=Decimal(percent), at=NOON
        )

    def test_of_a_round_and_by_hand_for_the_same_day(self, world: World) -> None:
        manager, round_ = world.parts_manager, self.drafted(world)
        answers = interleaved(
            lambda: pricing.publish_round(manager, round_.pk, at=NOON),
            lambda: pricing.set_price(manager, world.pads.pk, price=Decimal(500), from_on=DAY, at=NOON),  # type: ignore[arg-type]
            after="COMMIT",
        )
        assert answers is not None
        assert isinstance(answers[0], PriceRound)
        (price,) = PartPrice.objects.filter(part=world.pads, from_on=DAY)
        assert (price.price, price.source) == (500, "hand")

    def test_of_two_rounds_for_the_same_day(self, world: World) -> None:
        manager, one, two = world.parts_manager, self.drafted(world), self.drafted(world, 120)
        answers = interleaved(
            lambda: pricing.publish_round(manager, one.pk, at=NOON),
            lambda: pricing.publish_round(manager, two.pk, at=NOON),
            after="COMMIT",
        )
        assert answers is not None
        assert isinstance(answers[1], OutOfTurn)
        assert "售价又变了" in str(answers[1])

    def test_of_a_sheet_are_not_left_out_for_one_by_hand(self, world: World) -> None:
        manager = world.parts_manager
        rows = [["配件编码", "售价", "生效日期"], [world.pads.number, "55.00", str(DAY)]]
        page = sheets.tried(manager, "parts.prices", rows)
        company_sheets.write_sheet(manager, page.id, at=NOON)
        answers = interleaved(
            lambda: sheets.work(manager, page.id, "write"),
            lambda: pricing.set_price(manager, world.pads.pk, price=Decimal(500), from_on=DAY, at=NOON),  # type: ignore[arg-type]
            after="WITH made AS (INSERT INTO parts_partprice",
        )
        assert answers is not None
        assert SheetEffect.objects.filter(sheet_id=page.id, what="price").count() == 1
        (price,) = PartPrice.objects.filter(part=world.pads, from_on=DAY)
        assert (price.price, price.source) == (500, "hand")

    def test_of_two_matrices_the_later_holds(self, world: World) -> None:
        manager = world.parts_manager
        one = [pricing.Band(cost_to=Decimal(100), markup=Decimal(30))]
        two = [pricing.Band(cost_from=Decimal(1), markup=Decimal(50))]
        interleaved(
            lambda: pricing.save_matrix(manager, bands=one),
            lambda: pricing.save_matrix(manager, bands=two),
            after="COMMIT",
        )
        assert [band.markup for band in PriceBand.objects.filter(store=world.north)] == [50]


@pytest.mark.req("PARTS-11")
def test_a_bin_that_two_make_in_two_rooms_is_made_once(world: World) -> None:
    other = Warehouse.objects.create(store=world.north, name="二库", place="main")
    manager = world.parts_manager
    answers = interleaved(
        lambda: places.add_bin(manager, world.main.pk, code="Z-1"),
        lambda: places.add_bin(manager, other.pk, code="Z-1"),
        after="COMMIT",
    )
    assert answers is not None
    assert "货位 Z-1 已经有了" in str(answers[1])
    assert Bin.objects.filter(code="Z-1").count() == 1


@pytest.mark.req("PARTS-11")
def test_a_room_that_two_make_is_made_once(world: World) -> None:
    def add() -> object:
        return places.add_warehouse(
            world.parts_manager, store_id=world.north.pk, name="二库", place=Place.MAIN
        )

    assert world.parts_manager
    answers = interleaved(add, add, after="COMMIT")
    assert answers is not None
    assert "已经有库区" in str(answers[1])
