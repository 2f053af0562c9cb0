"""The other door of this room: its acts as JSON, through the same use-cases."""

from datetime import date
from decimal import Decimal

from django.utils.timezone import localdate, now
from ninja import Router, Schema

from huichang.kernel import pictures
from huichang.kernel.web import Request
from huichang.knowledge import faults, lessons, queries, tools
from huichang.knowledge import help as helping

router = Router(tags=["knowledge"])


class CauseIn(Schema):
    """A cause: `weight` is its chance against the others."""

    name: str
    weight: Decimal = Decimal(10)
    check_how: str = ""
    remedy: str = ""
    operations: list[str] = []
    parts: list[str] = []
    id: int | None = None


class FaultIn(Schema):
    """A case."""

    title: str
    system: str
    causes: list[CauseIn]
    sayings: list[str] = []
    codes: list[str] = []
    energies: list[str] = []
    description: str = ""
    models_range: str = ""
    advice: str = ""
    source: str = ""
    seen: int | None = None

    def text(self) -> faults.FaultText:
        """As the use-case takes it."""
        return faults.FaultText(
            title=self.title,
            system=self.system,
            causes=tuple(
                faults.CauseText(
                    each.name,
                    each.weight,
                    each.check_how,
                    each.remedy,
                    tuple(each.operations),
                    tuple(each.parts),
                    each.id,
                )
                for each in self.causes
            ),
            sayings=tuple(self.sayings),
            codes=tuple(self.codes),
            energies=tuple(self.energies),
            description=self.description,
            models_range=self.models_range,
            advice=self.advice,
            source=self.source,
        )


class RatingIn(Schema):
    """Whether a case helped."""

    helped: bool
    where: str = "api"


class QuestionIn(Schema):
    """A question; `photos` are base64 of JPEG or PNG files."""

    question: str
    codes: str = ""
    plate: str = ""
    car: str = ""
    about: str = ""
    link: str = ""
    photos: list[str] = []


class TextIn(Schema):
    """What somebody says."""

    text: str


class ReferenceIn(Schema):
    """The manufacturer's reference."""

    reference: str


class ClosingIn(Schema):
    """What came of a question."""

    solved: bool


class CauseOnlyIn(Schema):
    """The cause, in one sentence."""

    cause: str


class IntoIn(Schema):
    """Where a lesson belongs."""

    fault_id: int
    cause_id: int | None = None
    new_cause: str = ""


class ReasonIn(Schema):
    """Why a lesson is not taken."""

    reason: str


class LabelIn(Schema):
    """A scanned label."""

    code: str
    job_id: int | None = None


class ToolIn(Schema):
    """A tool."""

    code: str
    name: str
    place: str = ""
    calibrate_by: date | None = None


class CalibrationIn(Schema):
    """How long a certificate holds."""

    valid_until: date


@router.get("/faults", response=list[queries.FaultHit], summary="查故障知识")
def search(
    request: Request, q: str = "", energy: str = "", system: str = "", limit: int = 12
) -> list[queries.FaultHit]:
    """Cases for ordinary words, trouble codes or pinyin; best first."""
    queries.may_see(request.actor)
    return queries.search_faults(q, energy=energy, system=system, limit=min(limit, 50))


@router.get("/faults/{fault_id}", response=queries.FaultCard, summary="故障知识")
def fault(request: Request, fault_id: int) -> queries.FaultCard:
    """One case."""
    queries.may_see(request.actor)
    return queries.fault(fault_id)


@router.post("/faults", summary="编写新现象")
def write_fault(request: Request, body: FaultIn) -> dict[str, int]:
    """A new case."""
    return {"id": faults.write_fault(request.actor, None, text=body.text(), at=now()).pk}


@router.post("/faults/{fault_id}", summary="修改现象")
def change_fault(request: Request, fault_id: int, body: FaultIn) -> dict[str, int]:
    """Another text for a case."""
    return {"id": faults.write_fault(request.actor, fault_id, text=body.text(), at=now(), seen=body.seen).pk}


@router.post("/faults/{fault_id}/rate", summary="评价故障知识")
def rate_fault(request: Request, fault_id: int, body: RatingIn) -> dict[str, int]:
    """It helped, or it did not."""
    use = faults.rate_fault(request.actor, fault_id, helped=body.helped, where=body.where[:20], at=now())
    return {"id": use.pk}


@router.get("/help", response=list[queries.HelpCard], summary="技术求助")
def help_requests(
    request: Request, state: str = "", mine: bool = False, plate: str = ""
) -> list[queries.HelpCard]:
    """Help requests of the store."""
    return queries.help_requests(request.actor, state=state, mine=mine, plate=plate)


