"""A maker's lists of main parts and of parts that wear, as dated data (第九条; GB/T 29632), published without code."""

from datetime import date, datetime

from django.utils.timezone import localdate

from huichang.kernel.actor import Warrant
from huichang.kernel.refusals import Changed, Refused
from huichang.kernel.turns import wait_for_turn
from huichang.kernel.use_case import use_case
from huichang.sanbao import component_text, permissions, rules
from huichang.sanbao.models import Components


@use_case(permissions.SET_LIMITS, "发布三包零部件清单")
def publish_components(
    warrant: Warrant,
    *,
    brand: str,
    text: str,
    source: str,
    from_on: date,
    why: str,
    at: datetime,
    seen: int | None = None,
) -> Components:
    """A new version of a brand's list (empty: the national one): it holds for cars sold from a day on, which may be past:
    the certificates of those cars name it. Proposals follow with the next count; what a person decided stays.

    Raises Refused for a line that cannot be, a kind of the national standard that is left out, without source or reason, or when
    nothing changes; Changed when somebody published since `seen`.
    """
    warrant.show_at(warrant.actor.here)
    wait_for_turn("sanbao.components")
    brand = brand.strip()[:30]
    if not source.strip():
        raise Refused("请写明依据（国家标准号，或厂家三包凭证的版本）。", fields=("source",))
    if not why.strip():
        raise Refused("请写明为什么修改。", fields=("why",))
    if from_on > localdate(at).replace(year=localdate(at).year + 5, day=1):
        raise Refused("生效日期太远，请核对。", fields=("from_on",))
    kinds = component_text.read(text)
    if brand and (missing := component_text.lacking(kinds, rules.national_kinds())):
        raise Refused(
            f"厂家清单不能少于国家标准：还缺 {'、'.join(missing[:6])}{'等' if len(missing) > 6 else ''}。",
            fields=("text",),
        )
    last = Components.objects.filter(brand=brand).order_by("-version").first()
    version = last.version if last else 0
    if seen is not None and seen != version:
        raise Changed("刚刚有人发布了新的清单，请先看最新内容再修改。")
    rows = component_text.rows_of(kinds)
    if last is not None and last.rows == rows and last.from_on == from_on:
        raise Refused("没有改动清单。")
    row = Components.objects.create(
        brand=brand,
        version=version + 1,
        source=source.strip()[:120],
        from_on=from_on,
        rows=rows,
        why=why.strip()[:200],
        by_id=warrant.actor.staff_id,
        at=at,
    )
    warrant.about(row, f"{brand or '国家标准'}，{len(rows)} 种")
    return row
