"""The other door of this room: the plan of the day as JSON, through the same use-cases."""

from datetime import date, datetime

from django.utils.timezone import localdate, now
from ninja import Router, Schema

from huichang.booking import estimate, readiness
from huichang.booking import queries as booking
from huichang.kernel.web import Request
from huichang.planning import accepting, learning, limits, moving, proposing, pulling, queries
from huichang.planning.states import Cause
from huichang.vehicles import queries as vehicles

router = Router(tags=["planning"])


class PlaceIn(Schema):
    """Where a step is to stand: people, bay, from when. `seen`: the version of the plan that was looked at."""

    technician_ids: list[int]
    bay_id: int | None = None
    starts_at: datetime
    seen: int | None = None


class ReasonIn(Schema):
    """A code of the reasons."""

    reason: str


class ReadyIn(Schema):
    """A car that would come at `starts_at` for this work, and by when it is wanted."""

    starts_at: datetime
    by: datetime
    operation_ids: list[int] = []
    package_ids: list[int] = []
    part_ids: list[int] = []
    vehicle_id: int | None = None
    repair_type: str = "maintenance"


@router.get("/board", response=queries.Board, summary="排程看板")
def board(request: Request, on: date | None = None) -> queries.Board:
    """Bays and technicians along a day, cars with forecast against promise."""
    return queries.board(request.actor, on=on, at=now())


@router.post("/propose", summary="重新排程")
def propose(request: Request) -> dict[str, int | None]:
    """A plan at once, the constructive one; null when nothing is better than what stands."""
    made = proposing.propose(request.actor, request.actor.here, seconds=0, cause=Cause.ASKED, at=now())
    return {"proposal_id": made.pk if made else None}


@router.get("/proposals/{proposal_id}", response=queries.Diff, summary="排程建议")
def diff(request: Request, proposal_id: int) -> queries.Diff:
    """What it changes, and why."""
    return queries.diff(request.actor, proposal_id, at=now())


@router.post("/proposals/{proposal_id}/accept", response=accepting.Accepted, summary="采纳整个排程")
def accept(request: Request, proposal_id: int) -> accepting.Accepted:
    """All that is mine to give."""
    return accepting.accept_plan(request.actor, proposal_id, at=now())


@router.post("/changes/{change_id}/accept", response=accepting.Accepted, summary="采纳排程的一行")
def accept_line(request: Request, change_id: int) -> accepting.Accepted:
    """One line, with those that it cannot be without."""
    return accepting.accept_line(request.actor, change_id, at=now())


@router.post("/proposals/{proposal_id}/drop", summary="放弃排程建议")
def drop(request: Request, proposal_id: int) -> dict[str, str]:
    """The accepted plan stands."""
    return {"state": accepting.drop_proposal(request.actor, proposal_id, at=now()).state}


@router.post("/arrangements/{arrangement_id}/undo", summary="撤销排程调整")
def undo(request: Request, arrangement_id: int) -> dict[str, int]:
    """Everything stands where it stood."""
    return {"arrangement_id": accepting.undo(request.actor, arrangement_id, at=now()).pk}


@router.get("/steps/{key}", response=queries.WhyCard, summary="为什么排在这里")
def why(request: Request, key: str) -> queries.WhyCard:
    """Why a step stands where it stands."""
    return queries.why(request.actor, key, at=now())


@router.post("/steps/{key}/try", response=queries.Trial, summary="试移排程步骤")
def trial(request: Request, key: str, said: PlaceIn) -> queries.Trial:
    """What moving it there would cost; nothing is written."""
    return queries.trial(
        request.actor,
        key,
        technician_ids=said.technician_ids,
        bay_id=said.bay_id,
        starts_at=said.starts_at,
        at=now(),
    )


@router.post("/steps/{key}/move", summary="移动排程步骤")
def move(request: Request, key: str, said: PlaceIn) -> dict[str, int | str]:
    """It stands there, fixed by hand."""
    done = moving.move_step(request.actor, request.actor.here, key, **said.dict(), at=now())
    return {"arrangement_id": done.pk, "says": done.words, "version": done.version}


