"""The claimed-parts store: every part with its place, nothing leaves without a document (WARR-15)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.warranty import claims, keeping
from huichang.warranty.models import ClaimedPart, PartMove
from huichang.warranty.states import PartState
from tests.warranty.claiming import JPEG, Claiming
from tests.world import TODAY, World

pytestmark = pytest.mark.req("WARR-15")


class TestStorePart:
    def test_is_scanned_into_its_place_by_tag_or_code(self, world: World) -> None:
        story = Claiming(world).repaired()
        url = f"http://x/warranty/parts/{story.part.pk}/"
        part = keeping.store_part(world.warranty_clerk, url, place="sp-01", photos=[JPEG], at=story.at)
        assert (part.state, part.place, len(part.pictures)) == (PartState.STORED, "SP-01", 1)
        move = PartMove.objects.get()
        assert (move.what, move.document) == ("入库", story.claim.number)

    def test_once_with_a_place_by_the_clerk(self, world: World) -> None:
        story = Claiming(world).repaired()
        tag = story.part.tag
        with pytest.raises(Refused, match="货位"):
            keeping.store_part(world.warranty_clerk, tag, place=" ", at=story.at)
        with pytest.raises(NotAllowed):
            keeping.store_part(world.adviser, tag, place="A", at=story.at)
        with pytest.raises(Missing, match="没有标签"):
            keeping.store_part(world.warranty_clerk, "JJ0", place="A", at=story.at)
        story.stored()
        with pytest.raises(OutOfTurn):
            story.stored()


class TestMovePart:
    def test_lies_elsewhere_with_the_reason(self, world: World) -> None:
        story = Claiming(world).repaired()
        with pytest.raises(OutOfTurn):
            keeping.move_part(world.warranty_clerk, story.part.pk, place="B", why="x", at=story.at)
        story.stored()
        with pytest.raises(Refused):
            keeping.move_part(world.warranty_clerk, story.part.pk, place="B", why="", at=story.at)
        with pytest.raises(NotAllowed):
            keeping.move_part(world.adviser, story.part.pk, place="B", why="x", at=story.at)
        assert (
            keeping.move_part(world.warranty_clerk, story.part.pk, place="b-2", why="整理", at=story.at).place
            == "B-2"
        )


class TestGiveBackPart:
    def test_only_of_a_dead_claim_and_with_a_document(self, world: World) -> None:
        story = Claiming(world).repaired().stored()
        clerk, pk = world.warranty_clerk, story.part.pk
        with pytest.raises(Refused, match="属于厂家"):
            keeping.give_back_part(clerk, pk, document="QS1", to="王建国", at=story.at)
        claims.withdraw_claim(clerk, story.claim.pk, why="改自费", at=story.at)
        with pytest.raises(Refused, match="签收单号"):
            keeping.give_back_part(clerk, pk, document="", to="王建国", at=story.at)
        with pytest.raises(NotAllowed):
            keeping.give_back_part(world.adviser, pk, document="QS1", to="王建国", at=story.at)
        gone = keeping.give_back_part(clerk, pk, document="QS1", to="王建国", at=story.at)
        assert (gone.state, gone.gone_document) == (PartState.RETURNED, "QS1")


class TestCallBackParts:
    def test_all_that_is_named_or_nothing(self, world: World) -> None:
        story = Claiming(world).sent()
        said = {"their_number": "ZH-1", "due_on": TODAY + timedelta(days=9), "at": story.at}
        clerk, here = world.warranty_clerk, world.north.pk
        with pytest.raises(Refused, match="没有旧件：SPD0"):
            keeping.call_back_parts(clerk, here, claim_numbers=[story.claim.number, "SPD0"], **said)  # type: ignore[arg-type]
        keeping.call_back_parts(clerk, here, claim_numbers=[story.claim.number], **said)  # type: ignore[arg-type]
        assert story.part.call_back is not None
        with pytest.raises(Refused, match="已经登记"):
            keeping.call_back_parts(clerk, here, tags=[story.part.tag], **said)  # type: ignore[arg-type]

    def test_names_what_is_missing(self, world: World) -> None:
        story = Claiming(world).sent()
        clerk, here = world.warranty_clerk, world.north.pk
        for says, change in (
            ("指令号", {"their_number": " "}),
            ("一行一个", {"tags": []}),
            ("早于今天", {"due_on": TODAY - timedelta(days=1)}),
        ):
            values = {"their_number": "Z", "due_on": TODAY, "tags": [story.part.tag], **change}
            with pytest.raises(Refused, match=says):
                keeping.call_back_parts(clerk, here, at=story.at, **values)  # type: ignore[arg-type]
        with pytest.raises(NotAllowed):
            keeping.call_back_parts(world.adviser, here, their_number="Z", due_on=TODAY, at=story.at)


class TestTakeInventory:
    def test_a_difference_has_words(self, world: World) -> None:
        story = Claiming(world).repaired().stored()
        clerk, here, tag = world.warranty_clerk, world.north.pk, story.part.tag
        with pytest.raises(Refused, match="少 1 件、多 1 件"):
            keeping.take_inventory(clerk, here, tags=["JJ9"], at=story.at)
        count = keeping.take_inventory(clerk, here, tags=["JJ9"], words="找到后补扫", at=story.at)
        assert (count.expected, count.found, count.strange) == (1, 0, ["JJ9"])
        assert keeping.take_inventory(clerk, here, tags=[tag], place="SP-01", at=story.at).found == 1

    def test_is_the_clerks_and_not_empty(self, world: World) -> None:
        story = Claiming(world).repaired()
        with pytest.raises(Refused, match="没有旧件"):
            keeping.take_inventory(world.warranty_clerk, world.north.pk, tags=[], at=story.at)
        with pytest.raises(NotAllowed):
            keeping.take_inventory(world.adviser, world.north.pk, tags=["x"], at=story.at)


def test_the_database_lets_no_part_leave_without_a_document(world: World) -> None:
    story = Claiming(world).repaired().stored()
    with pytest.raises(IntegrityError, match="no_part_leaves_without_document"), transaction.atomic():
        ClaimedPart.objects.filter(pk=story.part.pk).update(state=PartState.SHIPPED)
