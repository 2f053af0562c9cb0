"""Number plates: normalising, kinds, colours, display, mask, search (GA 36-2018)."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from huichang.engines import plates
from huichang.engines.plates import PlateColour, PlateKind

pytestmark = pytest.mark.req("LANE-10")

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
SERIAL = LETTERS + "0123456789"
heads = st.builds("{}{}".format, st.sampled_from(plates.PROVINCES), st.sampled_from(LETTERS))
ordinary = st.builds("{}{}".format, heads, st.text(alphabet=SERIAL, min_size=5, max_size=5))
digits = st.integers(0, 9_999).map(lambda number: f"{number:04d}")
green = st.builds("{}{}{}{}".format, heads, st.sampled_from("ABCDEFGHJK"), st.sampled_from(SERIAL), digits)


class TestNormalise:
    @pytest.mark.parametrize(
        "raw",
        [
            "川A8F6K2",
            "川a·8f6k2",
            " 川A 8F6K2 ",
            "川A-8F6K2",
            "川Ａ・８Ｆ６Ｋ２",
            "川A•8F6K2",
            "川A.8F6K2\u3000",
        ],
    )
    def test_brings_every_way_of_writing_to_one(self, raw: str) -> None:
        assert plates.normalise(raw) == "川A8F6K2"

    def test_puts_the_temporary_mark_at_the_end(self) -> None:
        assert plates.normalise("临川A·12345") == "川A12345临"

    @given(st.text())
    def test_changes_nothing_the_second_time(self, raw: str) -> None:
        once = plates.normalise(raw)
        assert plates.normalise(once) == once

    @given(st.text(alphabet="临川A1· ", max_size=8))
    def test_changes_nothing_the_second_time_with_temporary_marks(self, raw: str) -> None:
        once = plates.normalise(raw)
        assert plates.normalise(once) == once


class TestParse:
    @pytest.mark.parametrize(
        ("raw", "kind", "colour"),
        [
            ("京A12345", PlateKind.ORDINARY, PlateColour.BLUE),
            ("川A·8F6K2", PlateKind.ORDINARY, PlateColour.BLUE),
            ("沪B8888警", PlateKind.POLICE, PlateColour.WHITE),
            ("粤Z1234港", PlateKind.HONG_KONG_MACAO, PlateColour.BLACK),
            ("粤Z1234澳", PlateKind.HONG_KONG_MACAO, PlateColour.BLACK),
            ("粤AD12345", PlateKind.GREEN_SMALL, PlateColour.GREEN),
            ("浙A12345F", PlateKind.GREEN_LARGE, PlateColour.YELLOW_GREEN),
            ("苏E9F01挂", PlateKind.TRAILER, PlateColour.YELLOW),
            ("川A1234学", PlateKind.COACH, PlateColour.YELLOW),
            ("使014·578", PlateKind.EMBASSY, PlateColour.BLACK),
            ("沪A0023领", PlateKind.CONSULATE, PlateColour.BLACK),
            ("WJ川12345", PlateKind.ARMED_POLICE, PlateColour.WHITE),
            ("WJ·0123X", PlateKind.ARMED_POLICE, PlateColour.WHITE),
            ("VA·12345", PlateKind.MILITARY, PlateColour.WHITE),
            ("川X·1234应急", PlateKind.EMERGENCY, PlateColour.WHITE),
            ("川S1234应急", PlateKind.EMERGENCY, PlateColour.WHITE),
            ("临川A12345", PlateKind.TEMPORARY, PlateColour.PAPER),
            ("川A·AB123（临）", PlateKind.TEMPORARY, PlateColour.PAPER),
        ],
    )
    def test_knows_the_kinds_of_plates(self, raw: str, kind: PlateKind, colour: PlateColour) -> None:
        plate = plates.parse(raw)
        assert (plate.kind, plate.colour) == (kind, colour)
        assert plate.kind_name == plates.KIND_NAMES[kind]

    def test_takes_the_size_of_the_vehicle_from_the_caller(self) -> None:
        assert plates.parse("川A8F6K2", large=True).colour is PlateColour.YELLOW
        assert plates.parse("川AD12345", large=True).colour is PlateColour.GREEN

    @pytest.mark.parametrize(
        ("raw", "energy"),
        [
            ("川AD12345", "bev"),
            ("川AA12345", "bev"),
            ("川AF12345", "phev"),
            ("川AG12345", "phev"),
            ("浙A12345D", "bev"),
            ("浙A12345K", "phev"),
            ("川A8F6K2", None),
        ],
    )
    def test_reads_the_energy_from_the_letter(self, raw: str, energy: str | None) -> None:
        assert plates.parse(raw).energy == energy

    def test_takes_the_office_letter_o_only_when_told(self) -> None:
        with pytest.raises(plates.InvalidPlate, match="第 2 位不用字母 O"):
            plates.parse("京O12345")
        assert plates.parse("京O12345", office_o=True).kind is PlateKind.ORDINARY
        assert plates.parse("京O1234警", office_o=True).kind is PlateKind.POLICE

    @given(ordinary)
    def test_takes_every_ordinary_plate(self, text: str) -> None:
        assert plates.parse(text).kind is PlateKind.ORDINARY
        assert plates.parse(plates.display(text).lower()).text == text

    @given(green)
    def test_takes_every_small_new_energy_plate(self, text: str) -> None:
        plate = plates.parse(text)
        assert plate.kind is PlateKind.GREEN_SMALL
        assert plate.energy in {"bev", "phev"}

    @given(heads, st.integers(0, 99_999), st.sampled_from("ABCDEFGHJK"))
    def test_takes_every_large_new_energy_plate(self, head: str, number: int, letter: str) -> None:
        assert plates.parse(f"{head}{number:05d}{letter}").kind is PlateKind.GREEN_LARGE


class TestProblem:
    def test_finds_nothing_in_a_plate(self) -> None:
        assert plates.problem("川A8F6K2") is None

    @pytest.mark.parametrize(
        ("raw", "words"),
        [
            ("", "请填写车牌"),
            ("未上牌", "请用 VIN 登记"),
            ("京AI2345", "第 3 位的 I 多半是数字 1"),
            ("京A1234O", "第 7 位的 O 多半是数字 0"),
            ("A8F6K2", "缺少省份简称，请在前面补上，如 川A8F6K2"),
            ("8F6K2", "要以省份简称开头"),
            ("使A8888", "使馆号牌是“使”加 6 位数字"),
            ("WJ123", "武警号牌是 WJ"),
            ("川", "请补全"),
            ("川88F6K2", "第 2 位应是发牌机关的字母，现在是“8”"),
            ("川A8F6", "只有 5 位，还不全"),
            ("川A8F6K27", "8 位是新能源号牌"),
            ("川A8F6K2789", "太长"),
            ("川A8F学K2", "只能在末尾"),
            ("川A123应急", "应急救援号牌是"),
            ("川A8F6K宝", "第 7 位的“宝”不会出现在车牌上"),
            ("川A12345警", "没有这种号牌"),
        ],
    )
    def test_says_what_to_do(self, raw: str, words: str) -> None:
        reason = plates.problem(raw)
        assert reason is not None
        assert words in reason

    @given(st.text(max_size=10))
    def test_always_ends_in_a_plate_or_a_sentence(self, raw: str) -> None:
        reason = plates.problem(raw)
        assert reason is None or reason.endswith("。")

    @given(ordinary, st.sampled_from("IO"), st.integers(2, 6))
    def test_never_lets_i_or_o_into_a_serial(self, text: str, letter: str, at: int) -> None:
        assert plates.problem(text[:at] + letter + text[at + 1 :]) is not None


class TestDisplay:
    @pytest.mark.parametrize(
        ("stored", "shown"),
        [
            ("川A8F6K2", "川A·8F6K2"),
            ("川AD12345", "川A·D12345"),
            ("使014578", "使·014578"),
            ("WJ川12345", "WJ川·12345"),
            ("川A12345临", "川A·12345临"),
            ("京O12345", "京O·12345"),
            ("外地车牌", "外地车牌"),
        ],
    )
    def test_puts_the_dot_behind_the_office(self, stored: str, shown: str) -> None:
        assert plates.display(stored) == shown

    @given(st.one_of(ordinary, green))
    def test_comes_back_by_normalising(self, text: str) -> None:
        assert plates.normalise(plates.display(text)) == text


class TestMasked:
    @pytest.mark.parametrize(
        ("stored", "shown"),
        [
            ("川A8FK21", "川A·**K21"),
            ("沪A12345", "沪A·**345"),
            ("川AD12345", "川A·***345"),
            ("沪B8888警", "沪B·**88警"),
            ("使014578", "使·***578"),
            ("无牌车123", "***123"),
            ("123", "***"),
            ("", ""),
        ],
    )
    def test_leaves_at_most_three_characters(self, stored: str, shown: str) -> None:
        assert plates.masked(stored) == shown

    @given(st.one_of(ordinary, green))
    def test_hides_two_characters_at_least(self, text: str) -> None:
        mask = plates.masked(text)
        assert mask.count("*") >= 2
        assert len(mask) == len(plates.display(text))


class TestTailKey:
    def test_is_the_plate_backwards_without_its_mark(self) -> None:
        assert plates.tail_key("川A·8F6K2") == "2K6F8A川"
        assert plates.tail_key("沪B8888警") == "8888B沪"

    @given(st.one_of(ordinary, green), st.integers(1, 8))
    def test_begins_with_the_key_of_any_tail(self, text: str, length: int) -> None:
        assert plates.tail_key(text).startswith(plates.tail_key(text[-length:].lower()))

    @given(ordinary, st.text(alphabet=SERIAL, min_size=1, max_size=5))
    def test_begins_with_no_other_key(self, text: str, typed: str) -> None:
        assume(not text.endswith(typed))
        assert not plates.tail_key(text).startswith(plates.tail_key(typed))
