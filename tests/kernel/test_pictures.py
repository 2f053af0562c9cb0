"""Photos and signatures."""

import base64
import io
import struct
import zlib

import pytest
from PIL import Image, ImageDraw

from huichang.kernel import pictures
from huichang.kernel.refusals import Missing, Refused
from tests.world import NOON, World


def photo(size: tuple[int, int] = (3000, 2000), kind: str = "JPEG") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, "gray").save(out, kind)
    return out.getvalue()


def signature(*, empty: bool = False) -> str:
    image = Image.new("RGBA", (400, 200), (0, 0, 0, 0))
    if not empty:
        ImageDraw.Draw(image).line((20, 20, 380, 180), fill=(0, 0, 0, 255), width=4)
    out = io.BytesIO()
    image.save(out, "PNG")
    return "data:image/png;base64," + base64.b64encode(out.getvalue()).decode()


class TestKeep:
    def test_makes_it_small(self, world: World) -> None:
        kept = pictures.keep(photo(), store_id=world.north.pk, at=NOON)
        assert (kept.width, kept.height, kept.media_type) == (1600, 1067, "image/jpeg")

    def test_refuses_what_is_not_a_picture(self, world: World) -> None:
        with pytest.raises(Refused, match="不是能打开的照片"):
            pictures.keep(b"MZ\x90not a picture", store_id=world.north.pk, at=NOON)

    def test_refuses_what_is_too_large(self, world: World) -> None:
        with pytest.raises(Refused, match="12 MB"):
            pictures.keep(b"x" * (pictures.MAX_BYTES + 1), store_id=world.north.pk, at=NOON)

    def test_refuses_what_would_fill_the_machine_when_unpacked(self, world: World) -> None:
        small = io.BytesIO()
        Image.new("1", (6000, 6000)).save(small, "PNG")
        assert len(small.getvalue()) < 10_000
        with pytest.raises(Refused, match="尺寸太大"):
            pictures.keep(small.getvalue(), store_id=world.north.pk, at=NOON)

    @pytest.mark.parametrize("kind", ["TIFF", "PPM", "ICO"])
    def test_opens_only_the_kinds_that_phones_and_browsers_make(self, world: World, kind: str) -> None:
        with pytest.raises(Refused, match="不是能打开的照片"):
            pictures.keep(photo((64, 64), kind), store_id=world.north.pk, at=NOON)

    def test_keeps_nothing_that_hides_behind_the_picture(self, world: World) -> None:
        kept = pictures.keep(photo((64, 64)) + b"<script>1</script>", store_id=world.north.pk, at=NOON)
        assert b"<script>" not in (pictures.content_of(kept.pk) or b"")

    def test_is_shown_under_an_address_that_cannot_be_bent(self, world: World) -> None:
        kept = pictures.keep(photo(), store_id=world.north.pk, at=NOON)
        token = pictures.link(kept.pk).split("/")[2]

        assert pictures.read(token)[1] == "image/jpeg"
        with pytest.raises(Missing):
            pictures.read(token.replace(str(kept.pk), str(kept.pk + 1), 1))


class TestKeepSignature:
    def test_keeps_what_was_written(self, world: World) -> None:
        assert pictures.keep_signature(signature(), store_id=world.north.pk, at=NOON).kind == "signature"

    @pytest.mark.parametrize("wrong", ["", "data:image/png;base64,", "data:image/png;base64,####", "hello"])
    def test_refuses_what_is_no_signature(self, world: World, wrong: str) -> None:
        with pytest.raises(Refused, match="签"):
            pictures.keep_signature(wrong, store_id=world.north.pk, at=NOON)

    def test_refuses_an_empty_one(self, world: World) -> None:
        with pytest.raises(Refused, match="还没有签名"):
            pictures.keep_signature(signature(empty=True), store_id=world.north.pk, at=NOON)

    @pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "I;16", "RGB", "RGBA"])
    def test_refuses_an_empty_one_in_any_kind_of_colours(self, world: World, mode: str) -> None:
        out = io.BytesIO()
        Image.new(mode, (400, 200)).save(out, "PNG")
        coded = base64.b64encode(out.getvalue()).decode()
        with pytest.raises(Refused, match="还没有签名"):
            pictures.keep_signature(f"data:image/png;base64,{coded}", store_id=world.north.pk, at=NOON)

    def test_refuses_one_that_would_fill_the_machine_when_unpacked(self, world: World) -> None:
        out = io.BytesIO()
        Image.new("1", (4000, 4000)).save(out, "PNG")
        coded = base64.b64encode(out.getvalue()).decode()
        with pytest.raises(Refused, match="过大"):
            pictures.keep_signature(f"data:image/png;base64,{coded}", store_id=world.north.pk, at=NOON)

    def test_refuses_a_picture_of_a_size_that_nobody_signs(self, world: World) -> None:
        head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 6, 0, 0, 0)
        chunk = struct.pack(">I", len(head)) + b"IHDR" + head + struct.pack(">I", zlib.crc32(b"IHDR" + head))
        coded = base64.b64encode(b"\x89PNG\r\n\x1a\n" + chunk).decode()
        with pytest.raises(Refused, match="签名没有读到"):
            pictures.keep_signature(f"data:image/png;base64,{coded}", store_id=world.north.pk, at=NOON)
