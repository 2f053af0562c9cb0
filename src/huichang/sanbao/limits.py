"""The numbers of the law as dated data: published as versions without code (WARR-03); `queries.terms` says which hold."""

from collections.abc import Mapping
from datetime import date, datetime

from django.utils.timezone import localdate

from huichang.engines.sanbao.law import ORDER_43
from huichang.kernel.actor import Warrant
from huichang.kernel.refusals import Changed, Refused
from huichang.kernel.turns import wait_for_turn
from huichang.kernel.use_case import use_case
from huichang.sanbao import permissions, rules
from huichang.sanbao.models import Limits


@use_case(permissions.SET_LIMITS, "发布三包参数")
def publish_limits(
    warrant: Warrant,
    *,
    values: Mapping[str, str],
    name: str,
    from_on: date,
    why: str,
    at: datetime,
    seen: int | None = None,
) -> Limits:
    """A new version of the numbers, from a day on that is not past: what was counted before stays as it was told.

    Raises Refused for a number that cannot be (a warning above its limit among them), without the source of the change, or
    when nothing changes; Changed when somebody published since `seen`.
    """
    warrant.show_at(warrant.actor.here)
    wait_for_turn("sanbao.limits")
    if from_on < localdate(at):
        raise Refused("生效日期不能早于今天：已经算过的按原来的参数。", fields=("from_on",))
    if not why.strip():
        raise Refused("请写明为什么修改、依据是什么（例如新规的文号）。", fields=("why",))
    last = Limits.objects.order_by("-version").first()
    version = last.version if last else 0
    if seen is not None and seen != version:
        raise Changed("刚刚有人发布了新的三包参数，请先看最新内容再修改。")
    now_held = rules.factory_values() | (last.values if last else {})
    unknown = set(values) - set(rules.BY_KEY)
    if unknown:
        raise Refused(f"没有这个参数：{'、'.join(sorted(unknown))}。")
    wanted = now_held | {key: str(text).strip() for key, text in values.items()}
    for key, text in wanted.items():
        if wrong := rules.wrong_value(key, text, wanted):
            raise Refused(wrong, fields=(key,))
    if wanted == now_held and last is not None and last.from_on <= from_on:
        raise Refused("没有改动任何参数。")
    row = Limits.objects.create(
        version=version + 1,
        name=name.strip()[:120] or ORDER_43.name,
        from_on=from_on,
        values=wanted,
        why=why.strip()[:200],
        by_id=warrant.actor.staff_id,
        at=at,
    )
    changed = [rules.BY_KEY[key].says for key in wanted if wanted[key] != now_held[key]]
    warrant.about(row, "、".join(changed)[:200])
    return row
