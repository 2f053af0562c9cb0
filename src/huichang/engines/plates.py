"""Chinese number plates: normalising, kinds, colours, how they are shown, masked and searched.

Source of the patterns: GA 36-2018 for civil plates; plates of embassies, forces, rescue services and
temporary plates by their published forms. The text of a plate does not tell a small car (blue) from a large
one (yellow): the caller knows that from the vehicle and says `large=True`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

PROVINCES: Final = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
BATTERY_LETTERS: Final = "DABCE"
"""First letters of new energy serials for battery cars (D first, then the extension letters)."""

HYBRID_LETTERS: Final = "FGHJK"
"""First letters of new energy serials for plug-in hybrid and fuel cell cars (F first, then the extension)."""

_MARKS = "挂学警港澳领临应急"
_L = "A-HJ-NP-Z"
_S = "A-HJ-NP-Z0-9"
_NEW = BATTERY_LETTERS + HYBRID_LETTERS

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_UPPER = {ord(letter): letter.upper() for letter in "abcdefghijklmnopqrstuvwxyz"}
_DROPPED = {
    ord(mark): None for mark in "·•・‧∙●⋅.。,，-‐‑–—_()（）\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
}


class InvalidPlate(ValueError):
    """The text cannot be a number plate; the message is a Chinese sentence that says what to do."""


class PlateKind(StrEnum):
    """Kinds of plate, by the form of their text."""

    ORDINARY = "ordinary"
    GREEN_SMALL = "green_small"
    GREEN_LARGE = "green_large"
    TRAILER = "trailer"
    COACH = "coach"
    POLICE = "police"
    HONG_KONG_MACAO = "hk_macao"
    EMBASSY = "embassy"
    CONSULATE = "consulate"
    ARMED_POLICE = "armed_police"
    MILITARY = "military"
    EMERGENCY = "emergency"
    TEMPORARY = "temporary"


class PlateColour(StrEnum):
    """Ground colour of the metal plate, for drawing it."""

    BLUE = "blue"
    YELLOW = "yellow"
    GREEN = "green"
    YELLOW_GREEN = "yellow_green"
    WHITE = "white"
    BLACK = "black"
    PAPER = "paper"


KIND_NAMES: Final = {
    PlateKind.ORDINARY: "普通号牌",
    PlateKind.GREEN_SMALL: "小型新能源号牌",
    PlateKind.GREEN_LARGE: "大型新能源号牌",
    PlateKind.TRAILER: "挂车号牌",
    PlateKind.COACH: "教练车号牌",
    PlateKind.POLICE: "警车号牌",
    PlateKind.HONG_KONG_MACAO: "港澳入出境号牌",
    PlateKind.EMBASSY: "使馆号牌",
    PlateKind.CONSULATE: "领馆号牌",
    PlateKind.ARMED_POLICE: "武警号牌",
    PlateKind.MILITARY: "军车号牌",
    PlateKind.EMERGENCY: "应急救援号牌",
    PlateKind.TEMPORARY: "临时号牌",
}

_COLOURS: Final = {
    PlateKind.ORDINARY: PlateColour.BLUE,
    PlateKind.GREEN_SMALL: PlateColour.GREEN,
    PlateKind.GREEN_LARGE: PlateColour.YELLOW_GREEN,
    PlateKind.TRAILER: PlateColour.YELLOW,
    PlateKind.COACH: PlateColour.YELLOW,
    PlateKind.POLICE: PlateColour.WHITE,
    PlateKind.HONG_KONG_MACAO: PlateColour.BLACK,
    PlateKind.EMBASSY: PlateColour.BLACK,
    PlateKind.CONSULATE: PlateColour.BLACK,
    PlateKind.ARMED_POLICE: PlateColour.WHITE,
    PlateKind.MILITARY: PlateColour.WHITE,
    PlateKind.EMERGENCY: PlateColour.WHITE,
    PlateKind.TEMPORARY: PlateColour.PAPER,
}

# The first capturing group of each pattern is the head that stands before the dot.
_PATTERNS: Final = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        (PlateKind.GREEN_SMALL, rf"([{PROVINCES}][{_L}])[{_NEW}][{_S}][0-9]{{4}}"),
        (PlateKind.GREEN_LARGE, rf"([{PROVINCES}][{_L}])[0-9]{{5}}[{_NEW}]"),
        (PlateKind.TRAILER, rf"([{PROVINCES}][{_L}])[{_S}]{{4}}挂"),
        (PlateKind.COACH, rf"([{PROVINCES}][{_L}])[{_S}]{{4}}学"),
        (PlateKind.POLICE, rf"([{PROVINCES}][{_L}])[{_S}]{{4}}警"),
        (PlateKind.HONG_KONG_MACAO, rf"([{PROVINCES}][{_L}])[{_S}]{{4}}[港澳]"),
        (PlateKind.CONSULATE, rf"([{PROVINCES}][{_L}])[{_S}]{{4}}领"),
        (PlateKind.EMBASSY, r"(使)[0-9]{6}"),
        (PlateKind.EMERGENCY, rf"([{PROVINCES}][XS])[0-9]{{4}}应急"),
        (PlateKind.TEMPORARY, rf"([{PROVINCES}][{_L}])[{_S}]{{4,6}}临"),
        (PlateKind.ARMED_POLICE, rf"(WJ[{PROVINCES}]?)[{_S}]{{5}}"),
        (PlateKind.MILITARY, rf"([{_L}]{{2}})[0-9]{{5}}"),
        (PlateKind.ORDINARY, rf"([{PROVINCES}][{_L}])[{_S}]{{5}}"),
    )
)
_OFFICE_O = re.compile(rf"([{PROVINCES}]O)[{_S}]{{4}}[{_S}警]")


@dataclass(frozen=True, slots=True)
class Plate:
    """A plate of known form. Build it with `parse`."""

    text: str
    kind: PlateKind
    head: str
    large: bool = False

    def __str__(self) -> str:
        return self.text

    @property
    def serial(self) -> str:
        """What stands behind the dot."""
        return self.text[len(self.head) :]

    @property
    def kind_name(self) -> str:
        """The kind in Chinese."""
        return KIND_NAMES[self.kind]

    @property
    def colour(self) -> PlateColour:
        """Ground colour; an ordinary plate of a large vehicle is yellow."""
        if self.large and self.kind is PlateKind.ORDINARY:
            return PlateColour.YELLOW
        return _COLOURS[self.kind]

    @property
    def energy(self) -> str | None:
        """`bev` or `phev` as the letter of a new energy plate tells; None where the plate does not tell."""
        letters = {PlateKind.GREEN_SMALL: self.serial[0], PlateKind.GREEN_LARGE: self.serial[-1]}
        letter = letters.get(self.kind)
        if letter is None:
            return None
        return "bev" if letter in BATTERY_LETTERS else "phev"

    @property
    def shown(self) -> str:
        """As people read it: `川A·8F6K2`."""
        return f"{self.head}·{self.serial}"

    @property
    def masked(self) -> str:
        """For boards that strangers see: `川A·**K21`, the last three characters at most."""
        hidden = max(2, len(self.serial) - 3)
        return f"{self.head}·{'*' * hidden}{self.serial[hidden:]}"


def normalise(raw: str) -> str:
    """The text as plates are stored: half width, upper case, no spaces, dots or dashes; 临 at the end."""
    text = "".join(raw.translate(_FULL_WIDTH).translate(_DROPPED).translate(_UPPER).split())
    if text.startswith("临"):
        text = text.strip("临") + "临"
    return text


def parse(raw: str, *, large: bool = False, office_o: bool = False) -> Plate:
    """The plate that a person or a camera gave.

    `large`: the vehicle is known to be a large one (yellow plate); `office_o`: accept the old police office
    letter O, as in 京O. Raises `InvalidPlate` with a Chinese reason that says what to do.
    """
    text = normalise(raw)
    for kind, pattern in _PATTERNS:
        match = pattern.fullmatch(text)
        if match:
            return Plate(text=text, kind=kind, head=match[1], large=large)
    if office_o:
        match = _OFFICE_O.fullmatch(text)
        if match:
            kind = PlateKind.POLICE if text.endswith("警") else PlateKind.ORDINARY
            return Plate(text=text, kind=kind, head=match[1], large=large)
    raise InvalidPlate(_reason(text))


def problem(raw: str, *, office_o: bool = False) -> str | None:
    """Why a text is not a plate, as a Chinese sentence; None if it is one."""
    try:
        parse(raw, office_o=office_o)
    except InvalidPlate as invalid:
        return str(invalid)
    return None


def display(raw: str) -> str:
    """A stored plate as people read it, `川A·8F6K2`; a text of unknown form comes back as it is."""
    try:
        return parse(raw, office_o=True).shown
    except InvalidPlate:
        return raw


def masked(raw: str) -> str:
    """A stored plate for a wall, `川A·**K21`; of an unknown form only the last three characters stay."""
    try:
        return parse(raw, office_o=True).masked
    except InvalidPlate:
        text = normalise(raw)
        return "*" * max(len(text) - 3, 0) + text[-3:] if len(text) > 3 else "*" * len(text)


def tail_key(raw: str) -> str:
    """Key for searching by the end of a plate: the characters backwards, without marks such as 警 or 临.

    A plate ends with what was typed exactly if its key begins with the key of what was typed, so an ordinary
    index answers the search.
    """
    return normalise(raw).rstrip(_MARKS)[::-1]


def _reason(text: str) -> str:
    """Why a normalised text that fits no pattern is wrong, the most helpful reason first."""
    if not text:
        return "请填写车牌；未上牌的新车请用 VIN 登记。"
    if text in {"无牌", "未上牌", "新车", "无"}:
        return "未上牌的新车请用 VIN 登记，上牌后再补车牌。"
    allowed = PROVINCES + _MARKS + "使"
    for position, character in enumerate(text, start=1):
        if not (character.isascii() and character.isalnum()) and character not in allowed:
            return f"第 {position} 位的“{character}”不会出现在车牌上，请改正或删去。"
    if text[0] not in PROVINCES:
        return _reason_without_province(text)
    return _reason_with_province(text)


def _reason_without_province(text: str) -> str:
    if text[0] == "使":
        return "使馆号牌是“使”加 6 位数字，如 使014578，请核对。"
    if text.startswith("WJ"):
        return "武警号牌是 WJ、省份简称（可无）加 5 位，如 WJ川12345，请核对。"
    if re.fullmatch(rf"[{_L}][{_S}]{{5,6}}", text):
        return f"缺少省份简称，请在前面补上，如 川{text}。"
    return f"车牌要以省份简称开头，如 川、京、沪；现在以“{text[0]}”开头，请核对。"


def _reason_with_province(text: str) -> str:
    if len(text) == 1:
        return f"车牌只有“{text}”，请补全：普通号牌 7 位，新能源号牌 8 位。"
    if not (text[1].isascii() and text[1].isalpha()):
        return f"第 2 位应是发牌机关的字母，现在是“{text[1]}”，请核对。"
    if text[1] in "IO":
        return f"第 2 位不用字母 {text[1]}，请核对发牌机关代号；确为公安专段号牌请联系管理员放行。"
    for position, character in enumerate(text[2:], start=3):
        if character in "IO":
            digit = {"I": "1", "O": "0"}[character]
            return f"车牌序号不用字母 I 和 O：第 {position} 位的 {character} 多半是数字 {digit}，请改正。"
    if text.endswith("应急"):
        return "应急救援号牌是省份简称、X 或 S、4 位数字加“应急”，如 川X1234应急，请核对。"
    for position, character in enumerate(text[2:-1], start=3):
        if not character.isascii():
            return f"第 {position} 位的“{character}”位置不对：挂、学、警、港、澳、领、临只能在末尾，请核对。"
    if len(text) < 7:
        return f"车牌 {text} 只有 {len(text)} 位，还不全：普通号牌 7 位，新能源号牌 8 位，请补全。"
    if len(text) == 8 and text.isalnum() and text[2:].isascii():
        return (
            "8 位是新能源号牌：小型车第 3 位是 A–H、J、K 之一且后 4 位为数字，"
            "大型车前 5 位为数字、末位是字母；请核对，普通号牌应为 7 位。"
        )
    if len(text) > 8:
        return f"车牌 {text} 有 {len(text)} 位，太长：普通号牌 7 位，新能源号牌 8 位，请删去多余的。"
    return f"没有这种号牌：{text}。普通号牌如 川A8F6K2，新能源号牌如 川AD12345，请核对。"
