"""The other door of this room: its acts as JSON, through the same use-cases."""

from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.timezone import localdate, now
from ninja import Router, Schema

from huichang.kernel import pictures
from huichang.kernel.papers_in import Brought
from huichang.kernel.web import Request
from huichang.network import approvals as answering
from huichang.network import calls as call_orders
from huichang.network import cases, fleet, publishing, watching
from huichang.network.queries import approvals, calls, notices
from huichang.network.queries import signals as field

router = Router(tags=["network"])


class SuspicionIn(Schema):
    """A first judgement."""

    suspicion: str


class WhyIn(Schema):
    """A reason."""

    why: str


class AskIn(Schema):
    """Until when, and what is wanted."""

    due_on: date
    words: str = ""


class AnswerIn(Schema):
    """How the parts come."""

    answer: str


class CloseIn(Schema):
    """With what a case ends."""

    measure: str
    finding: str


class WordIn(Schema):
    """The manufacturer's word before work."""

    answer: str
    granted: Decimal | None = None
    words: str = ""


class OrderIn(Schema):
    """Which parts are wanted, from which stores (none: from all), until when."""

    claim_numbers: list[str] = []
    codes: list[str] = []
    store_ids: list[int] = []
    due_on: date
    is_urgent: bool = False
    words: str = ""


class PaperIn(Schema):
    """A PDF: its name, its content as base64."""

    name: str
    content: str


class NoticeIn(Schema):
    """What is published, to whom, and who must read it; photos and PDFs as base64."""

    kind: str
    title: str = ""
    words: str = ""
    posts: list[str]
    store_ids: list[int]
    from_on: date | None = None
    read_by: date | None = None
    policy_id: int | None = None
    campaign_id: int | None = None
    supersedes_id: int | None = None
    photos: list[str] = []
    papers: list[PaperIn] = []


class FleetIn(Schema):
    """Lines of cars built and sold."""

    text: str


@router.get("/signals", summary="质量预警")
def signals(request: Request, state: str = "new", text: str = "") -> dict[str, Any]:
    """What stands out."""
    return asdict(field.desk(request.actor, state=state, text=text))


@router.get("/signals/{signal_id}", summary="预警的依据")
def signal(request: Request, signal_id: int) -> dict[str, Any]:
    """One signal with its evidence."""
    return asdict(field.signal(request.actor, signal_id, on=localdate(now())))


@router.post("/watch", summary="计算质量预警")
def watch(request: Request) -> dict[str, Any]:
    """Judge all claims, if that was not done today."""
    made = watching.watch_field(request.actor, request.actor.here, at=now())
    return {"claims": made.claims, "series": made.series} if made else {}


@router.post("/signals/{signal_id}/case", summary="预警立案")
def open_case(request: Request, signal_id: int, told: SuspicionIn) -> dict[str, int]:
    """Make a case of it."""
    return {"id": cases.open_case(request.actor, signal_id, at=now(), **told.dict()).pk}


@router.post("/signals/{signal_id}/aside", summary="预警不是问题")
def set_aside(request: Request, signal_id: int, told: WhyIn) -> dict[str, str]:
    """It is explained by something else."""
    return {"state": cases.set_aside(request.actor, signal_id, **told.dict()).state}


@router.post("/signals/{signal_id}/back", summary="重新判断预警")
def bring_back(request: Request, signal_id: int) -> dict[str, str]:
    """It was set aside too early."""
    return {"state": cases.bring_back(request.actor, signal_id).state}


@router.post("/cases/{case_id}/asks", summary="向门店调回旧件")
def ask_stores(request: Request, case_id: int, told: AskIn) -> dict[str, int]:
    """Ask stores for old parts; the order that went out."""
    return {"id": cases.ask_stores(request.actor, case_id, at=now(), **told.dict()).pk}


@router.post("/cases/{case_id}/close", summary="质量案件结案")
def close_case(request: Request, case_id: int, told: CloseIn) -> dict[str, str]:
    """End a case."""
    return {"state": cases.close_case(request.actor, case_id, at=now(), **told.dict()).state}


@router.post("/cases/{case_id}/reopen", summary="质量案件重新调查")
def reopen_case(request: Request, case_id: int) -> dict[str, str]:
    """It was closed too early."""
    return {"state": cases.reopen_case(request.actor, case_id).state}


@router.get("/approvals", summary="各店预授权")
def asked_approvals(
    request: Request, only: str = "asked", store_id: int | None = None, text: str = ""
) -> dict[str, Any]:
    """Pre-approvals of all stores."""
    return asdict(approvals.desk(request.actor, at=now(), only=only, store_id=store_id, text=text))


@router.get("/approvals/{approval_id}", summary="预授权的全部材料")
def approval(request: Request, approval_id: int) -> dict[str, Any]:
    """One pre-approval with all that the store sent."""
    return asdict(approvals.one(request.actor, approval_id, at=now()))


@router.post("/approvals/{approval_id}/answer", summary="审批预授权")
def answer_approval(request: Request, approval_id: int, told: WordIn) -> dict[str, int]:
    """The manufacturer's word."""
    answering.answer(request.actor, approval_id, at=now(), **told.dict())
    return {"id": approval_id}


