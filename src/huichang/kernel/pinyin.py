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


def means(typed: str, name: str) -> bool:
    """Whether somebody who types this may mean that name: a part of it, of its pinyin, or of its initials."""
    wanted = typed.strip().lower()
    return any(wanted in key for key in (name.lower(), full(name), initials(name)))
