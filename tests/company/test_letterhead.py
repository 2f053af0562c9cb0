"""The head and the terms of the store's documents."""

import io

import pytest
from PIL import Image

from huichang.company import house_rules, letterhead, settings
from huichang.kernel.refusals import NotAllowed, Refused
from tests.world import NOON, World

TERMS = settings.declare("test.terms", "第一条。\n第二条，有逗号。", "测试条款")
pytestmark = pytest.mark.req("PLAT-23")


def png(mode: str = "RGBA") -> bytes:
    out = io.BytesIO()
    Image.new(mode, (64, 64), (0, 0, 0, 0) if mode == "RGBA" else "red").save(out, "PNG")
    return out.getvalue()


class TestHead:
    def test_says_what_the_store_says_of_itself(self, world: World) -> None:
        head = letterhead.head(world.north.pk)
        assert (head.name, head.phone, head.logo) == (
            "北城汽车销售服务有限公司",
            "028-60000001",
            None,
        )


class TestTerms:
    def test_are_the_stores_own_line_by_line(self, world: World) -> None:
        assert letterhead.terms(world.north.pk, TERMS) == ("第一条。", "第二条，有逗号。")
        house_rules.change_setting(
            world.service_manager, world.north.pk, key="test.terms", value="只有这一条，也有逗号。\n\n"
        )
        assert letterhead.terms(world.north.pk, TERMS) == ("只有这一条，也有逗号。",)


class TestSetLogo:
    def test_stands_on_the_documents_on_white_until_it_is_taken_away(self, world: World) -> None:
        letterhead.set_logo(world.service_manager, world.north.pk, content=png(), at=NOON)
        kept = letterhead.head(world.north.pk).logo
        assert kept is not None
        assert Image.open(io.BytesIO(kept)).convert("RGB").getpixel((30, 30)) == (255, 255, 255)
        assert letterhead.head(world.south.pk).logo is None
        letterhead.set_logo(world.service_manager, world.north.pk, content=None, at=NOON)
        assert letterhead.head(world.north.pk).logo is None

    def test_refuses_what_is_no_picture(self, world: World) -> None:
        with pytest.raises(Refused, match="照片"):
            letterhead.set_logo(world.service_manager, world.north.pk, content=b"<svg/>", at=NOON)

    def test_is_not_for_the_adviser_nor_for_another_store(self, world: World) -> None:
        for actor in (world.adviser, world.southern_manager):
            with pytest.raises(NotAllowed):
                letterhead.set_logo(actor, world.north.pk, content=png(), at=NOON)
