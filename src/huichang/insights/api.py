"""The other door of this room: the boards as JSON."""

from dataclasses import asdict
from typing import Any

from django.utils.timezone import now
from ninja import Router

from huichang.insights import files, queries
from huichang.kernel.web import Request

router = Router(tags=["insights"])


@router.get("/lane", summary="车道看板")
def lane(request: Request) -> dict[str, Any]:
    """Every car where it stands now."""
    return asdict(queries.lane_board(request.actor, at=now()))


@router.get("/files", summary="档案完整度")
def file_quality(request: Request) -> dict[str, Any]:
    """How complete customers' files are, by adviser."""
    return asdict(files.file_quality(request.actor, at=now()))
