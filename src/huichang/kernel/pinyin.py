"""Search keys for Chinese text."""

from functools import lru_cache

from pypinyin import Style, lazy_pinyin


@lru_cache(maxsize=20_000)
def initials(text: str) -> str:
    """Pinyin initials in lower case, other letters and digits as they are: 张伟 → `zw`."""
    return "".join(lazy_pinyin(text, style=Style.FIRST_LETTER)).lower().replace(" ", "")


@lru_cache(maxsize=20_000)
def full(text: str) -> str:
    """Pinyin without tones or spaces in lower case: 张伟 → `zhangwei`. Also the key to sort Chinese text by."""
    return "".join(lazy_pinyin(text)).lower().replace(" ", "")
