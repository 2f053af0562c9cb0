"""Dispatch, clock and checks as JSON."""

from datetime import datetime

from django.utils.timezone import now
from ninja import Router, Schema

from huichang.kernel.web import Request
from huichang.workshop import clock, dispatch, inspection, reporting
from huichang.workshop.queries import bench, board, checking, hands
from huichang.workshop.queries.check_cards import CheckSheet, PeerSheet, ToCheck

router = Router()


class GivenIn(Schema):
    """Who, where, from when (none: at once), for how long (none: the standard time)."""

    technician_id: int
    bay_id: int | None = None
    starts_at: datetime | None = None
    minutes: int | None = None


class StartIn(Schema):
    """Another bay than the planned one."""

    bay_id: int | None = None


class PauseIn(Schema):
    """Why: a code of the pause reasons, or own words."""

    reason: str


class ReportIn(Schema):
    """Cause, correction, and the codes of the self-check points; none: every point was found in order."""

    cause: str
    correction: str
    checked: list[str] | None = None


class WorkIn(ReportIn):
    """A whole job with the times of a clock elsewhere."""

    technician_id: int
    started_at: datetime
    finished_at: datetime
    bay_id: int | None = None


class WordsIn(Schema):
    """Cause and correction in better words."""

    cause: str
    correction: str
    seen: int | None = None


class ClockIn(Schema):
    """The right times, and why they were wrong."""

    starts_at: datetime
    ends_at: datetime
    reason: str
    seen: str | None = None


class PeerIn(Schema):
    """Codes of the points; none: every point was found in order."""

    checked: list[str] | None = None
    note: str = ""
    seen: int | None = None


class RoadTestIn(Schema):
    """A test drive with the technician."""

    technician_id: int
    from_km: int
    to_km: int
    result: str


class FinalIn(PeerIn):
    """The final check; `lines` none: every line was compared."""

    lines: list[int] | None = None
    road_test: RoadTestIn | None = None
    parked_at_id: int | None = None
    washed: bool = False


class FailIn(Schema):
    """Why it goes back: codes of check_failed and fail_responsible, or own words."""

    cause: str
    blame: str = ""
    responsible_id: int | None = None
    note: str = ""
    seen: int | None = None


class PlaceIn(Schema):
    """A place for finished cars."""

    bay_id: int


@router.get("/dispatch", response=board.Board, summary="派工台")
def dispatch_board(request: Request) -> board.Board:
    """The dispatch board."""
    return board.board(request.actor, at=now())


@router.get("/jobs/{job_id}/choice", response=hands.Choice, summary="一项作业可派给谁")
def choice(request: Request, job_id: int) -> hands.Choice:
    """Who could do a job, where, from when."""
    return hands.choice(request.actor, job_id, at=now())


@router.post("/jobs/{job_id}/assign", summary="派工")
def assign(request: Request, job_id: int, said: GivenIn) -> dict[str, int]:
    """Give a job out."""
    at = now()
    given = dispatch.assign_job(
        request.actor, job_id, **{**said.dict(), "starts_at": said.starts_at or at}, at=at
    )
    return {"id": given.pk}


@router.post("/assignments/{assignment_id}/reassign", summary="改派")
def reassign(request: Request, assignment_id: int, said: GivenIn) -> dict[str, int]:
    """Move what is given out."""
    at = now()
    moved = dispatch.reassign_job(
        request.actor, assignment_id, **{**said.dict(), "starts_at": said.starts_at or at}, at=at
    )
    return {"id": moved.pk}


@router.post("/assignments/{assignment_id}/release", summary="撤回派工")
def release(request: Request, assignment_id: int) -> dict[str, int]:
    """Take it back."""
    return {"id": dispatch.release_job(request.actor, assignment_id, at=now()).pk}


@router.get("/bench", response=bench.Bench, summary="我的作业")
def my_bench(request: Request) -> bench.Bench:
    """My jobs."""
    return bench.bench(request.actor, at=now())


@router.post("/jobs/{job_id}/start", summary="开工")
def start(request: Request, job_id: int, said: StartIn) -> dict[str, int]:
    """Clock on."""
    return {"clock_id": clock.clock_on(request.actor, job_id, bay_id=said.bay_id, at=now()).pk}


@router.post("/jobs/{job_id}/pause", summary="暂停")
def pause(request: Request, job_id: int, said: PauseIn) -> dict[str, str]:
    """Clock off for a while."""
    return {"state": clock.pause_job(request.actor, job_id, reason=said.reason, at=now()).state}