@router.get("/help/{request_id}", response=queries.HelpCard, summary="一条求助")
def help_request(request: Request, request_id: int) -> queries.HelpCard:
    """A help request with its answers."""
    return queries.help_request(request.actor, request_id)


@router.post("/help", summary="技术求助")
def ask_for_help(request: Request, body: QuestionIn) -> dict[str, int]:
    """Ask the technical manager."""
    values = body.dict(exclude={"photos"})
    asked = helping.ask_for_help(
        request.actor,
        store_id=request.actor.here,
        photos=pictures.from_base64(body.photos),
        at=now(),
        **values,
    )
    return {"id": asked.pk}


@router.post("/help/{request_id}/answer", summary="回复求助")
def answer(request: Request, request_id: int, body: TextIn) -> dict[str, str]:
    """Answer a question."""
    return {"state": helping.answer(request.actor, request_id, text=body.text, at=now()).state}


@router.post("/help/{request_id}/ask-on", summary="追问")
def ask_on(request: Request, request_id: int, body: TextIn) -> dict[str, str]:
    """Ask on about the same question."""
    return {"state": helping.ask_on(request.actor, request_id, text=body.text, at=now()).state}


@router.post("/help/{request_id}/pass-on", summary="转厂家热线")
def pass_on(request: Request, request_id: int, body: ReferenceIn) -> dict[str, str]:
    """The manufacturer's line has it now."""
    return {"state": helping.pass_on(request.actor, request_id, reference=body.reference, at=now()).state}


@router.post("/help/{request_id}/close", summary="关闭求助")
def close(request: Request, request_id: int, body: ClosingIn) -> dict[str, str]:
    """Close a question."""
    return {"state": helping.close(request.actor, request_id, solved=body.solved, at=now()).state}


@router.post("/help/{request_id}/propose", summary="答复提为经验")
def propose(request: Request, request_id: int, body: CauseOnlyIn) -> dict[str, int]:
    """A good answer is proposed as knowledge."""
    return {"id": helping.propose_lesson(request.actor, request_id, cause=body.cause, at=now()).pk}


@router.get("/lessons", response=list[queries.LessonCard], summary="维修经验")
def all_lessons(request: Request, state: str = "proposed") -> list[queries.LessonCard]:
    """Lessons by state."""
    return queries.lessons(request.actor, state=state)


@router.post("/lessons/{lesson_id}/case", summary="经验采纳为新现象")
def take_as_case(request: Request, lesson_id: int, body: FaultIn) -> dict[str, int | None]:
    """The lesson becomes a case of its own."""
    return {"fault_id": lessons.take_as_case(request.actor, lesson_id, text=body.text(), at=now()).fault_id}


@router.post("/lessons/{lesson_id}/into", summary="经验归入已有现象")
def take_into_case(request: Request, lesson_id: int, body: IntoIn) -> dict[str, int | None]:
    """The lesson confirms or adds a cause."""
    return {"fault_id": lessons.take_into_case(request.actor, lesson_id, at=now(), **body.dict()).fault_id}


@router.post("/lessons/{lesson_id}/drop", summary="不采纳经验")
def drop(request: Request, lesson_id: int, body: ReasonIn) -> dict[str, str]:
    """The lesson teaches nothing new."""
    return {"state": lessons.drop(request.actor, lesson_id, reason=body.reason, at=now()).state}


@router.get("/tools", response=list[queries.ToolCard], summary="专用工具")
def all_tools(request: Request) -> list[queries.ToolCard]:
    """Tools and with whom they are."""
    return queries.tools(request.actor, on=localdate())


@router.post("/tools", summary="登记工具")
def register_tool(request: Request, body: ToolIn) -> dict[str, int]:
    """A tool with its label."""
    return {"id": tools.register_tool(request.actor, store_id=request.actor.here, **body.dict()).pk}


@router.post("/tools/take", summary="借用工具")
def take_tool(request: Request, body: LabelIn) -> dict[str, int]:
    """The actor takes a tool."""
    return {"id": tools.take_tool(request.actor, body.code, at=now(), for_job=body.job_id).pk}


@router.post("/tools/back", summary="归还工具")
def give_back_tool(request: Request, body: LabelIn) -> dict[str, int]:
    """The tool is back."""
    return {"id": tools.give_back_tool(request.actor, body.code, at=now()).pk}


@router.post("/tools/{tool_id}/calibration", summary="登记校准")
def record_calibration(request: Request, tool_id: int, body: CalibrationIn) -> dict[str, int]:
    """The tool was calibrated."""
    return {"id": tools.record_calibration(request.actor, tool_id, valid_until=body.valid_until, at=now()).pk}
