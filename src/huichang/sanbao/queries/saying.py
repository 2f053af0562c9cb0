"""How a car stands, in a sentence, and what somebody should do now."""

from huichang.engines.sanbao import clock
from huichang.sanbao.queries import counting
from huichang.sanbao.states import Light

ORDER = {Light.GREEN: 0, Light.OUTSIDE: 0, Light.ASK: 0, Light.AMBER: 1, Light.RED: 2}


def nearest(read: clock.Clock) -> clock.Count | None:
    """The count that is nearest to its limit, or past it."""
    order = {clock.Light.GREEN: 0, clock.Light.AMBER: 1, clock.Light.RED: 2}
    lit = [each for each in read.counts if each.light != clock.Light.GREEN]
    return max(lit, key=lambda each: (order[each.light], each.count / each.limit), default=None)


def says_of(found: counting.Count) -> str:
    """The worst count in one sentence, or why nothing is counted."""
    read = found.decided
    if read is None:
        return f"请向客户核对{'、'.join(found.missing)}，登记三包凭证后才能计算"
    if not read.applies:
        return read.says
    worst = nearest(read)
    if worst is None:
        return ""
    return f"{worst.article}：{worst.says}，现为 {worst.count}（限值 {worst.limit}）"


def todo_of(found: counting.Count) -> str:
    """What somebody should do now."""
    if found.decided is None:
        return "登记三包凭证"
    if found.light == Light.RED:
        return "客户已可要求换车或退车：服务经理主动联系，准备答复"
    if ORDER[Light(found.could)] > ORDER[Light(found.light)]:
        return f"认定 {found.open_faults} 项疑似质量问题：认定后可能{'达到' if found.could == Light.RED else '接近'}限值"
    if found.light == Light.AMBER:
        return "下次修理前由技术经理会诊，一次修好"
    return f"认定 {found.open_faults} 项疑似质量问题" if found.open_faults else ""
