"""Arithmetic of fault knowledge: how people's words find a case, and how cases move likelihoods. Pure."""

import math
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from functools import cached_property

CODE = re.compile(r"[pbcu][0-3][0-9a-f]{3}")
CODE_BEGUN = re.compile(r"[pbcu][0-3][0-9a-f]{0,2}")
_RUN = re.compile(r"[a-z0-9]+|[㐀-鿿]+")
_SAME = {
    "刹车": "制动",
    "引擎": "发动机",
    "马达": "发动机",
    "电瓶": "蓄电池",
    "雨刷": "雨刮",
    "轱辘": "车轮",
    "轮子": "车轮",
    "启动": "起动",
    "点火": "起动",
    "打火": "起动",
    "打着火": "起动",
    "着车": "起动",
    "避震": "减振",
    "减震": "减振",
    "变速箱": "变速器",
    "波箱": "变速器",
    "冷气": "空调",
    "引擎盖": "机舱",
    "早晨": "早上",
    "清早": "早上",
    "声音大": "响",
    "噪音": "响",
    "异响": "响",
    "哆嗦": "抖",
    "震动": "抖",
    "振动": "抖",
    "抖动": "抖",
    "发抖": "抖",
    "没力": "没劲",
    "无力": "没劲",
}
_LONGEST_FIRST = re.compile("|".join(sorted(map(re.escape, _SAME), key=len, reverse=True)))
_IDLE = frozenset(
    "的车 我的 车子 怎么 么回 回事 为什 什么 时候 有点 一下 是不 不是 感觉"
    " 现在 这个 那个 最近 一直 起来 得很 很厉 厉害 老是 总是".split()
)
CASES_BEHIND_A_START = 20
"""How many cases of our own a starting likelihood is worth: experience moves it, a single case does not turn it over."""
MILLE = Decimal("0.001")


def plain(text: str) -> str:
    """`text` in the spelling that searches compare: half-width, lower case, one word for things with several names."""
    folded = unicodedata.normalize("NFKC", text).lower()
    return _LONGEST_FIRST.sub(lambda found: _SAME[found.group()], folded)


def pairs(run: str) -> list[str]:
    """A run of Chinese characters cut into overlapping pairs; a single character stays alone."""
    return [run] if len(run) == 1 else [run[at : at + 2] for at in range(len(run) - 1)]


@dataclass(frozen=True)
class Asked:
    """What somebody typed, taken apart: trouble codes, Chinese pairs, other letters and digits (pinyin, ABS, 4S …)."""

    text: str

    @cached_property
    def runs(self) -> list[str]:
        """The words of the question in plain spelling."""
        return _RUN.findall(plain(self.text))

    @cached_property
    def codes(self) -> frozenset[str]:
        """Whole or begun trouble codes, lower case; begun ones have at least three places."""
        return frozenset(
            run for run in self.runs if CODE.fullmatch(run) or (len(run) >= 3 and CODE_BEGUN.fullmatch(run))
        )

    @cached_property
    def grams(self) -> tuple[str, ...]:
        """Pairs of characters that say something, in the order of the question."""
        found = [pair for run in self.runs if not run.isascii() for pair in pairs(run)]
        return tuple(dict.fromkeys(pair for pair in found if pair not in _IDLE))

    @cached_property
    def letters(self) -> tuple[str, ...]:
        """Runs of letters that are no code: pinyin or initials (three letters or more), or an abbreviation such as ABS."""
        return tuple(
            run
            for run in self.runs
            if run.isascii() and run not in self.codes and (len(run) >= 3 or not run.isalpha())
        )

    @cached_property
    def needles(self) -> tuple[str, ...]:
        """Everything that a case may contain to be looked at."""
        return (*self.codes, *self.grams, *self.letters)


