"""Colours can be read: WCAG 2 contrast of every pair that the style sheets put on top of each other."""

import re
from pathlib import Path

import pytest

from huichang.kernel import car_drawing, stages
from huichang.site import settings

STYLES = Path(settings.PACKAGE) / "site" / "static" / "huichang"
TOKENS = dict(re.findall(r"--([\w-]+):\s*(#[0-9a-fA-F]{6});", (STYLES / "tokens.css").read_text("utf-8")))
TEXT, LARGE_OR_SIGN = 4.5, 3.0


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb (WCAG 2.2, definition of relative luminance)."""
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


class TestContrast:
    def test_formula_knows_black_on_white(self) -> None:
        assert contrast("#000000", "#ffffff") == pytest.approx(21)

    @pytest.mark.req("LANE-34")
    @pytest.mark.parametrize("stage", list(stages.STAGES))
    def test_a_stage_is_readable_as_chip_as_bar_and_as_word(self, stage: str) -> None:
        full, soft, text = (TOKENS[f"stage-{stage}{part}"] for part in ("", "-soft", "-text"))
        assert contrast(text, soft) >= TEXT
        assert contrast(text, TOKENS["paper"]) >= TEXT
        assert contrast("#ffffff", full) >= TEXT
        assert contrast(full, TOKENS["paper"]) >= LARGE_OR_SIGN
        assert contrast(full, TOKENS["ground"]) >= LARGE_OR_SIGN

    @pytest.mark.req("LANE-34")
    def test_every_stage_has_a_colour_of_its_own(self) -> None:
        full = [TOKENS[f"stage-{stage}"] for stage in stages.STAGES]
        assert len(set(full)) == len(stages.STAGES)

    def test_red_is_kept_for_act_now(self) -> None:
        for stage in stages.STAGES:
            red, green, blue = (int(TOKENS[f"stage-{stage}"][i : i + 2], 16) for i in (1, 3, 5))
            assert not (red > 150 and green < 90 and blue < 90), stage

    @pytest.mark.parametrize("text", ["ink", "ink-soft", "ink-faint", "act", "near", "good", "brand"])
    @pytest.mark.parametrize("under", ["paper", "paper-tint", "ground"])
    def test_texts_are_readable_on_every_ground(self, text: str, under: str) -> None:
        assert contrast(TOKENS[text], TOKENS[under]) >= TEXT

    @pytest.mark.parametrize(
        ("text", "under"), [("act", "act-soft"), ("near", "near-soft"), ("good", "good-soft")]
    )
    def test_notices_are_readable(self, text: str, under: str) -> None:
        assert contrast(TOKENS[text], TOKENS[under]) >= TEXT
        assert contrast(TOKENS["ink"], TOKENS[under]) >= TEXT
        assert contrast(TOKENS["ink-soft"], TOKENS[under]) >= TEXT

    @pytest.mark.parametrize("ground", ["brand", "brand-dark", "act", "night"])
    def test_white_is_readable_on_buttons_and_the_rail(self, ground: str) -> None:
        assert contrast("#ffffff", TOKENS[ground]) >= TEXT
        assert contrast(TOKENS["night-text"], TOKENS["night"]) >= TEXT

    @pytest.mark.parametrize("light", list(stages.LIGHTS))
    def test_lights_stand_out_from_paper(self, light: str) -> None:
        assert contrast(TOKENS[f"light-{light}"], TOKENS["paper"]) >= LARGE_OR_SIGN

    @pytest.mark.parametrize("kind", list(car_drawing.KINDS))
    def test_numbers_on_damage_marks_are_readable_and_screens_use_the_colours_of_the_paper(
        self, kind: str
    ) -> None:
        colour = car_drawing.COLOURS[kind]
        assert contrast("#ffffff", colour) >= TEXT
        assert re.search(rf"\.dot-{kind}[^{{]*\{{[^}}]*{colour}", (STYLES / "forms.css").read_text("utf-8"))

    @pytest.mark.parametrize("text", ["#eef4fc", "#a9bad0", "#ffb4ab", "#ffd48a", "#8fe0ac"])
    def test_walls_are_readable_on_their_tiles(self, text: str) -> None:
        assert text in (STYLES / "hall.css").read_text("utf-8")
        assert contrast(text, "#15243c") >= TEXT
        assert contrast(text, "#0a1526") >= TEXT
