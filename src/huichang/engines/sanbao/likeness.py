"""Whether two repairs may be of the same quality problem: by system, parts and the wording of the complaint.

Simple on purpose: whoever decides sees the three reasons and their points. Nothing is decided here.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

SAME_FROM = 55
"""From so many points of 100 on two faults are proposed as the same problem."""
_SYSTEM, _WORDS, _PARTS = 35, 40, 25
_ALIKE = {
    "异响": ("响声", "响动", "嘎吱", "咯噔", "吱吱", "哒哒", "嗡嗡", "有响", "噪音", "噪声", "响"),
    "抖动": ("抖", "震动", "振动", "发颤", "顿挫", "耸"),
    "渗漏": ("漏油", "渗油", "漏水", "渗水", "漏液", "泄漏", "漏"),
    "报警": ("故障灯", "亮灯", "灯亮", "报警灯", "告警", "提示故障", "报故障"),
    "无法启动": ("打不着", "启动困难", "起动困难", "不着车", "难启动", "启动不了", "无法起动"),
    "失效": ("失灵", "不起作用", "没反应", "无反应", "不工作", "不能用", "坏了"),
    "跑偏": ("偏向", "方向偏", "吃胎"),
    "无力": ("没劲", "动力不足", "加速慢", "提速慢", "加速无力"),
    "不制冷": ("不凉", "不冷", "制冷差"),
}
_EMPTY = re.compile(
    r"客户|反映|描述|反应|车辆|检查|处理|更换|维修|返修|有时|偶尔|经常|时候|的|了|有|在|和|与|会|是|很|又|再次|再|还"
)
_NOT_WORDS = re.compile(r"[^一-鿿A-Za-z0-9]+")


@dataclass(frozen=True, slots=True)
class Complaint:
    """A fault as it was told. `parts`: what was changed for it, as the parts' names or numbers."""

    system: str
    words: str
    parts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two complaints are, 0 to 100, and why."""

    points: int
    why: tuple[str, ...]

    @property
    def proposes(self) -> bool:
        """Whether they are proposed as one problem."""
        return self.points >= SAME_FROM


def plain(words: str) -> str:
    """The words that tell a fault apart: one name for what is called differently, without what every complaint says.

    >>> plain("客户反映刹车有响声")
    '刹车异响'
    """
    text = words.lower()
    for name, others in _ALIKE.items():
        if name in text:
            continue
        for other in others:
            if other in text:
                text = text.replace(other, name, 1)
                break
    return _NOT_WORDS.sub("", _EMPTY.sub("", text))


@lru_cache(maxsize=20_000)
def _pairs(words: str) -> frozenset[str]:
    """Pairs of neighbouring characters of the plain words; complaints repeat, and each is compared many times."""
    text = plain(words)
    return frozenset(text[place : place + 2] for place in range(len(text) - 1)) or frozenset({text} - {""})


def wording(one: str, other: str) -> float:
    """How alike two texts are, 0 to 1: twice the pairs of characters that both have, by all pairs (Dice)."""
    first, second = _pairs(one), _pairs(other)
    if not first or not second:
        return 0.0
    return 2 * len(first & second) / (len(first) + len(second))


def compare(one: Complaint, other: Complaint) -> Likeness:
    """Points for the same system (35), like wording (up to 40) and the same parts (25). Where neither changed a part, wording
    counts up to 65."""
    why: list[str] = []
    points = 0.0
    if one.system and one.system == other.system:
        points += _SYSTEM
        why.append(f"同一系统 {_SYSTEM} 分")
    alike = wording(one.words, other.words)
    most = _WORDS if one.parts or other.parts else _WORDS + _PARTS
    if alike:
        points += most * alike
        why.append(f"描述相近 {alike:.0%}，{round(most * alike)} 分")
    shared = one.parts & other.parts
    if shared:
        points += _PARTS
        why.append(f"换过同样的件（{'、'.join(sorted(shared)[:3])}）{_PARTS} 分")
    return Likeness(min(100, round(points)), tuple(why))
