"""VIN: structure, check digit, model year (GB 16735-2019)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huichang.engines import vin

pytestmark = pytest.mark.req("LANE-12")

VALID = (
    "LSVAL41Z882104202",
    "1HGCM82633A004352",
    "11111111111111111",
    "1M8GDM9AXKP042788",
    "5GZCZ43D13S812715",
)
WRONG_DIGIT = "LSGJA52U7AH000001"

structured = st.text(alphabet=vin.ALPHABET, min_size=17, max_size=17)
made = st.builds(
    vin.make_valid,
    st.text(alphabet=vin.ALPHABET, min_size=8, max_size=8),
    st.sampled_from(vin.YEAR_CODES),
    st.sampled_from(vin.ALPHABET),
    st.integers(0, 999_999).map(lambda number: f"{number:06d}"),
)


class TestNormalise:
    def test_turns_full_width_lower_case_and_spaces_into_the_written_form(self) -> None:
        assert vin.normalise(" ｌｓｖａｌ４１ｚ 882104202\u3000") == "LSVAL41Z882104202"

    def test_drops_dashes_stars_and_invisible_characters(self) -> None:
        assert vin.normalise("*LSVAL41Z-8-82104202*\u200b") == "LSVAL41Z882104202"

    @given(st.text())
    def test_changes_nothing_the_second_time(self, raw: str) -> None:
        once = vin.normalise(raw)
        assert vin.normalise(once) == once

    @given(structured)
    def test_leaves_a_written_vin_alone(self, text: str) -> None:
        assert vin.normalise(text) == text


class TestProblem:
    @pytest.mark.parametrize("text", [*VALID, WRONG_DIGIT])
    def test_finds_nothing_in_right_structure(self, text: str) -> None:
        assert vin.problem(text) is None

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ("", "请填写 VIN"),
            ("LSVAL41Z88210420", "现在是 16 位，还差 1 位"),
            ("LSVAL41Z8821042022", "现在是 18 位，多出 1 位"),
            ("LSVAL4IZ882104202", "第 7 位是字母 I，VIN 不用 I、O、Q，多半是数字 1"),
            ("LSVAL41Z8821O4202", "第 13 位是字母 O，VIN 不用 I、O、Q，多半是数字 0"),
            ("QSVAL41Z882104202", "第 1 位是字母 Q"),
            ("LSVAL41Z88210420川", "第 17 位的“川”不是 VIN 可用的字符"),
            ("LSVAL41Z88210420#", "第 17 位的“#”不是 VIN 可用的字符"),
        ],
    )
    def test_says_exactly_what_is_wrong(self, text: str, words: str) -> None:
        reason = vin.problem(text)
        assert reason is not None
        assert words in reason

    def test_names_every_fault_at_once(self) -> None:
        reason = vin.problem("LSVAL4IZ8821O420")
        assert reason is not None
        assert reason.count("；") == 2

    @given(st.text(alphabet="０１２ＡＢｃ 一-" + vin.ALPHABET + "IOQ", max_size=20))
    def test_agrees_with_the_pattern_of_the_standard(self, raw: str) -> None:
        text = vin.normalise(raw)
        fits = len(text) == 17 and set(text) <= set(vin.ALPHABET)
        assert (vin.problem(text) is None) is fits


class TestCheckDigit:
    @pytest.mark.parametrize("text", VALID)
    def test_matches_known_numbers(self, text: str) -> None:
        assert vin.parse(text).check_digit_matches
        assert vin.parse(text).doubts() == ()

    def test_says_which_digit_was_expected(self) -> None:
        number = vin.parse(WRONG_DIGIT)
        assert vin.check_digit(WRONG_DIGIT) == "3"
        assert not number.check_digit_matches
        (doubt,) = number.doubts()
        assert "应为 3，现在是 7" in doubt
        assert "填写原因后继续" in doubt

    def test_refuses_a_text_that_is_no_vin(self) -> None:
        with pytest.raises(vin.InvalidVin, match="还差 1 位"):
            vin.check_digit("1111111111111111")

    def test_values_are_those_of_the_standard(self) -> None:
        letters = "A1 B2 C3 D4 E5 F6 G7 H8 J1 K2 L3 M4 N5 P7 R9 S2 T3 U4 V5 W6 X7 Y8 Z9"
        expected = {pair[0]: int(pair[1]) for pair in letters.split()}
        assert {letter: value for letter, value in vin.VALUES.items() if letter.isalpha()} == expected

    @given(made, st.integers(0, 16), st.sampled_from(vin.ALPHABET))
    def test_detects_every_change_of_one_character_that_changes_its_value(
        self, number: vin.Vin, at: int, character: str
    ) -> None:
        changed = vin.Vin(number.text[:at] + character + number.text[at + 1 :])
        if at == vin.CHECK_AT:
            detected = character != number.text[at]
        else:
            detected = (vin.VALUES[character] - vin.VALUES[number.text[at]]) % 11 != 0
        assert changed.check_digit_matches is not detected

    @given(made, st.integers(0, 15))
    def test_detects_swapped_neighbours_of_different_weight_and_value(self, number: vin.Vin, at: int) -> None:
        if vin.CHECK_AT in (at, at + 1):
            return
        left, right = number.text[at], number.text[at + 1]
        swapped = vin.Vin(number.text[:at] + right + left + number.text[at + 2 :])
        difference = (vin.VALUES[left] - vin.VALUES[right]) * (vin.WEIGHTS[at] - vin.WEIGHTS[at + 1])
        assert swapped.check_digit_matches is (difference % 11 == 0)


class TestModelYear:
    @pytest.mark.parametrize(
        ("code", "today", "year"),
        [
            ("A", 2026, 2010),
            ("P", 2026, 2023),
            ("R", 2026, 2024),
            ("S", 2026, 2025),
            ("T", 2026, 2026),
            ("V", 2026, 2027),
            ("W", 2026, 1998),
            ("9", 2026, 2009),
            ("A", 2008, 1980),
            ("A", 2009, 2010),
        ],
    )
    def test_is_the_latest_that_can_be_on_the_road(self, code: str, today: int, year: int) -> None:
        assert vin.model_year(code, today) == year

    @pytest.mark.parametrize("code", ["I", "O", "Q", "U", "Z", "0", "", "AB"])
    def test_is_unknown_for_a_code_outside_the_cycle(self, code: str) -> None:
        assert vin.model_year(code, 2026) is None

    @given(st.integers(2009, 2100), st.integers(-28, 1))
    def test_comes_back_from_its_code(self, today: int, age: int) -> None:
        assert vin.model_year(vin.year_code(today + age), today) == today + age

    def test_has_no_code_before_1980(self) -> None:
        with pytest.raises(ValueError, match="1980"):
            vin.year_code(1979)

    def test_is_asked_of_the_vin(self) -> None:
        assert vin.parse("LSVAL41Z882104202").model_year(2026) == 2008


class TestVin:
    def test_names_its_parts(self) -> None:
        number = vin.parse("lsval41z882104202")
        assert (number.wmi, number.vds, number.vis) == ("LSV", "AL41Z8", "82104202")
        assert (number.first8, number.tail, str(number)) == ("LSVAL41Z", "104202", "LSVAL41Z882104202")

    def test_does_not_exist_with_wrong_structure(self) -> None:
        with pytest.raises(vin.InvalidVin, match="还差 12 位"):
            vin.Vin("LSVAL")

    def test_doubts_letters_among_the_last_four(self) -> None:
        number = vin.make_valid("LSVAL41Z", "T", "2", "10A4B2")
        (doubt,) = number.doubts()
        assert "最后四位通常是数字，现在是 A4B2" in doubt


class TestMakeValid:
    @given(made)
    def test_gives_numbers_that_read_back(self, number: vin.Vin) -> None:
        assert number.doubts() == ()
        assert vin.parse(number.text.lower()) == number

    @pytest.mark.parametrize(
        ("first8", "code", "plant", "serial", "words"),
        [
            ("LSVAL41", "T", "2", "104202", "first8"),
            ("LSVAL41Z", "U", "2", "104202", "model year code"),
            ("LSVAL41Z", "T", "", "104202", "plant"),
            ("LSVAL41Z", "T", "2", "4202", "serial"),
        ],
    )
    def test_refuses_wrong_pieces(self, first8: str, code: str, plant: str, serial: str, words: str) -> None:
        with pytest.raises(ValueError, match=words):
            vin.make_valid(first8, code, plant, serial)
