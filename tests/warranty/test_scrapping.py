"""Claimed parts are destroyed on instruction, before a witness, with pictures (WARR-15)."""

from datetime import timedelta

import pytest

from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.warranty import keeping, scrapping
from huichang.warranty.models import Scrap
from huichang.warranty.states import PartState
from tests.warranty.claiming import JPEG, Claiming
from tests.world import TODAY, World

pytestmark = pytest.mark.req("WARR-15")


def scrap(world: World, story: Claiming, **change: object) -> Scrap:
    """The pads are cut in two."""
    said = {
        "tags": [story.part.tag],
        "instruction": "BF-77",
        "witness": "李四",
        "how": "切割",
        "photos": [JPEG],
        **change,
    }
    return scrapping.scrap_parts(world.warranty_clerk, world.north.pk, at=story.at, **said)  # type: ignore[arg-type]


class TestScrapParts:
    def test_leaves_with_its_record(self, world: World) -> None:
        story = Claiming(world).repaired().stored()
        record = scrap(world, story)
        assert (story.part.state, story.part.gone_document) == (PartState.SCRAPPED, record.number)

    @pytest.mark.parametrize(
        ("says", "change"),
        [
            ("厂家指令", {"instruction": " "}),
            ("见证人", {"witness": ""}),
            ("见证人", {"witness": "北索赔员"}),
            ("怎样销毁", {"how": ""}),
            ("拍下", {"photos": []}),
            ("标签", {"tags": []}),
        ],
    )
    def test_names_what_is_missing(self, world: World, says: str, change: dict[str, object]) -> None:
        story = Claiming(world).repaired().stored()
        with pytest.raises(Refused, match=says):
            scrap(world, story, **change)

    def test_not_what_is_called_back_unknown_or_elsewhere(self, world: World) -> None:
        story = Claiming(world).repaired()
        with pytest.raises(OutOfTurn):
            scrap(world, story)
        with pytest.raises(Missing):
            scrap(world, story, tags=["JJ0"])
        story.stored()
        keeping.call_back_parts(
            world.warranty_clerk,
            world.north.pk,
            their_number="Z1",
            due_on=TODAY + timedelta(days=3),
            tags=[story.part.tag],
            at=story.at,
        )
        with pytest.raises(Refused, match="召回指令"):
            scrap(world, story)
        with pytest.raises(NotAllowed):
            scrapping.scrap_parts(
                world.adviser,
                world.north.pk,
                tags=["x"],
                instruction="x",
                witness="x",
                how="x",
                photos=[JPEG],
                at=story.at,
            )
