"""The other door of this room: the boards as JSON."""

from dataclasses import asdict
from typing import Any

from django.utils.timezone import now
from ninja import Router

from huichang.insights import files, parts_figures, parts_lines, queries
from huichang.kernel.web import Request, month_of, number_of

router = Router(tags=["insights"])


@router.get("/lane", summary="车道看板")
def lane(request: Request) -> dict[str, Any]:
    """Every car where it stands now."""
    return asdict(queries.lane_board(request.actor, at=now()))


@router.get("/files", summary="档案完整度")
def file_quality(request: Request) -> dict[str, Any]:
    """How complete customers' files are, by adviser."""
    return asdict(files.file_quality(request.actor, at=now()))


@router.get("/parts", response=parts_figures.PartsFigures, summary="备件指标")
def parts(request: Request, month: str = "") -> parts_figures.PartsFigures:
    """The parts store's figures of a month (`2026-10`; default: the running one)."""
    return parts_figures.parts_figures(request.actor, month=month_of(month), at=now())


@router.get("/parts/stores", response=list[parts_figures.StoreColumn], summary="各店备件指标")
def parts_stores(request: Request, month: str = "") -> list[parts_figures.StoreColumn]:
    """The same of every store that one may see, all together first."""
    return parts_figures.stores_compared(request.actor, month=month_of(month), at=now())[1]


@router.get("/parts/{key}", response=parts_lines.FigureLines, summary="备件指标的明细")
def figure_lines(
    request: Request, key: str, month: str = "", part: str = "", after: int = 0
) -> parts_lines.FigureLines:
    """The lines behind a figure, `after` so many."""
    return parts_lines.figure_lines(
        request.actor,
        key,
        month=month_of(month),
        part=part,
        skip=number_of(str(after)) or 0,
        at=now(),
    )
