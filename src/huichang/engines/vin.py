"""The vehicle identification number: normalising, structure, check digit, model year.

Source of the rules: GB 16735-2019 (ISO 3779). In China the check digit is mandatory, but imported and old
cars may fail it; therefore wrong structure is an error (`InvalidVin`), while a wrong check digit is only a
doubt (`Vin.doubts`) that a person may override with a reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

LENGTH: Final = 17
FORBIDDEN: Final = {"I": "1", "O": "0", "Q": "0"}
"""Letters that a VIN never holds, with the digit that was most likely meant."""

ALPHABET: Final = "0123456789ABCDEFGHJKLMNPRSTUVWXYZ"
VALUES: Final = {str(digit): digit for digit in range(10)} | {
    letter: value
    for letters, first in (("ABCDEFGH", 1), ("JKLMN", 1), ("P", 7), ("R", 9), ("STUVWXYZ", 2))
    for value, letter in enumerate(letters, start=first)
}
"""Value of each character in the check sum (GB 16735-2019, annex on the check digit)."""

WEIGHTS: Final = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
"""Weight of positions 1 to 17; position 9 is the check digit itself and weighs nothing."""

CHECK_AT: Final = 8
YEAR_AT: Final = 9
YEAR_CODES: Final = "ABCDEFGHJKLMNPRSTVWXY123456789"
"""Codes of 30 model years in a row, A = 1980 and again 2010; I, O, Q, U, Z and 0 are not used."""

FIRST_YEAR: Final = 1980

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_UPPER = {ord(letter): letter.upper() for letter in "abcdefghijklmnopqrstuvwxyz"}
_INVISIBLE = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF))
_DASHES = {ord(dash): None for dash in "-‐‑–—"}
_STAMPED_MARKS = "*★☆"


class InvalidVin(ValueError):
    """The text cannot be a VIN; the message is a Chinese sentence for the person at the screen."""


@dataclass(frozen=True, slots=True)
class Vin:
    """A VIN of right structure. Its check digit may still be wrong: see `doubts`."""

    text: str

    def __post_init__(self) -> None:
        reason = problem(self.text)
        if reason is not None:
            raise InvalidVin(reason)

    def __str__(self) -> str:
        return self.text

    @property
    def wmi(self) -> str:
        """Maker: positions 1–3."""
        return self.text[:3]

    @property
    def vds(self) -> str:
        """Description of the car, with the check digit at its end: positions 4–9."""
        return self.text[3:9]

    @property
    def vis(self) -> str:
        """The single car: positions 10–17."""
        return self.text[9:]

    @property
    def first8(self) -> str:
        """What names the model: maker and description without the check digit, positions 1–8."""
        return self.text[:8]

    @property
    def tail(self) -> str:
        """The six last characters, which people read out and which screens show strong."""
        return self.text[-6:]

    @property
    def check_digit_matches(self) -> bool:
        """Whether position 9 is the digit that the other sixteen positions ask for."""
        return self.text[CHECK_AT] == check_digit(self.text)

    def model_year(self, today_year: int) -> int | None:
        """The model year seen from `today_year`; None where the maker does not use position 10 for it."""
        return model_year(self.text[YEAR_AT], today_year)

    def doubts(self) -> tuple[str, ...]:
        """Reasons to look again, in Chinese; a person may go on after writing why."""
        found = []
        if not self.check_digit_matches:
            found.append(
                f"VIN 第 9 位校验位应为 {check_digit(self.text)}，现在是 {self.text[CHECK_AT]}；"
                "请对照车架号核对，确认无误可填写原因后继续。"
            )
        if not self.text[-4:].isdigit():
            found.append(
                f"VIN 最后四位通常是数字，现在是 {self.text[-4:]}；请核对，确认无误可填写原因后继续。"
            )
        return tuple(found)


def normalise(raw: str) -> str:
    """The text as a VIN is written: half width, upper case, no spaces or dashes, no stars at the ends."""
    text = raw.translate(_FULL_WIDTH).translate(_INVISIBLE).translate(_DASHES).translate(_UPPER)
    return "".join(text.split()).strip(_STAMPED_MARKS)


def problem(text: str) -> str | None:
    """Why a normalised text cannot be a VIN, as one Chinese sentence that says what to do; None if it can."""
    if not text:
        return "请填写 VIN（17 位车架号，在前风挡左下角或行驶证上）。"
    found = []
    if len(text) < LENGTH:
        found.append(f"VIN 应为 17 位，现在是 {len(text)} 位，还差 {LENGTH - len(text)} 位")
    elif len(text) > LENGTH:
        found.append(f"VIN 应为 17 位，现在是 {len(text)} 位，多出 {len(text) - LENGTH} 位")
    for position, character in enumerate(text, start=1):
        if character in FORBIDDEN:
            found.append(
                f"第 {position} 位是字母 {character}，VIN 不用 I、O、Q，多半是数字 {FORBIDDEN[character]}"
            )
        elif character not in VALUES:
            found.append(f"第 {position} 位的“{character}”不是 VIN 可用的字符（只用数字和大写字母）")
    if not found:
        return None
    return "；".join(found) + "。请对照车架号改正。"


def parse(raw: str) -> Vin:
    """The VIN that a person or a camera gave.

    Raises `InvalidVin` with the reason in Chinese if the structure is wrong.
    """
    return Vin(normalise(raw))


def check_digit(text: str) -> str:
    """The character that belongs at position 9: weighted sum of the other positions modulo 11, with X for 10.

    `text` has 17 allowed characters; what stands at position 9 does not matter. Raises `InvalidVin`
    otherwise.
    """
    reason = problem(text)
    if reason is not None:
        raise InvalidVin(reason)
    rest = sum(VALUES[character] * weight for character, weight in zip(text, WEIGHTS, strict=True)) % 11
    return "X" if rest == 10 else str(rest)


def model_year(code: str, today_year: int) -> int | None:
    """The latest model year with this code on the road in `today_year`, next year's models included.

    None for a code outside the cycle, which some makers outside China and North America use.
    """
    at = YEAR_CODES.find(code)
    if at < 0 or len(code) != 1:
        return None
    cycle = len(YEAR_CODES)
    latest = today_year + 1
    return latest - (latest - FIRST_YEAR - at) % cycle


def year_code(year: int) -> str:
    """The code at position 10 for a model year from 1980 on. Raises ValueError for an earlier year."""
    if year < FIRST_YEAR:
        raise ValueError(f"no model year code before {FIRST_YEAR}: {year}")
    return YEAR_CODES[(year - FIRST_YEAR) % len(YEAR_CODES)]


def make_valid(first8: str, code: str, plant: str, serial: str) -> Vin:
    """A VIN with the right check digit, for generators.

    `first8`: maker and description; `code`: model year code; `plant`: one character; `serial`: six
    characters. Raises ValueError if a piece has the wrong length or the year code is unknown, `InvalidVin` if
    a character is not allowed.
    """
    for name, piece, length in (("first8", first8, 8), ("plant", plant, 1), ("serial", serial, 6)):
        if len(piece) != length:
            raise ValueError(f"{name} must have {length} characters, not {len(piece)}: {piece!r}")
    if len(code) != 1 or code not in YEAR_CODES:
        raise ValueError(f"unknown model year code: {code!r}")
    draft = f"{first8}0{code}{plant}{serial}"
    return Vin(f"{first8}{check_digit(draft)}{code}{plant}{serial}")
