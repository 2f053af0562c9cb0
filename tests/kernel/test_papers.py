"""Printing: same data, same file; clear errors; several threads at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, time
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from huichang.kernel import papers
from huichang.workshop.papers import GatePass
from tests.paper_data import STORE, at, pages, photo, stroke, words
from tests.workshop.papers.test_gate_pass import usual

GATE_PASS = GatePass.template


def as_mapping(**changes: object) -> dict[str, object]:
    """The data of a gate pass as a plain mapping."""
    plain: dict[str, object] = {
        name: getattr(usual(), name) for name in usual().__dataclass_fields__ if name != "template"
    }
    return {**plain, **changes}


@pytest.mark.req("PLAT-23")
class TestRender:
    def test_takes_a_mapping_or_its_dataclass_and_prints_the_same(self) -> None:
        assert papers.render(GATE_PASS, as_mapping()) == papers.render(GATE_PASS, usual()) == usual().pdf()

    def test_embeds_its_font(self) -> None:
        pdf = usual().pdf()
        assert b"NotoSansCJK" in pdf
        assert b"/FontFile" in pdf

    @pytest.mark.parametrize("field", ["qr", "printed_at", "no", "plate", "store", "valid_until", "notes"])
    def test_names_the_missing_field(self, field: str) -> None:
        data = as_mapping()
        del data[field]
        with pytest.raises(papers.PaperError, match=field) as error:
            papers.render(GATE_PASS, data)
        assert GATE_PASS in str(error.value)

    @pytest.mark.parametrize(
        "template", ["workshop/papers/nothing.typ", "kernel/papers.py", "workshop/papers"]
    )
    def test_knows_only_templates(self, template: str) -> None:
        with pytest.raises(papers.PaperError, match="no such template"):
            papers.render(template, as_mapping())

    @pytest.mark.parametrize(
        ("value", "complaint"),
        [
            (1.5, "cannot be printed"),
            (Decimal("NaN"), "cannot be printed"),
            (object(), "cannot be printed"),
            (datetime(2026, 11, 21, 9, 0), "has no time zone"),
            (b"not a picture", "not a picture"),
            (stroke()[:200], "not a picture"),
        ],
    )
    def test_says_which_value_is_wrong(self, value: object, complaint: str) -> None:
        with pytest.raises(papers.PaperError, match=complaint) as error:
            papers.render(GATE_PASS, as_mapping(notes=["好", {"deep": value}]))
        assert "notes[1].deep" in str(error.value)

    def test_refuses_a_text_where_the_moment_of_printing_belongs(self) -> None:
        with pytest.raises(papers.PaperError, match="printed_at"):
            papers.render(GATE_PASS, as_mapping(printed_at="2026-11-21"))

    def test_ignores_what_the_template_does_not_ask_for(self) -> None:
        more = as_mapping(colours={"a": [date(2026, 11, 21), time(9, 30), None, True, 5]})
        assert papers.render(GATE_PASS, more) == usual().pdf()

    def test_prints_words_as_words_and_never_as_commands(self) -> None:
        text = words(replace(usual(), notes=("#panic() *粗* $x$ [x] @a <b> \\ // 注",)).pdf())
        assert "#panic()*粗*$x$[x]@a<b>\\//注" in text

    def test_keeps_a_plate_together_in_prose(self) -> None:
        text = words(replace(usual(), notes=("请放行川A8F6K2并登记",)).pdf())
        assert "川A8F6K2" in text

    def test_prints_for_two_threads_at_once(self) -> None:
        def work(number: int) -> bytes:
            return replace(usual(), no=f"CM{number % 4}").pdf()

        with ThreadPoolExecutor(8) as pool:
            printed = list(pool.map(work, range(48)))
        assert [printed[i] for i in range(48)] == [printed[i % 4] for i in range(48)]
        assert len(set(printed)) == 4

    def test_shows_moments_in_the_time_of_the_store(self, settings: Any) -> None:
        settings.TIME_ZONE = "Asia/Shanghai"
        utc = at(21, 20).astimezone(UTC)
        assert "2026-11-2120:00" in words(replace(usual(), valid_until=utc).pdf())


def _saved(mode: str, kind: str, size: tuple[int, int], orientation: int = 1) -> bytes:
    image = Image.new(mode, size)
    exif = image.getexif()
    exif[274] = orientation
    out = BytesIO()
    image.save(out, kind, exif=exif)
    return out.getvalue()


def _box(svg: object) -> str:
    return str(svg).split('viewBox="0 0 ')[1].split('"')[0]


@pytest.mark.req("PLAT-23")
class TestPictures:
    @pytest.mark.parametrize(
        ("make", "box"),
        [
            (lambda: photo(40), "800 600"),
            (lambda: _saved("RGB", "JPEG", (400, 300), orientation=6), "300 400"),
            (lambda: _saved("RGB", "JPEG", (400, 300)), "400 300"),
            (lambda: _saved("RGBA", "PNG", (2400, 800)), "600 200"),
            (lambda: _saved("RGB", "WEBP", (640, 480)), "640 480"),
            (lambda: _saved("P", "GIF", (50, 20)), "50 20"),
        ],
    )
    def test_are_made_small_and_upright(self, make: Callable[[], bytes], box: str) -> None:
        store = replace(STORE, logo=make())
        paper = replace(usual(), store=store)
        assert _box(papers._printable(store.logo, "logo")) == box
        assert pages(paper.pdf()) == 1

    def test_svg_goes_in_as_it_is(self) -> None:
        mark = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle r="4"/></svg>'
        assert pages(replace(usual(), store=replace(STORE, logo=mark)).pdf()) == 1

    def test_a_paper_without_a_code_has_none(self) -> None:
        from tests.workshop.papers.test_check_in import bare

        assert bare().qr == ""
        assert pages(bare().pdf()) == 1
