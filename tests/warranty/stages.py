"""Every act of the warranty room at a moment when it may be done: by whom, at which address, with which fields.

What is right for one person at one moment is what an attacker tries from elsewhere, with another post, or twice.
"""

import base64
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import localdate, now

from huichang.company.roles import Role
from huichang.engines.coverage.values import Verdict
from huichang.vehicles import cover_answers
from huichang.warranty import approvals, claims, goodwill, own_checks, settling, shipping
from huichang.warranty.models import SettlementLine
from huichang.warranty.states import Decision, Opinion
from tests.warranty.claiming import JPEG, Claiming, covered
from tests.warranty.settlement import MONTH, imported
from tests.world import NOON, World

PHOTO = base64.b64encode(JPEG).decode()
SOON = (localdate(now()) + timedelta(days=9)).isoformat()


@dataclass(frozen=True)
class Act:
    """An act as a form, and as JSON. `again`: it may be done a second time."""

    name: str
    role: Role
    url: str
    form: dict[str, object] = field(default_factory=dict)
    path: str = ""
    said: dict[str, object] = field(default_factory=dict)
    again: bool = False
    file: str = ""

    @property
    def fields(self) -> dict[str, object]:
        """The form, its file new every time."""
        made: dict[str, object] = dict(self.form)
        if self.file:
            made[self.file] = SimpleUploadedFile("a.jpg", JPEG, "image/jpeg")
        return made


CLERK, ADVISER, MANAGER = Role.WARRANTY_CLERK, Role.ADVISER, Role.SERVICE_MANAGER


def _act(name: str, role: Role, url: str, said: dict[str, object], **more: object) -> Act:
    """An act whose form says what its JSON says."""
    path = "/" + url.strip("/")
    form = more.pop("form", {key: value for key, value in said.items() if value is not False})
    return Act(name, role, f"/warranty/{url}", form, str(more.pop("path", path)), said, **more)  # type: ignore[arg-type]


def quoted(world: World) -> list[Act]:
    """An order whose brake job may go to the inspection."""
    story = Claiming(world)
    story.visiting.quoted()
    order, job = story.visiting.order.pk, story.job.pk
    return [
        Act(
            "ask_inspection",
            ADVISER,
            f"/warranty/split/{order}/{job}/",
            {"kind": "normal"},
            "/claims",
            {"order_id": order, "job_id": job},
        )
    ]


def inspected(world: World) -> list[Act]:
    """A claim that waits for its inspection."""
    story = Claiming(world).asked().proved()
    key = story.claim.pk
    own = f"claims/{key}/"
    said: dict[str, object] = {"concern": "异响", "cause": "摩擦片脱层", "nature": "part", "grade": "C"}
    form, lines = dict(said), []
    for line in story.lines:
        form |= {f"decision-{line.pk}": "claim", f"way-{line.pk}": "replace"}
        duty = "causal" if line.part_id else "secondary"
        lines.append({"line_id": line.pk, "decision": "claim", "duty": duty, "supplier_code": "B1"})
        if line.part_id:
            form |= {"causal": line.pk, f"supplier-{line.pk}": "B1", f"back-{line.pk}": "on"}
    return [
        _act("take_back", ADVISER, f"{own}take-back/", {"why": "点错了"}),
        Act(
            "add_evidence",
            CLERK,
            f"/warranty/{own}evidence/",
            {},
            f"/{own}evidence",
            {"photos": {"fault": [PHOTO]}},
            again=True,
            file="photos-fault",
        ),
        Act(
            "inspect",
            CLERK,
            f"/warranty/{own}inspect/",
            form,
            f"/{own}decide",
            {**said, "lines": lines},
        ),
    ]


def repaired(world: World) -> list[Act]:
    """A claim whose work is done: words, outlays, car, report, approval, its part at the door of the store."""
    story = Claiming(world).repaired()
    outlay = claims.add_outlay(
        world.warranty_clerk, story.claim.pk, kind="towing", name="拖车", amount=Decimal(90), at=story.at
    )
    key = story.claim.pk
    own = f"claims/{key}/"
    car: dict[str, object] = {"vin": world.car.vin, "km": 45_300, "km_at_sale": 5, "sold_on": "2023-05-01"}
    report: dict[str, object] = {"topic": "脱层", "grade": "C", "failed_on": "2026-03-02", "nth": 1}
    report |= {"complaint": "异响", "analysis": "拆检", "measure": "更换"}
    words: dict[str, object] = {"concern": "制动异响", "cause": "粘接不良"}
    drop = f"{own}outlays/{outlay.pk}/drop/"
    return [
        _act(
            "describe_claim",
            CLERK,
            f"{own}describe/",
            words,
            path=f"/{own}words",
            again=True,
        ),
        _act(
            "add_outlay",
            CLERK,
            f"{own}outlays/",
            {"kind": "sundry", "name": "清洗剂", "amount": "12.50"},
            again=True,
        ),
        _act("drop_outlay", CLERK, drop, {}),
        _act("register_vehicle", CLERK, f"{own}vehicle/", car, again=True),
        _act("report", CLERK, f"{own}report/", report, again=True),
        _act("withdraw_claim", CLERK, f"{own}withdraw/", {"why": "重复"}),
        _act("reopen_inspection", CLERK, f"{own}reopen/", {"why": "主因件选错"}),
        Act(
            "ask_approval",
            CLERK,
            f"/warranty/{own}approval/",
            {"estimate": "680", "words": "换前制动片", "reasons": "amount"},
            f"/{own}approval",
            {"estimate": "680", "words": "换前制动片", "reasons": ["amount"]},
        ),
        _act(
            "store_part",
            CLERK,
            "parts/store/",
            {"tag": story.part.tag, "place": "SP-1"},
        ),
    ]


