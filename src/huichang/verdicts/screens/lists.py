"""/verdicts/lists/ : settlement lists that the manufacturer published to this store."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from huichang.kernel import toasts
from huichang.kernel.sheets import writing
from huichang.kernel.web import Request
from huichang.verdicts import permissions, publishing
from huichang.verdicts.queries import months

HEADINGS = (
    "结算单号",
    "结算月份",
    "索赔单号",
    "车架号",
    "工时费",
    "配件费",
    "其他费用",
    "结算金额",
    "扣款原因",
)
"""As the import of settlement lists recognises them."""


def show(request: Request) -> HttpResponse:
    """The store's lists, the newest first. One statement."""
    return render(request, "verdicts/screens/lists.html", {"rows": months.lists_of_store(request.actor)})


def one(request: Request, published_list_id: int) -> HttpResponse:
    """A list with its lines. Three statements."""
    card, lines = months.list_lines(request.actor, published_list_id)
    return render(
        request,
        "verdicts/screens/lists_one.html",
        {
            "card": card,
            "lines": lines,
            "may_take": request.actor.may(permissions.TAKE_OVER) and card.state == "published",
        },
    )


@require_POST
def take(request: Request, published_list_id: int) -> HttpResponse:
    """The store takes the list over."""
    told = publishing.take_over_list(request.actor, published_list_id, at=now())
    said = {"paid": "全额", "cut": "核减", "rejected": "拒付", "unknown": "对不上", "twice": "重复"}
    counts = "，".join(f"{says} {told[key]}" for key, says in said.items() if told[key])
    toasts.told(request, f"已接收：{counts}。请入账")
    return redirect("warranty:settlements")


def sheet(request: Request, published_list_id: int) -> HttpResponse:
    """The list as the file that a store elsewhere imports. Three statements."""
    card, lines = months.list_lines(request.actor, published_list_id)
    content = writing.sheet(
        "结算清单",
        HEADINGS,
        (
            (
                card.number,
                f"{card.month:%Y-%m}",
                line.claim_number,
                line.vin,
                line.labour,
                line.parts,
                line.other,
                line.paid,
                line.reason,
            )
            for line in lines
        ),
        widths=(18, 12, 20, 22),
    )
    answer = HttpResponse(content, content_type=writing.XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{card.number}.xlsx"'
    return answer
