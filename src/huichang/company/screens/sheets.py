"""/company/sheets/ : sheets brought in: what may be brought, with a template for each; one sheet on its way."""

from urllib.parse import quote

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from huichang.company import sheet_cards, sheets
from huichang.company.screens import around
from huichang.kernel import toasts
from huichang.kernel.refusals import Refused
from huichang.kernel.sheets import writing
from huichang.kernel.web import Request, number_of


def show(request: Request) -> HttpResponse:
    """What may be brought and what was brought lately. One statement."""
    return render(
        request,
        "company/screens/sheets.html",
        {
            "tabs": around.tabs(request.actor, request.path),
            "sheets": sheet_cards.sheets(request.actor),
            "kinds": sheet_cards.kinds(request.actor),
            "chosen": request.GET.get("kind", ""),
        },
    )


def template(request: Request, kind: str) -> HttpResponse:
    """An empty sheet of a kind, to be filled in."""
    found = sheet_cards.kind_for(request.actor, kind)
    return _file(writing.template(found.columns, name=found.says), f"{found.says}模板.xlsx", writing.XLSX)


@require_POST
def upload(request: Request, kind: str) -> HttpResponse:
    """A file; with `instead_of` the mended one of an earlier sheet."""
    file = request.FILES.get("file")
    if file is None:
        raise Refused("请选择要导入的文件（.xlsx、.xls 或 .csv）。", fields=("file",))
    made = sheets.upload_sheet(
        request.actor,
        kind,
        file_name=file.name or "文件",
        content=file.read(),
        instead_of=number_of(request.POST.get("instead_of", "")),
        at=now(),
    )
    return redirect("company:sheet", made.pk)


def one(request: Request, sheet_id: int) -> HttpResponse:
    """One sheet: columns, progress, what is wrong, what it would do. Two statements."""
    return render(
        request,
        "company/screens/sheets_one.html",
        {
            "tabs": around.tabs(request.actor, request.path),
            "sheet": sheet_cards.sheet_page(request.actor, sheet_id),
        },
    )


@require_POST
def match(request: Request, sheet_id: int) -> HttpResponse:
    """Which column is which; `table` alone asks for another table of the file."""
    places = {
        name.removeprefix("place-"): place
        for name, said in request.POST.items()
        if name.startswith("place-") and (place := number_of(str(said))) is not None
    }
    sheets.match_columns(
        request.actor,
        sheet_id,
        places=places,
        head_line=number_of(request.POST.get("head_line", "")),
        table=number_of(request.POST.get("table", "")),
        at=now(),
    )
    return redirect("company:sheet", sheet_id)


@require_POST
def write(request: Request, sheet_id: int) -> HttpResponse:
    """All of it."""
    sheets.write_sheet(request.actor, sheet_id, at=now())
    return redirect("company:sheet", sheet_id)


@require_POST
def undo(request: Request, sheet_id: int) -> HttpResponse:
    """Take it back."""
    sheets.undo_sheet(request.actor, sheet_id, at=now())
    return redirect("company:sheet", sheet_id)


@require_POST
def drop(request: Request, sheet_id: int) -> HttpResponse:
    """Not wanted any more."""
    sheets.drop_sheet(request.actor, sheet_id)
    toasts.told(request, "已放弃，什么都没有导入")
    return redirect("company:sheets")


@require_POST
def push(request: Request, sheet_id: int) -> HttpResponse:
    """Work that has stopped."""
    sheets.push_sheet(request.actor, sheet_id, at=now())
    return redirect("company:sheet", sheet_id)


def problems(request: Request, sheet_id: int) -> HttpResponse:
    """What is wrong, as a list to work off."""
    name, found = sheet_cards.problems_of(request.actor, sheet_id)
    return _file(writing.problems(found), f"{name.rpartition('.')[0] or name}-错误清单.csv", writing.CSV)


def blocked(request: Request, sheet_id: int) -> HttpResponse:
    """What stands in the way of taking it back, as a page."""
    return render(
        request,
        "company/screens/sheets_blocked.html",
        {
            "sheet": sheet_cards.sheet_page(request.actor, sheet_id),
            "blocked": sheet_cards.blocked_now(request.actor, sheet_id, at=now()),
        },
    )


def _file(content: bytes, name: str, media_type: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=media_type)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return answer