def reported(world: World) -> list[Act]:
    """Nothing stops the claim any more; its report waits for the week's dispatch, its part may be called back or counted."""
    story = Claiming(world).ready()
    part, number = story.part, story.claim.number
    own = f"claims/{story.claim.pk}/"
    call: dict[str, object] = {"their_number": "ZH-1", "due_on": SOON}
    return [
        _act("send_claim", CLERK, f"{own}send/", {"late_why": "厂家张工同意"}),
        _act("send_reports", CLERK, "reports/send/", {}),
        _act(
            "move_part",
            CLERK,
            f"parts/{part.pk}/move/",
            {"place": "SP-9", "why": "整理"},
            again=True,
        ),
        Act(
            "call_back",
            CLERK,
            "/warranty/parts/call-back/",
            {**call, "numbers": f"{number}\n{part.tag}"},
            "/parts/call-back",
            {**call, "claim_numbers": [number], "tags": [part.tag]},
        ),
        Act(
            "inventory",
            CLERK,
            "/warranty/parts/inventory/",
            {"tags": part.tag},
            "/parts/inventory",
            {"tags": [part.tag]},
            again=True,
        ),
        Act(
            "scrap",
            CLERK,
            "/warranty/parts/scrap/",
            {"tags": part.tag, "instruction": "BF-1", "witness": "李主管", "how": "切割"},
            "/parts/scrap",
            {
                "tags": [part.tag],
                "instruction": "BF-1",
                "witness": "李主管",
                "how": "切割",
                "photos": [PHOTO],
            },
            file="photos",
        ),
    ]


def out(world: World) -> list[Act]:
    """With the manufacturer; its part is packed into one box, another shipment is empty."""
    story = Claiming(world).sent()
    clerk, here, at = world.warranty_clerk, world.north.pk, story.at
    own = f"claims/{story.claim.pk}/"
    packed = shipping.open_shipment(clerk, here, kind="normal", at=at)
    shipping.box_part(clerk, packed.pk, tag=story.part.tag, box=1, at=at)
    base, part = f"shipments/{packed.pk}/", story.part.pk
    return [
        _act(
            "answer_claim",
            CLERK,
            f"{own}answer/",
            {"answer": "accept", "their_number": "SL1"},
        ),
        _act(
            "new_shipment",
            CLERK,
            "shipments/new/",
            {"kind": "urgent"},
            path="/shipments",
            again=True,
        ),
        Act(
            "unbox_part",
            CLERK,
            f"/warranty/{base}unbox/{part}/",
            {},
            f"/parts/{part}/unbox",
        ),
        _act("send_shipment", CLERK, f"{base}send/", {"carrier": "SF1"}),
        _act("cancel_shipment", CLERK, f"{base}cancel/", {}),
    ]


def packing(world: World) -> list[Act]:
    """A part that may be packed."""
    story = Claiming(world).sent()
    row = shipping.open_shipment(world.warranty_clerk, world.north.pk, kind="normal", at=story.at)
    said: dict[str, object] = {"tag": story.part.tag, "box": 1}
    return [_act("box_part", CLERK, f"shipments/{row.pk}/box/", said)]


def shipped(world: World) -> list[Act]:
    """A shipment that left, for the manufacturer's audit."""
    story = Claiming(world).sent()
    clerk = world.warranty_clerk
    row = shipping.open_shipment(clerk, world.north.pk, kind="normal", at=story.at)
    shipping.box_part(clerk, row.pk, tag=story.part.tag, box=1, at=story.at)
    shipping.send_shipment(clerk, row.pk, carrier="SF1", at=story.at)
    return [
        Act(
            "audit_shipment",
            CLERK,
            f"/warranty/shipments/{row.pk}/audit/",
            {f"deduction-{story.part.pk}": "no_tag", f"amount-{story.part.pk}": "80"},
            f"/shipments/{row.pk}/audit",
            {"deducted": [{"part_id": story.part.pk, "deduction": "no_tag", "amount": "80"}]},
        )
    ]


