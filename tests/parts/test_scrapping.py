"""Writing off: a reason, a witness, somebody else's approval (RULES B4, PARTS-10)."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from huichang.company.roles import Role
from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.parts import queries, scrapping
from huichang.parts.models import Move, Scrap
from huichang.parts.states import MoveKind, Place, ScrapReason
from tests.parts import batchroom, storeroom
from tests.world import NOON, World

pytestmark = pytest.mark.req("PARTS-10")


def ask(world: World, quantity: int = 1, **words: object) -> Scrap:
    if not Scrap.objects.exists() and words.pop("room", True):
        storeroom.place(world, "隔离区", Place.QUARANTINE, "GL-01")
    told = {
        "store_id": world.north.pk,
        "bin_id": world.bin.pk,
        "quantity": Decimal(quantity),
        "reason": ScrapReason.DAMAGED,
        "witness_id": world.staff(Role.TECHNICIAN).pk,
        "at": NOON,
        **words,
    }
    return scrapping.ask_scrap(world.parts_clerk, world.pads.pk, **told)


class TestAskScrap:
    def test_goes_to_quarantine_until_somebody_answers(self, world: World) -> None:
        scrap = ask(world)
        stock = storeroom.stock(world, world.pads)
        assert storeroom.row(stock.on_hand, stock.blocked, scrap.value) == (2, 1, Decimal("288.00"))
        storeroom.assert_proved(world)

    def test_wants_another_colleague_as_witness(self, world: World) -> None:
        for witness in (world.parts_clerk.staff_id, world.staff(Role.TECHNICIAN, world.south).pk):
            with pytest.raises(Refused, match="见证人要是本店另一位"):
                ask(world, witness_id=witness, room=False)

    def test_does_not_touch_what_is_promised(self, world: World) -> None:
        storeroom.ask(world, (world.pads, 2))
        with pytest.raises(Refused, match="其余已为别的车预留"):
            ask(world)

    def test_names_the_batch(self, world: World) -> None:
        part = batchroom.tracked(world)
        batch = batchroom.receive(world, part, 3, batchroom.came("B1"))
        words = {
            "store_id": world.north.pk,
            "bin_id": world.bin.pk,
            "quantity": Decimal(2),
            "reason": ScrapReason.EXPIRED,
            "witness_id": world.staff(Role.TECHNICIAN).pk,
            "at": NOON,
        }
        with pytest.raises(Refused, match="请选择要报损的批次"):
            scrapping.ask_scrap(world.parts_clerk, part.pk, **words)
        scrap = scrapping.ask_scrap(world.parts_clerk, part.pk, batch_id=batch.pk, **words)
        scrapping.answer_scrap(world.parts_manager, scrap.pk, approve=True, at=NOON)
        assert batchroom.lies(batch) == {"A-01-1": 1}
        storeroom.assert_proved(world)

    def test_is_not_for_the_adviser(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            scrapping.ask_scrap(
                world.adviser,
                world.pads.pk,
                store_id=world.north.pk,
                bin_id=world.bin.pk,
                quantity=Decimal(1),
                reason=ScrapReason.DAMAGED,
                witness_id=world.staff(Role.TECHNICIAN).pk,
                at=NOON,
            )


class TestAnswerScrap:
    def test_takes_it_off_the_books(self, world: World) -> None:
        scrap = ask(world)
        scrapping.answer_scrap(world.parts_manager, scrap.pk, approve=True, at=NOON)
        move = Move.objects.latest("pk")
        assert (move.kind, move.quantity, move.value) == (MoveKind.SCRAP, -1, Decimal("-288.00"))
        storeroom.assert_proved(world)
        with pytest.raises(OutOfTurn, match="已报损"):
            scrapping.answer_scrap(world.parts_manager, scrap.pk, approve=True, at=NOON)

    def test_a_refusal_says_why_and_leaves_it_in_quarantine(self, world: World) -> None:
        scrap = ask(world)
        with pytest.raises(Refused, match="请写明原因"):
            scrapping.answer_scrap(world.parts_manager, scrap.pk, approve=False, at=NOON)
        scrapping.answer_scrap(world.parts_manager, scrap.pk, approve=False, words="可修复", at=NOON)
        assert storeroom.stock(world, world.pads).blocked == 1

    def test_is_not_for_who_asked_or_witnessed(self, world: World) -> None:
        scrap = ask(world, witness_id=world.staff(Role.PARTS_MANAGER).pk)
        with pytest.raises(NotAllowed, match="申请人和见证人不能批准"):
            scrapping.answer_scrap(world.parts_manager, scrap.pk, approve=True, at=NOON)
        with pytest.raises(NotAllowed):
            scrapping.answer_scrap(world.parts_clerk, scrap.pk, approve=True, at=NOON)
        scrapping.answer_scrap(world.service_manager, scrap.pk, approve=True, at=NOON)

    def test_is_not_for_another_store(self, world: World) -> None:
        scrap = ask(world)
        with pytest.raises(Missing):
            scrapping.answer_scrap(
                world.actor(Role.PARTS_MANAGER, world.south), scrap.pk, approve=True, at=NOON
            )

    def test_the_database_knows_no_approval_by_oneself(self, world: World) -> None:
        scrap = ask(world)
        for columns in ({"answered_by": scrap.asked_by}, {"witness": scrap.asked_by}):
            with pytest.raises(IntegrityError), transaction.atomic():
                Scrap.objects.filter(pk=scrap.pk).update(**columns)


def test_the_list_begins_with_what_waits(world: World) -> None:
    first = ask(world)
    scrapping.answer_scrap(world.parts_manager, first.pk, approve=True, at=NOON)
    second = ask(world)
    assert [row.number for row in queries.scraps(world.parts_manager)] == [second.number, first.number]
    assert queries.scraps(world.parts_manager)[0].is_mine_to_answer
    assert not queries.scraps(world.parts_clerk)[0].is_mine_to_answer
