"""/parts/stock/at/ : the stock of any day (截止日库存), summed from the ledger."""

import csv
from datetime import date, datetime, time
from decimal import Decimal
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import get_current_timezone, localdate, now

from huichang.kernel.web import Request, day_of
from huichang.parts import queries

SHOWN = 500


def _asked(request: Request) -> tuple[date, datetime, bool, str]:
    """The day, its last moment, whether later corrections count, the words looked for."""
    on = day_of(request.GET.get("on", "")) or localdate(now())
    at = min(datetime.combine(on, time.max, get_current_timezone()), now())
    return on, at, "corrected" in request.GET, request.GET.get("q", "").strip()


def show(request: Request) -> HttpResponse:
    """`?on=` a day, `?corrected=1` with the corrections that were written later, `?q=` a number or name."""
    on, at, corrected, text = _asked(request)
    rows = queries.stock_at(request.actor, at=at, as_known_now=corrected, text=text)
    kept = {"on": on.isoformat(), "q": text} | ({"corrected": "1"} if corrected else {})
    return render(
        request,
        "parts/screens/stock_at.html",
        {
            "rows": rows[:SHOWN],
            "more": len(rows) - SHOWN,
            "kinds": sum(1 for row in rows if row.on_hand),
            "value": sum((row.value for row in rows), Decimal(0)),
            "on": on,
            "today": localdate(now()),
            "corrected": corrected,
            "text": text,
            "export": f"?{urlencode(kept)}",
        },
    )


def export(request: Request) -> HttpResponse:
    """All of it as a table that spreadsheets open."""
    on, at, corrected, text = _asked(request)
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="stock-{on:%Y%m%d}.csv"'
    answer.write("\ufeff")
    sheet = csv.writer(answer)
    sheet.writerow(["截止日", "配件编码", "名称", "单位", "现存", "预留", "在途", "库存金额（不含税）"])
    for row in queries.stock_at(request.actor, at=at, as_known_now=corrected, text=text):
        sheet.writerow(
            [on, row.number, _plain(row.name), row.unit, row.on_hand, row.held, row.in_transit, row.value]
        )
    return answer


def _plain(text: str) -> str:
    """A name that a spreadsheet does not take for a formula."""
    return f"'{text}" if text[:1] in "=+-@" else text