def asked(world: World) -> list[Act]:
    """A pre-approval that waits for the manufacturer's word."""
    story = Claiming(world).asked().decided()
    row = approvals.ask_approval(
        world.warranty_clerk,
        story.claim.pk,
        estimate=Decimal(680),
        words="换前制动片",
        reasons=["amount"],
        at=story.at,
    )
    own, said = f"approvals/{row.pk}/", {"answer": "grant", "granted": "680", "their_number": "SQ-1"}
    return [
        _act("answer_approval", CLERK, f"{own}answer/", dict(said)),
        _act("withdraw_approval", CLERK, f"{own}withdraw/", {}),
    ]


def outside(world: World) -> list[Act]:
    """Lines outside the cover, to be asked for as goodwill."""
    story = _goodwill(world)
    said: dict[str, object] = {"happened_on": "2026-03-01", "topic": "过保", "complaint": "老客户"}
    own = f"claims/{story.claim.pk}/goodwill/"
    return [_act("ask_goodwill", ADVISER, own, {**said, "share_percent": 50})]


def opined(world: World) -> list[Act]:
    """A goodwill application that waits for the service manager."""
    story = _goodwill(world)
    row = goodwill.ask_goodwill(
        world.adviser,
        story.claim.pk,
        happened_on=localdate(NOON),
        topic="过保",
        complaint="老客户",
        share_percent=50,
        at=story.at,
    )
    own = f"goodwill/{row.pk}/"
    step = str(Opinion.SERVICE_MANAGER)
    return [
        Act(
            "give_opinion",
            MANAGER,
            f"/warranty/{own}opinion/",
            {"step": step, "agrees": "on", "percent": 50, "words": "同意"},
            f"/{own}opinion",
            {"step": step, "agrees": True, "percent": 50, "words": "同意"},
        ),
        _act("withdraw_goodwill", ADVISER, f"{own}withdraw/", {}),
    ]


def _goodwill(world: World) -> Claiming:
    usual = cover_answers.answers
    cover_answers.answers = covered(Verdict.NOT_COVERED)  # type: ignore[assignment]
    try:
        return Claiming(world).asked().decided(Decision.GOODWILL)
    finally:
        cover_answers.answers = usual


def listed(world: World) -> list[Act]:
    """The month's list is read: one line is cut, one belongs to nobody."""
    story = Claiming(world).sent().settled()
    number = story.claim.number
    imported(world, (number, 500, "工时超标"), ("WHO-1", 0, ""))
    unknown = SettlementLine.objects.get(claim_number="WHO-1")
    month = MONTH.isoformat()
    return [
        Act(
            "book_month",
            CLERK,
            "/warranty/settlements/book/",
            {"month": month[:7]},
            "/settlements/book",
            {"month": month},
        ),
        _act(
            "work_difference",
            CLERK,
            f"settlements/lines/{unknown.pk}/work/",
            {"remedy": "paid_back", "words": "已退回"},
        ),
    ]


def unknown(world: World) -> list[Act]:
    """A line with a number that is not ours, for a submission that waits."""
    story = Claiming(world).sent().settled()
    imported(world, ("WHO-1", 680, ""))
    row = SettlementLine.objects.get()
    own, said = f"settlements/lines/{row.pk}/match/", {"number": story.claim.number}
    return [_act("match_line", CLERK, own, dict(said))]


def booked(world: World) -> list[Act]:
    """A month that is booked, with a claim that was cut: it may be taken back, or the loss borne."""
    story = Claiming(world).sent().settled()
    imported(world, (story.claim.number, 500, "工时超标"))
    settling.book_month(world.warranty_clerk, world.north.pk, month=MONTH, at=story.visiting.later(5))
    month, own = MONTH.isoformat(), f"claims/{story.claim.pk}/close/"
    return [
        Act(
            "unbook_month",
            CLERK,
            "/warranty/settlements/unbook/",
            {"month": month[:7], "why": "月份选错"},
            "/settlements/unbook",
            {"month": month, "why": "月份选错"},
        ),
        _act("close_claim", MANAGER, own, {"why": "厂家不认"}),
    ]


def remedied(world: World) -> list[Act]:
    """What was paid for nobody was given back, it is said."""
    Claiming(world).sent()
    imported(world, ("WHO-1", 100, ""))
    row = SettlementLine.objects.get()
    settling.work_difference(world.warranty_clerk, row.pk, remedy="paid_back", words="已退回", at=NOON)
    own = f"settlements/lines/{row.pk}/reopen/"
    return [_act("reopen_difference", CLERK, own, {"why": "还没有退"})]


