"""Rules of a customer's file: what a number must look like, who sees what, how complete a file is. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from huichang.kernel import wording

MOBILE = re.compile(r"1[3-9]\d{9}")
LANDLINE = re.compile(r"(?:0\d{2,3}\d{7,8}|400\d{7}|800\d{7})(?:转?\d{1,5})?")
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
_LONG_SURNAMES = frozenset(
    "欧阳 上官 司马 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 夏侯 司徒 端木 南宫 独孤 长孙 宇文".split()
)
_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


def plain_phone(raw: str) -> str:
    """A phone number as it is kept: digits only, no +86, no gaps."""
    digits = "".join(character for character in raw if character.isdigit() or character == "转")
    if len(digits) == 13 and digits.startswith("86"):
        return digits[2:]
    return digits


def phone_problem(number: str) -> str:
    """Why a kept number cannot be a phone number, as a sentence; empty when it can."""
    if MOBILE.fullmatch(number) or LANDLINE.fullmatch(number):
        return ""
    if number.startswith("1") and not number.startswith("10"):
        return (
            f"手机号应为 11 位，现在是 {len(number)} 位，请核对。"
            if len(number) != 11
            else "手机号段不对，请核对。"
        )
    return "电话号码不对：手机 11 位，座机请带区号，如 02886668888。"


def identity_problem(number: str) -> str:
    """Why a certificate number is wrong; empty when it is right. 18 places are an identity card (GB 11643, with its
    check character); other forms (passport, permit) only need letters and digits."""
    if len(number) == 18:
        if not number[:17].isdigit():
            return "身份证号前 17 位应为数字，请核对。"
        rest = sum(int(digit) * weight for digit, weight in zip(number, _ID_WEIGHTS, strict=False)) % 11
        return "" if number[17] == _ID_CHECKS[rest] else "身份证号校验位不对，请对照证件核对。"
    if 5 <= len(number) <= 20 and number.isascii() and number.isalnum():
        return ""
    return "证件号应为 18 位身份证号，或 5–20 位字母数字的护照、通行证号。"


def credit_code_problem(code: str) -> str:
    """Why a unified social credit code is wrong (GB 32100: the last of 18 places is a check character)."""
    if len(code) != 18 or any(character not in _CREDIT_ALPHABET for character in code):
        return "统一社会信用代码应为 18 位数字和大写字母（不含 I、O、S、V、Z），请核对营业执照。"
    total = sum(
        _CREDIT_ALPHABET.index(character) * weight
        for character, weight in zip(code, _CREDIT_WEIGHTS, strict=False)
    )
    right = _CREDIT_ALPHABET[(31 - total % 31) % 31]
    return "" if code[17] == right else "统一社会信用代码校验位不对，请核对营业执照。"


def addressed(name: str, sex: str, kind: str) -> str:
    """How we speak to them: 王先生, 李女士; the whole name where we do not know, or for a firm."""
    title = {"male": "先生", "female": "女士"}.get(sex, "")
    if kind != "person" or not title or not name:
        return name
    surname = name[:2] if name[:2] in _LONG_SURNAMES and len(name) > 2 else name[:1]
    return f"{surname}{title}"


# Who works with a sensitive field every day and sees it plainly; everybody else sees it masked and may ask for it with
# a reason (CARE-03). Roles as in company.roles.
SENSITIVE: dict[str, tuple[str, frozenset[str]]] = {
    "phone": ("手机", frozenset({"care_agent", "adviser", "service_manager", "insurance_agent"})),
    "wechat": ("微信", frozenset({"care_agent", "adviser", "service_manager", "insurance_agent"})),
    "address": ("地址", frozenset({"care_agent", "insurance_agent"})),
    "identity_number": ("证件号", frozenset({"insurance_agent"})),
    "bank_account": ("账号", frozenset({"cashier"})),
}


def sees(roles: Iterable[str], field: str) -> bool:
    """Whether somebody with these posts sees a field of the file plainly."""
    return field not in SENSITIVE or bool(set(roles) & SENSITIVE[field][1])


def masked(field: str, value: str) -> str:
    """A sensitive value with its middle hidden: 138****8001, 成都市锦江区****, 5101**********1234."""
    if not value:
        return ""
    if field == "phone":
        return wording.phone(value, masked=True)
    if field == "address":
        return value[:6] + "****" if len(value) > 6 else value[:1] + "****"
    if field == "wechat":
        return value[:2] + "****"
    keep = 4 if len(value) >= 12 else 1
    return value[:keep] + "*" * max(4, len(value) - 2 * keep) + value[-keep:]


def shown(roles: Iterable[str], field: str, value: str) -> str:
    """The value as somebody with these posts may see it."""
    return value if sees(roles, field) else masked(field, value)


@dataclass(frozen=True)
class Completeness:
    """How complete a file is: 0–100, and what is missing, most valuable first."""

    score: int
    missing: tuple[str, ...]


PERSON = (
    ("phone", "手机", 25),
    ("name", "姓名", 15),
    ("consent", "联系同意", 15),
    ("car", "车辆", 15),
    ("sex", "性别", 5),
    ("birthday", "生日", 8),
    ("address", "地址", 7),
    ("wechat", "微信", 5),
    ("identity_number", "证件号", 5),
)
FIRM = (
    ("phone", "联系电话", 20),
    ("name", "名称", 15),
    ("consent", "联系同意", 10),
    ("car", "车辆", 10),
    ("contact_name", "联系人", 15),
    ("credit_code", "统一社会信用代码", 10),
    ("address", "地址", 6),
    ("legal_representative", "法定代表人", 4),
    ("bank_account", "开户行与账号", 4),
    ("business_state", "经营状况", 3),
    ("credit_state", "信用状况", 3),
)
UNNAMED = "未留姓名"


def completeness(kind: str, values: Mapping[str, object]) -> Completeness:
    """The score of a file: the points of what is filled, of 100. `values` holds the fields and whether there is a
    consent to be contacted (`consent`) and a car (`car`)."""
    wanted = FIRM if kind == "company" else PERSON
    whole = sum(points for _, _, points in wanted)

    def filled(field: str) -> bool:
        return values.get(field) not in (None, "", 0, False, "unknown", UNNAMED)

    got = sum(points for field, _, points in wanted if filled(field))
    missing = tuple(
        label for field, label, _ in sorted(wanted, key=lambda item: -item[2]) if not filled(field)
    )
    return Completeness(round(100 * got / whole), missing)
