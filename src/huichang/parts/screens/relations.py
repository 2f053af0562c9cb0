"""Acts on what stands beside a part: newer numbers, alternatives, other ways of making. They stand on the part's page."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from huichang.kernel import toasts
from huichang.kernel.refusals import Refused
from huichang.kernel.web import Request
from huichang.parts import catalogue, queries, siblings
from huichang.parts.states import ReplaceRule


@require_POST
def supersede(request: Request, part_id: int) -> HttpResponse:
    """The number that replaces this one; an empty field says that none does."""
    new = _other(request.POST.get("number", ""))
    rule = request.POST.get("rule", ReplaceRule.USE_UP)
    catalogue.supersede_part(
        request.actor,
        part_id,
        new_id=new,
        rule=ReplaceRule(rule) if rule in ReplaceRule.values else ReplaceRule.USE_UP,
        is_interchangeable="interchangeable" in request.POST,
    )
    toasts.told(request, "替代关系已登记" if new else "替代关系已取消")
    return redirect(f"/parts/part/{part_id}/?tab=words")


@require_POST
def substitute(request: Request, part_id: int) -> HttpResponse:
    """Another part that does the same work, or (with `forbid`) no longer does."""
    other = _other(request.POST.get("number", ""))
    if other is None:
        raise Refused("请填写代用件的编码。")
    forbid = "forbid" in request.POST
    if forbid:
        catalogue.forbid_substitute(request.actor, part_id, other_id=other)
    else:
        catalogue.allow_substitute(
            request.actor,
            part_id,
            other_id=other,
            condition=request.POST.get("condition", ""),
            both_ways="one_way" not in request.POST,
        )
    toasts.told(request, "代用关系已取消" if forbid else "代用件已登记")
    return redirect(f"/parts/part/{part_id}/?tab=words")


@require_POST
def tie(request: Request, part_id: int) -> HttpResponse:
    """The same part by another way of making, or (with `untie`) no longer."""
    if "untie" in request.POST:
        siblings.untie_part(request.actor, part_id)
        toasts.told(request, "同件关系已取消")
    else:
        other = _other(request.POST.get("number", ""))
        if other is None:
            raise Refused("请填写同件的编码。")
        siblings.tie_parts(request.actor, part_id, other_id=other)
        toasts.told(request, "同件已登记，报价时会并列显示")
    return redirect(f"/parts/part/{part_id}/?tab=words")


def _other(number: str) -> int | None:
    """The id of another part by its number; None for an empty field. Raises Refused for an unknown one."""
    if not number.strip():
        return None
    found = queries.by_code(number)
    if found is None:
        raise Refused(f"没有编码为“{number.strip()}”的配件，请核对后重新填写。")
    return found.id
