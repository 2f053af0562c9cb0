"""Plate and VIN out of the texts of a photo; the process that reads."""

import io
import sys

import pytest
from PIL import Image

from huichang.engines import vin as vins
from huichang.vehicles import camera, reading

GOOD_VIN = vins.make_valid("LSVNV133", "P", "2", "012345").text


@pytest.mark.req("LANE-10")
class TestBestPlate:
    @pytest.mark.parametrize(
        ("texts", "plate"),
        [
            (["远岚", "川A·8F6K2"], "川A8F6K2"),
            (["川A", "8F6K2"], "川A8F6K2"),
            (["川IA8F6K2"], "川A8F6K2"),
            (["川AD1234O"], "川AD12340"),
        ],
    )
    def test_finds_and_mends(self, texts: list[str], plate: str) -> None:
        assert reading.best_plate(texts) == reading.Proposal(plate, True)

    def test_proposes_what_is_near_and_says_why_it_doubts(self) -> None:
        found = reading.best_plate(["川A8F6K"])
        assert found.text == "川A8F6K"
        assert not found.sure
        assert reading.best_plate(["停车场"]).text == ""


@pytest.mark.req("LANE-12")
class TestBestVin:
    def test_prefers_the_one_whose_check_digit_agrees(self) -> None:
        doubted = GOOD_VIN[:8] + ("1" if GOOD_VIN[8] != "1" else "2") + GOOD_VIN[9:]
        assert reading.best_vin([doubted, GOOD_VIN]) == reading.Proposal(GOOD_VIN, True)
        assert not reading.best_vin([doubted]).sure
        assert reading.best_vin([GOOD_VIN.replace("0", "O")]).text == GOOD_VIN
        assert reading.best_vin([GOOD_VIN[:9], GOOD_VIN[9:]]).sure

    def test_nothing_found_asks_to_type(self) -> None:
        assert reading.best_vin(["x"]) == reading.Proposal("", False, "没有认出车架号，请手工输入。")


class TestCamera:
    def test_scales_the_photo_and_gives_its_texts(self) -> None:
        seen: list[tuple[int, int]] = []

        class Engine:
            txts = ("川A8F6K2",)

            def __call__(self, photo: bytes) -> "Engine":
                seen.append(Image.open(io.BytesIO(photo)).size)
                return self

        out = io.BytesIO()
        Image.new("RGB", (3000, 1500)).save(out, "JPEG")
        assert camera.texts_in(Engine(), out.getvalue()) == ["川A8F6K2"]
        assert seen == [(960, 480)]
        assert camera.texts_in(Engine(), b"no picture") == []

    def test_a_process_that_dies_gives_nothing_and_starts_again(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(reading, "available", lambda: True)
        monkeypatch.setattr(sys, "executable", "/bin/false")
        assert reading.plate_in(b"photo").text == ""
        assert reading.vin_in(b"photo").text == ""
