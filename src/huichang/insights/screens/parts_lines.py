"""/insights/parts/<figure>/ : the lines that a figure is the sum of."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import now

from huichang.insights import parts_lines
from huichang.insights.screens.parts import download, month_of
from huichang.kernel.sheets import writing
from huichang.kernel.web import Request, number_of


def show(request: Request, key: str) -> HttpResponse:
    """`?month=2026-10`, `?part=` one slice, `?after=` so many lines. At most six statements."""
    part = request.GET.get("part", "")
    found = parts_lines.figure_lines(
        request.actor,
        key,
        month=month_of(request),
        part=part,
        skip=number_of(request.GET.get("after", "")) or 0,
        at=now(),
    )
    kept = {"month": f"{found.month:%Y-%m}"} | ({"part": part} if part else {})
    return render(
        request,
        "insights/screens/parts_lines.html",
        {
            "found": found,
            "next": f"?{urlencode({**kept, 'after': found.after})}" if found.after else "",
            "query": urlencode(kept),
            "back": f"/insights/parts/?month={found.month:%Y-%m}",
        },
    )


def sheet(request: Request, key: str) -> HttpResponse:
    """All of them (at most `parts_lines.MOST`), to take away."""
    found = parts_lines.figure_lines(
        request.actor,
        key,
        month=month_of(request),
        part=request.GET.get("part", ""),
        limit=parts_lines.MOST,
        at=now(),
    )
    numbers = ("达到", "应有") if found.is_counted else found.heads
    rows = [
        [line.on, line.document, line.number, line.name, line.slice, line.words, line.top, line.under]
        for line in found.lines
    ]
    headings = ["日期", "单据", "配件编码", "名称", "分类", "情况", *numbers]
    content = writing.sheet(found.name, headings, rows, widths=(12, 18, 18, 26, 14, 36))
    return download(content, f"{found.key}-{found.month:%Y%m}.xlsx")