@router.post("/steps/{key}/pin", summary="固定排程步骤")
def pin(request: Request, key: str) -> dict[str, bool]:
    """Replanning leaves it there."""
    return {"pinned": moving.pin_step(request.actor, request.actor.here, key, at=now()).pinned}


@router.post("/steps/{key}/unpin", summary="取消固定排程步骤")
def unpin(request: Request, key: str) -> dict[str, bool]:
    """It may be planned freely."""
    moving.unpin_step(request.actor, request.actor.here, key, at=now())
    return {"pinned": False}


@router.get("/next", response=queries.NextJob, summary="我领的作业")
def in_hand(request: Request) -> queries.NextJob:
    """What I took, and what I may still hold or give back today."""
    return queries.next_job(request.actor, at=now())


@router.post("/next", summary="领取下一单")
def take_next(request: Request) -> dict[str, int | str]:
    """The right next job, from now on mine."""
    pull = pulling.take_next(request.actor, request.actor.here, at=now())
    return {"pull_id": pull.pk, "job_id": pull.job_id, "why": pull.why}


@router.post("/pulls/{pull_id}/hold", summary="挂起所领的作业")
def hold(request: Request, pull_id: int, said: ReasonIn) -> dict[str, str]:
    """It stays mine, my time is free."""
    return {"state": pulling.hold_job(request.actor, pull_id, reason=said.reason, at=now()).state}


@router.post("/pulls/{pull_id}/give-back", summary="退回所领的作业")
def give_back(request: Request, pull_id: int, said: ReasonIn) -> dict[str, str]:
    """It is for somebody else."""
    return {"state": pulling.give_back(request.actor, pull_id, reason=said.reason, at=now()).state}


@router.get("/pulls", response=list[queries.PullCard], summary="今天的领单记录")
def pulls(request: Request) -> list[queries.PullCard]:
    """What was taken, held and given back."""
    return queries.pulls(request.actor, at=now())


@router.get("/reasons", summary="挂起和退回的原因")
def reasons(request: Request) -> dict[str, dict[str, str]]:
    """Codes and words."""
    return {kind: dict(limits.reasons(kind)) for kind in ("hold", "give_back")}


@router.get("/durations", response=list[queries.Learned], summary="学到的用时")
def durations(request: Request) -> list[queries.Learned]:
    """How long operations really take."""
    return queries.learned(request.actor)


@router.post("/durations/learn", summary="更新用时经验")
def learn(request: Request) -> dict[str, int]:
    """Learn from the clocked past, as every night."""
    return {"figures": learning.learn_durations(request.actor, request.actor.here, at=now())}


@router.get("/calibration", response=list[queries.Calibration], summary="承诺把握的校准")
def calibration(request: Request, days: int = 30) -> list[queries.Calibration]:
    """How often what was foretold with a certainty was kept."""
    return queries.calibration(request.actor, days=min(max(days, 1), 366), at=now())


@router.post("/ready", response=readiness.Ready, summary="几点前能好吗")
def ready(request: Request, said: ReadyIn) -> readiness.Ready:
    """Can it be ready by then? If not: why, and the next honest offers."""
    booking.may_see(request.actor)
    at, store_id = now(), request.actor.here
    car = vehicles.cards([said.vehicle_id]).get(said.vehicle_id or 0) if said.vehicle_id else None
    items = estimate.Items(
        operation_ids=tuple(said.operation_ids),
        package_ids=tuple(said.package_ids),
        parts=dict.fromkeys(said.part_ids, estimate.ONE),
    )
    asked = estimate.of(
        items, store_id=store_id, car=car, repair_type=said.repair_type, on=localdate(said.starts_at)
    )
    return readiness.ready_by(
        store_id, said.starts_at, said.by, needs=asked.wants, part_needs=asked.part_needs, at=at
    )