@dataclass(frozen=True)
class Case:
    """What a search compares of a fault: `titles` are its title and sayings in plain spelling, `words` everything."""

    id: int
    titles: tuple[str, ...]
    words: str
    codes: frozenset[str]
    helped: int = 0
    not_helped: int = 0


def ranked(asked: Asked, cases: Sequence[Case], near: Mapping[int, float]) -> list[tuple[int, float]]:
    """(id, score) of the cases that answer, best first.

    A pair of characters counts by its rarity among the candidates, double when it stands in the title or a saying; a
    saying that is contained whole, or a trouble code, decides. `near` is the similarity by letters (0–1), which
    forgives a slip of the fingers. What helped others stands before what did not, when all else is alike.
    """
    weights = {gram: _rarity(gram, cases) for gram in asked.grams}
    found = []
    for case in cases:
        score = _points(asked, case, weights)
        typed_alike = near.get(case.id, 0.0)
        if score > 0 or typed_alike >= 0.5:
            use = (case.helped - case.not_helped) / (case.helped + case.not_helped + 5)
            found.append((case.id, round(score + typed_alike + 0.2 * use, 4)))
    return sorted(found, key=lambda pair: (-pair[1], pair[0]))


def _rarity(gram: str, cases: Sequence[Case]) -> float:
    holding = sum(gram in case.words for case in cases)
    return math.log(1 + (len(cases) + 1) / (holding + 1)) if holding else 0.0


def _points(asked: Asked, case: Case, weights: Mapping[str, float]) -> float:
    titles = "\n".join(case.titles)
    points = 0.0
    for gram, weight in weights.items():
        if gram in titles:
            points += 2 * weight
        elif gram in case.words:
            points += weight
    question = "".join(asked.runs)
    points += 4.0 * sum(len(saying) >= 2 and saying in question for saying in case.titles)
    if len(question) >= 2 and not question.isascii():
        points += 3.0 * any(question in saying for saying in case.titles)
    for code in asked.codes:
        points += 20.0 if code in case.codes else 6.0 * any(one.startswith(code) for one in case.codes)
    for letters in asked.letters:
        if any(word.startswith(letters) for word in case.words.split()):
            points += 5.0
        elif letters in case.words:
            points += 2.0
    return points


def latin(key: str) -> str:
    """A pinyin key as people type it: letters and digits only."""
    return "".join(
        character
        for character in unicodedata.normalize("NFKC", key).lower()
        if character.isascii() and character.isalnum()
    )


def searchable(
    title: str, sayings: Iterable[str], causes: Iterable[str], codes: Iterable[str], keys: Iterable[str]
) -> str:
    """The words of a fault, one thing to a line: `keys` are pinyin and initials of title and sayings."""
    return "\n".join(
        plain(line) for line in (title, *sayings, *causes, " ".join(codes), " ".join(keys)) if line
    )


def to_one(shares: Sequence[Decimal]) -> list[Decimal]:
    """Shares scaled to add up to exactly 1, in thousandths (largest remainder). Raises ValueError for nothing."""
    whole = sum(shares, Decimal(0))
    if whole <= 0:
        raise ValueError("no shares")
    exact = [share / whole * 1000 for share in shares]
    floor = [part.to_integral_value(ROUND_FLOOR) for part in exact]
    left = int(1000 - sum(floor, Decimal(0)))
    for at in sorted(range(len(exact)), key=lambda i: (floor[i] - exact[i], i))[:left]:
        floor[at] += 1
    return [part * MILLE for part in floor]


def moved(shares: Sequence[Decimal], hit: int, *, cases: int) -> list[Decimal]:
    """The likelihoods after one more case that was put down to cause number `hit`.

    The starting shares count as 20 cases, `cases` is how many of our own have been counted since: each new case moves
    the shares by 1 / (20 + cases + 1), so that they come to follow what the workshops really find.
    """
    behind = Decimal(CASES_BEHIND_A_START + cases)
    return to_one([share * behind + (1 if at == hit else 0) for at, share in enumerate(shares)])
