"""Amounts in Chinese capitals (大写), as statements, receipts and invoices require them."""

from decimal import Decimal

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("仟", "佰", "拾", "")
_SECTIONS = ("亿", "万", "")
_LIMIT = Decimal(10) ** 12


def in_capitals(amount: Decimal) -> str:
    """`amount` (yuan) in capitals: 1234.50 → 壹仟贰佰叁拾肆元伍角整.

    Follows 《支付结算办法》附件一《正确填写票据和结算凭证的基本规定》: one 零 for any run of zeros inside,
    零 before a single 分, 整 after 元 or 角 but not after 分. Where the rule leaves 零 open, it is written
    between 元 and 角 and not between 万 and 仟 (the first of the two forms that the rule shows). Negative
    amounts begin with 负. Raises ValueError below the cent and from 10¹² yuan on, rather than print another
    amount.
    """
    if not amount.is_finite() or abs(amount) >= _LIMIT:
        raise ValueError(f"no capitals for {amount}")
    cents = abs(amount) * 100
    if cents != cents.to_integral_value():
        raise ValueError(f"{amount} is not an amount to the cent")
    yuan, rest = divmod(int(cents), 100)
    jiao, fen = divmod(rest, 10)
    words = f"{_whole(yuan)}元" if yuan else ""
    if jiao:
        words += ("零" if yuan and yuan % 10 == 0 else "") + f"{_DIGITS[jiao]}角"
    if fen:
        words += ("零" if yuan and not jiao else "") + f"{_DIGITS[fen]}分"
    else:
        words = (words or "零元") + "整"
    return ("负" if amount < 0 else "") + words


def _whole(yuan: int) -> str:
    """The yuan without their unit: groups of four digits, 亿 and 万 between them."""
    digits = f"{yuan:012d}"
    words, skipped = "", False
    for index, name in enumerate(_SECTIONS):
        section = digits[index * 4 : index * 4 + 4]
        if section == "0000":
            skipped = bool(words)
            continue
        if words and (skipped or section[0] == "0"):
            words += "零"
        words += _section(section) + name
        skipped = False
    return words


def _section(section: str) -> str:
    """Four digits with their places; zeros before the first and after the last digit are left out."""
    words, zero = "", False
    for digit, place in zip(section, _PLACES, strict=True):
        if digit == "0":
            zero = bool(words)
            continue
        words += ("零" if zero else "") + _DIGITS[int(digit)] + place
        zero = False
    return words