def refused(world: World) -> list[Act]:
    """The manufacturer refused: the customer may have the part, unless it was registered by mistake."""
    story = Claiming(world).sent()
    claims.register_answer(
        world.warranty_clerk, story.claim.pk, answer="refuse", words="非质量问题", at=story.at
    )
    own = f"parts/{story.part.pk}/give-back/"
    said: dict[str, object] = {"document": "QS-1", "to": "王建国"}
    wrong = f"claims/{story.claim.pk}/take-back-answer/"
    return [
        _act("give_back_part", CLERK, own, said),
        _act("take_back_answer", CLERK, wrong, {"why": "登记错了单"}),
    ]


def checked(world: World) -> list[Act]:
    """A check that was tried, and one that is new."""
    row = own_checks.keep_check(
        world.warranty_clerk,
        world.north.pk,
        name="里程",
        says="核对里程",
        conditions=[{"field": "km", "compare": "gt", "value": "1"}],
        at=NOON,
    )
    own_checks.try_check(world.warranty_clerk, row.pk, at=NOON)
    form: dict[str, object] = {"name": "新里程", "says": "核对", "severity": "stop"}
    condition = {"field": "km", "compare": "gt", "value": "9"}
    typed = {**form, "field-1": "km", "compare-1": "gt", "value-1": "9"}
    said = {**form, "conditions": [condition]}
    own = f"checks/{row.pk}/"
    return [
        Act("new_check", CLERK, "/warranty/checks/new/", typed, "/checks", said),
        Act(
            "check",
            CLERK,
            f"/warranty/{own}",
            {**typed, "name": "里程 2"},
            "/checks",
            {**said, "name": "里程 2", "id": row.pk},
            again=True,
        ),
        _act("try_check", CLERK, f"{own}try/", {}, again=True),
        _act(
            "switch_check",
            CLERK,
            f"{own}switch/",
            {"on": True},
            form={"on": "on"},
        ),
        _act("drop_check", CLERK, f"{own}drop/", {}),
    ]


STAGES: dict[Callable[[World], list[Act]], dict[str, str]] = {
    quoted: {"ask_inspection": "/claims"},
    inspected: {
        "take_back": "/claims/{claim_id}/take-back",
        "add_evidence": "/claims/{claim_id}/evidence",
        "inspect": "/claims/{claim_id}/decide",
    },
    repaired: {
        "describe_claim": "/claims/{claim_id}/words",
        "add_outlay": "/claims/{claim_id}/outlays",
        "drop_outlay": "/claims/{claim_id}/outlays/{outlay_id}/drop",
        "register_vehicle": "/claims/{claim_id}/vehicle",
        "report": "/claims/{claim_id}/report",
        "withdraw_claim": "/claims/{claim_id}/withdraw",
        "reopen_inspection": "/claims/{claim_id}/reopen",
        "ask_approval": "/claims/{claim_id}/approval",
        "store_part": "/parts/store",
    },
    reported: {
        "send_claim": "/claims/{claim_id}/send",
        "send_reports": "/reports/send",
        "move_part": "/parts/{part_id}/move",
        "call_back": "/parts/call-back",
        "inventory": "/parts/inventory",
        "scrap": "/parts/scrap",
    },
    out: {
        "answer_claim": "/claims/{claim_id}/answer",
        "new_shipment": "/shipments",
        "unbox_part": "/parts/{part_id}/unbox",
        "send_shipment": "/shipments/{shipment_id}/send",
        "cancel_shipment": "/shipments/{shipment_id}/cancel",
    },
    packing: {"box_part": "/shipments/{shipment_id}/box"},
    shipped: {"audit_shipment": "/shipments/{shipment_id}/audit"},
    asked: {
        "answer_approval": "/approvals/{approval_id}/answer",
        "withdraw_approval": "/approvals/{approval_id}/withdraw",
    },
    outside: {"ask_goodwill": "/claims/{claim_id}/goodwill"},
    opined: {
        "give_opinion": "/goodwill/{goodwill_id}/opinion",
        "withdraw_goodwill": "/goodwill/{goodwill_id}/withdraw",
    },
    listed: {"book_month": "/settlements/book", "work_difference": "/settlements/lines/{line_id}/work"},
    unknown: {"match_line": "/settlements/lines/{line_id}/match"},
    booked: {"unbook_month": "/settlements/unbook", "close_claim": "/claims/{claim_id}/close"},
    remedied: {"reopen_difference": "/settlements/lines/{line_id}/reopen"},
    refused: {
        "give_back_part": "/parts/{part_id}/give-back",
        "take_back_answer": "/claims/{claim_id}/take-back-answer",
    },
    checked: {
        "new_check": "/checks",
        "check": "/checks",
        "try_check": "/checks/{check_id}/try",
        "switch_check": "/checks/{check_id}/switch",
        "drop_check": "/checks/{check_id}/drop",
    },
}
"""The acts of each stage, with their addresses as the API has them."""
