"""/insights/parts/ : the parts store in figures: a month beside the one before, its target and its year."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import now

from huichang.company import queries as company
from huichang.insights import parts_figures, permissions
from huichang.kernel import web
from huichang.kernel.months import first_of
from huichang.kernel.sheets import writing
from huichang.kernel.web import Request

TILES = ("fill_ro", "fill_counter", "turnover", "months_of_stock", "idle")


def month_of(request: Request) -> date | None:
    """The month that an address names (`?month=2026-10`); None for none."""
    return web.month_of(request.GET.get("month", ""))


def show(request: Request) -> HttpResponse:
    """`?month=2026-10`, `?figure=` whose year is drawn. Eleven statements."""
    page = parts_figures.parts_figures(request.actor, month=month_of(request), at=now())
    cards = {card.key: card for card in page.cards}
    drawn = cards.get(request.GET.get("figure", ""), cards["fill_ro"])
    return render(
        request,
        "insights/screens/parts.html",
        {
            "page": page,
            "tiles": [cards[key] for key in TILES],
            "drawn": drawn,
            "plot": {
                "name": drawn.name,
                "unit": drawn.unit,
                "months": [
                    f"{first_of(page.month, back - parts_figures.SHOWN_MONTHS + 1):%y-%m}"
                    for back in range(parts_figures.SHOWN_MONTHS)
                ],
                "values": [None if value is None else float(value) for value in drawn.trend],
                "least": None if drawn.least is None else float(drawn.least),
                "most": None if drawn.most is None else float(drawn.most),
            },
            "several": sum(
                request.actor.may(permissions.SEE_PARTS_FIGURES, store_id)
                for store_id, _ in company.stores_of(request.actor)
            )
            > 1,
        },
    )


def sheet(request: Request) -> HttpResponse:
    """All figures of the year up to a month, to take away."""
    page = parts_figures.parts_figures(request.actor, month=month_of(request), at=now())
    months = [
        first_of(page.month, back - parts_figures.SHOWN_MONTHS + 1)
        for back in range(parts_figures.SHOWN_MONTHS)
    ]
    headings = [
        "类别",
        "指标",
        "单位",
        "目标",
        *(f"{month:%Y-%m}" for month in months),
        "怎么算",
        "来源",
        "负责",
    ]
    rows = [
        [
            card.group,
            card.name,
            card.unit,
            card.target_says,
            *card.trend,
            card.formula,
            card.source,
            card.owner,
        ]
        for card in page.cards
    ]
    content = writing.sheet("备件指标", headings, rows, widths=(12, 18, 8, 16))
    return download(content, f"parts-figures-{page.month:%Y%m}.xlsx")


def download(content: bytes, name: str) -> HttpResponse:
    """A sheet as a file; `name` is plain ASCII."""
    answer = HttpResponse(content, content_type=writing.XLSX)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