@router.post("/jobs/{job_id}/finish", summary="完工")
def finish(request: Request, job_id: int, said: ReportIn) -> dict[str, str]:
    """The job is done."""
    job = clock.finish_job(
        request.actor,
        job_id,
        cause=said.cause,
        correction=said.correction,
        checked=_all_or(said.checked),
        at=now(),
    )
    return {"state": job.state}


@router.post("/jobs/{job_id}/work", summary="补登作业（开工到完工）")
def work(request: Request, job_id: int, said: WorkIn) -> dict[str, str]:
    """Start and finish in one, with the times of a clock elsewhere."""
    job = clock.book_work(
        request.actor, job_id, **{**said.dict(), "checked": _all_or(said.checked)}, at=now()
    )
    return {"state": job.state}


@router.post("/jobs/{job_id}/report", summary="补写维修报告")
def amend_report(request: Request, job_id: int, said: WordsIn) -> dict[str, str]:
    """Cause and correction in better words."""
    return {"state": reporting.amend_report(request.actor, job_id, **said.dict(), at=now()).state}


@router.post("/clocks/{clock_id}/correct", summary="更正工时")
def correct_clock(request: Request, clock_id: int, said: ClockIn) -> dict[str, int]:
    """The right times."""
    return {"id": clock.correct_clock(request.actor, clock_id, **said.dict(), at=now()).pk}


@router.get("/inspection", response=ToCheck, summary="待质检")
def to_check(request: Request) -> ToCheck:
    """What waits for a check."""
    return checking.to_check(request.actor, at=now())


@router.get("/orders/{order_id}/inspection", response=CheckSheet, summary="终检清单")
def check_sheet(request: Request, order_id: int) -> CheckSheet:
    """One car for the final check."""
    return checking.check_sheet(request.actor, order_id)


@router.get("/jobs/{job_id}/peer-check", response=PeerSheet, summary="互检清单")
def peer_sheet(request: Request, job_id: int) -> PeerSheet:
    """One job for the peer check."""
    return checking.peer_sheet(request.actor, job_id)


@router.post("/jobs/{job_id}/peer-check", summary="互检合格")
def pass_peer(request: Request, job_id: int, said: PeerIn) -> dict[str, int]:
    """The colleague agrees."""
    check = inspection.pass_peer_check(
        request.actor, job_id, checked=_all_or(said.checked), note=said.note, seen=said.seen, at=now()
    )
    return {"id": check.pk}


@router.post("/jobs/{job_id}/peer-check/fail", summary="互检不合格")
def fail_peer(request: Request, job_id: int, said: FailIn) -> dict[str, int]:
    """The colleague found something."""
    return {"id": inspection.fail_peer_check(request.actor, job_id, **said.dict(), at=now()).pk}


@router.post("/orders/{order_id}/final-check", summary="终检合格")
def pass_final(request: Request, order_id: int, said: FinalIn) -> dict[str, str]:
    """The inspector agrees."""
    road = said.road_test
    order = inspection.pass_final_check(
        request.actor,
        order_id,
        checked=_all_or(said.checked),
        lines=inspection.EVERY_LINE if said.lines is None else said.lines,
        road_test=inspection.RoadTest(road.technician_id, road.from_km, road.to_km, road.result)
        if road
        else None,
        parked_at_id=said.parked_at_id,
        washed=said.washed,
        note=said.note,
        seen=said.seen,
        at=now(),
    )
    return {"state": order.state}


@router.post("/jobs/{job_id}/final-check/fail", summary="终检不合格")
def fail_final(request: Request, job_id: int, said: FailIn) -> dict[str, int]:
    """Back to work."""
    return {"id": inspection.fail_final_check(request.actor, job_id, **said.dict(), at=now()).pk}


@router.post("/orders/{order_id}/park", summary="移车")
def park(request: Request, order_id: int, said: PlaceIn) -> dict[str, int | None]:
    """The finished car stands elsewhere."""
    order = inspection.park_car(request.actor, order_id, bay_id=said.bay_id, at=now())
    return {"parked_at_id": order.parked_at_id}


@router.post("/orders/{order_id}/washed", summary="登记洗车")
def washed(request: Request, order_id: int) -> dict[str, int]:
    """The car is clean."""
    return {"id": inspection.note_washed(request.actor, order_id, at=now()).pk}


def _all_or(checked: list[str] | None) -> reporting.Ticked:
    return reporting.EVERY_POINT if checked is None else checked