@router.get("/calls", summary="旧件调回指令")
def call_list(request: Request, only: str = "open", text: str = "") -> list[dict[str, Any]]:
    """Orders over all stores."""
    rows = calls.orders(request.actor, on=localdate(now()), only=only, text=text)
    return [asdict(row) for row in rows]


@router.get("/calls/{order_id}", summary="一个调回指令")
def call(request: Request, order_id: int) -> dict[str, Any]:
    """One order, store by store."""
    return asdict(calls.order(request.actor, order_id, on=localdate(now())))


@router.post("/calls", summary="发出旧件调回指令")
def order_parts(request: Request, told: OrderIn) -> dict[str, int]:
    """Parts are wanted back."""
    return {"id": call_orders.order_parts(request.actor, at=now(), **told.dict()).pk}


@router.post("/calls/{order_id}/withdraw", summary="撤回旧件调回指令")
def withdraw_order(request: Request, order_id: int, told: WhyIn) -> dict[str, int]:
    """No store need send."""
    return {"id": call_orders.withdraw_order(request.actor, order_id, at=now(), **told.dict()).pk}


@router.post("/asks/{ask_id}/remind", summary="催门店回运旧件")
def remind_store(request: Request, ask_id: int) -> dict[str, int]:
    """One store is told again."""
    return {"reminders": call_orders.remind_store(request.actor, ask_id, at=now()).reminders}


@router.post("/asks/{ask_id}/withdraw", summary="撤回一家门店的调回要求")
def withdraw_ask(request: Request, ask_id: int, told: WhyIn) -> dict[str, int]:
    """One store need not send."""
    return {"id": call_orders.withdraw_ask(request.actor, ask_id, at=now(), **told.dict()).pk}


@router.get("/asks", summary="厂家要的旧件")
def asks(request: Request) -> list[dict[str, Any]]:
    """What this store was asked for."""
    return [asdict(row) for row in calls.asks_of_store(request.actor, on=localdate(now()))]


@router.post("/asks/{ask_id}/answer", summary="答复厂家要的旧件")
def answer_ask(request: Request, ask_id: int, told: AnswerIn) -> dict[str, int]:
    """Say what becomes of the parts."""
    return {"id": call_orders.answer_ask(request.actor, ask_id, at=now(), **told.dict()).pk}


@router.get("/published", summary="已发布的通知")
def published(request: Request, only: str = "out", text: str = "") -> list[dict[str, Any]]:
    """What was published, and how far it is read."""
    return [asdict(row) for row in notices.published(request.actor, only=only, text=text)]


@router.get("/published/{notice_id}", summary="一个通知的阅读情况")
def published_one(request: Request, notice_id: int) -> dict[str, Any]:
    """Who has read it."""
    return asdict(notices.published_page(request.actor, notice_id))


@router.post("/published", summary="向门店发布")
def publish(request: Request, told: NoticeIn) -> dict[str, int]:
    """A policy, a campaign or a bulletin goes out."""
    values = told.dict()
    photos = pictures.from_base64(values.pop("photos"))
    contents = pictures.from_base64(each["content"] for each in values["papers"])
    papers = [
        Brought(each["name"], content) for each, content in zip(values.pop("papers"), contents, strict=True)
    ]
    made = publishing.publish(request.actor, photos=photos, papers=papers, at=now(), **values)
    return {"id": made.pk}


@router.post("/published/{notice_id}/remind", summary="提醒门店阅读")
def remind_readers(request: Request, notice_id: int) -> dict[str, int]:
    """Those who have not read it are told again."""
    return {"stores": publishing.remind_readers(request.actor, notice_id, at=now())}


@router.post("/published/{notice_id}/withdraw", summary="撤回通知")
def withdraw_notice(request: Request, notice_id: int, told: WhyIn) -> dict[str, str]:
    """It holds no more."""
    return {"state": publishing.withdraw_notice(request.actor, notice_id, at=now(), **told.dict()).state}


@router.get("/notices", summary="通知公告")
def notice_list(request: Request, only: str = "all", text: str = "") -> list[dict[str, Any]]:
    """What was published to this store."""
    return [asdict(row) for row in notices.of_store(request.actor, only=only, text=text)]


@router.get("/notices/{notice_id}", summary="一个通知")
def notice(request: Request, notice_id: int) -> dict[str, Any]:
    """What it says."""
    return asdict(notices.page_of_store(request.actor, notice_id))


@router.post("/notices/{notice_id}/read", summary="确认已阅")
def confirm_read(request: Request, notice_id: int) -> dict[str, Any]:
    """Read, and said so."""
    return {"at": publishing.confirm_read(request.actor, notice_id, at=now()).at}


@router.get("/fleet", summary="产销台账")
def cars(request: Request) -> list[dict[str, Any]]:
    """What is known of cars built and sold."""
    return [asdict(row) for row in field.fleet(request.actor)]


@router.post("/fleet", summary="更新产销台账")
def keep_fleet(request: Request, told: FleetIn) -> dict[str, int]:
    """Replace what is known of the models in the lines."""
    return {"lines": fleet.keep_fleet(request.actor, request.actor.here, text=told.text)}
