"""What stands beside the demo's claims: photos and measurements, pre-approvals in every state, goodwill of the past, what was
scrapped, counted and packed. Gathered with the claims and written with them, in bulk."""

from datetime import datetime, timedelta

from django.utils.timezone import localdate

from huichang.company import workdays
from huichang.kernel.models import Picture, PictureContent
from huichang.site.demo import drawings
from huichang.site.demo.claim_papers import DAY, Desk
from huichang.warranty.models import (
    Approval,
    CallBack,
    Claim,
    ClaimedPart,
    Evidence,
    Goodwill,
    Inventory,
    Measurement,
    OpinionGiven,
    PartMove,
    Scrap,
    Shipment,
)
from huichang.warranty.rules import ANSWER_WORKDAYS
from huichang.warranty.states import (
    ApprovalReason,
    ApprovalState,
    ClaimKind,
    ClaimState,
    EvidenceKind,
    GoodwillState,
    Opinion,
    PartState,
    ShipmentKind,
    ShipmentState,
)

SHARP = 10
"""So many of the claims that somebody will open have photos of their own VIN and odometer."""
MEASURED = (
    ("间隙", "0.62 mm", "≤ 0.40 mm"),
    ("电阻", "2.8 kΩ", "1.2–1.6 kΩ"),
    ("厚度", "1.8 mm", "≥ 3.0 mm"),
    ("静态电压", "11.2 V", "≥ 12.4 V"),
    ("压力", "2.1 bar", "3.6–4.2 bar"),
)
DRAWN = {"brake": "pad", "tyre": "tyre", "body": "door"}
"""Which photo was drawn for a system; a leak for all others."""
WITH_PHOTOS = (ClaimState.READY, ClaimState.RETURNED, ClaimState.REFUSED, ClaimState.SENT, ClaimState.PASSED)


def write(desk: Desk) -> None:
    """All of it; the claims of the desk are written already."""
    _evidence(desk)
    _approvals(desk)
    _goodwill(desk)
    _packing(desk)
    _scrapped(desk)
    _counted(desk)


def _picture(desk: Desk, content: bytes, size: tuple[int, int], at: datetime) -> Picture:
    return Picture(
        store_id=desk.store,
        content_id=drawings.digest(content),
        kind="claim",
        media_type="image/jpeg",
        width=size[0],
        height=size[1],
        taken_at=at,
        taken_by_id=desk.clerk,
    )


def _evidence(desk: Desk) -> None:
    """The fault of every claim that is under way, and of the foremost also VIN, odometer, part number and printout."""
    open_ones = [claim for claim in desk.claims if claim.state in WITH_PHOTOS]
    open_ones.sort(key=lambda claim: WITH_PHOTOS.index(ClaimState(claim.state)))
    contents: dict[str, bytes] = {}
    faults: dict[str, Picture] = {}
    taken: list[tuple[Claim, EvidenceKind, Picture]] = []
    for what in ("pad", "leak", "tyre", "door"):
        content = drawings.photo(what)
        faults[what] = _picture(desk, content, drawings.PHOTO, desk.now - DAY)
        contents[drawings.digest(content)] = content
    for place, claim in enumerate(open_ones):
        fault = faults[DRAWN.get(claim.job.system, "leak")]
        if claim.kind != ClaimKind.FREE_SERVICE:
            taken.append((claim, EvidenceKind.FAULT, fault))
        if place >= SHARP:
            continue
        codes = [line.code for line in desk.lines if line.claim is claim and line.part_id]
        shown = [
            (EvidenceKind.VIN, drawings.plate_of("VIN", claim.vin)),
            (EvidenceKind.ODOMETER, drawings.plate_of("ODO", f"{claim.km:,} km")),
        ]
        if codes and claim.kind != ClaimKind.FREE_SERVICE:
            shown.append((EvidenceKind.PART, drawings.plate_of("P/N", codes[0])))
        for kind, content in shown:
            contents[drawings.digest(content)] = content
            at = claim.decided_at or desk.now
            taken.append((claim, kind, _picture(desk, content, drawings.PLATE, at)))
    PictureContent.objects.bulk_create(
        [PictureContent(sha256=key, content=content) for key, content in contents.items()],
        ignore_conflicts=True,
    )
    Picture.objects.bulk_create(list({id(picture): picture for _, _, picture in taken}.values()))
    Evidence.objects.bulk_create(
        [
            Evidence(
                store_id=desk.store, claim=claim, kind=kind, picture=picture, at=claim.decided_at or desk.now
            )
            for claim, kind, picture in taken
        ],
        batch_size=500,
    )
    Measurement.objects.bulk_create(
        [
            Measurement(store_id=desk.store, claim=claim, name=name, value=value, limit=limit)
            for claim in open_ones
            if claim.kind != ClaimKind.FREE_SERVICE and desk.chance.random() < 0.6
            for name, value, limit in [desk.chance.choice(MEASURED)]
        ]
    )


def _approvals(desk: Desk) -> None:
    """The dear claims of the past were granted; one was sent back, one refused, one withdrawn; one waits beyond its
    two working days."""
    normal = [claim for claim in desk.claims if claim.kind == ClaimKind.NORMAL]
    paid = sorted((claim for claim in normal if claim.state == ClaimState.PAID), key=lambda each: -each.asked)
    ready = sorted(
        (claim for claim in normal if claim.state == ClaimState.READY), key=lambda each: -each.asked
    )
    ends = (ApprovalState.SENT_BACK, ApprovalState.REFUSED, ApprovalState.WITHDRAWN)
    rows = [_approval(desk, claim, ApprovalState.GRANTED) for claim in paid[:6]]
    rows += [_approval(desk, claim, state) for claim, state in zip(paid[6:9], ends, strict=False)]
    for claim in ready[:1]:
        row = _approval(desk, claim, ApprovalState.ASKED, at=desk.now - 5 * DAY)
        claim.word_reasons, claim.waits_for_word = row.reasons, True
        rows.append(row)
    Approval.objects.bulk_create(sorted(rows, key=lambda row: row.asked_at))
    Claim.objects.bulk_update(ready[:1], ["word_reasons", "waits_for_word"])


SAID = {
    ApprovalState.GRANTED: "同意按方案更换",
    ApprovalState.SENT_BACK: "请补充油压测量值后再报",
    ApprovalState.REFUSED: "属正常磨损，不予授权",
}


def _approval(desk: Desk, claim: Claim, state: ApprovalState, *, at: datetime | None = None) -> Approval:
    asked_at = at or claim.opened_at + timedelta(hours=1)
    answered = (
        None if state == ApprovalState.ASKED else asked_at + timedelta(hours=desk.chance.randint(3, 30))
    )
    number = desk.number("YS", localdate(asked_at))
    return Approval(
        store_id=desk.store,
        number=number,
        claim=claim,
        reasons=[str(desk.chance.choice([ApprovalReason.SAFETY, ApprovalReason.AMOUNT]))],
        estimate=claim.asked,
        words=f"{claim.concern}；{claim.cause}，拟{claim.title}"[:300],
        state=state,
        asked_at=asked_at,
        asked_by_id=desk.clerk,
        due_at=workdays.due_at(asked_at, ANSWER_WORKDAYS),
        answered_at=answered,
        granted=claim.asked if state == ApprovalState.GRANTED else None,
        their_number=f"SQ{number[2:]}" if state == ApprovalState.GRANTED else "",
        answer_words=SAID.get(state, ""),
    )


def _goodwill(desk: Desk) -> None:
    """Two applications of the past: one granted by all, one that ended with the region's word."""
    paid = [
        claim for claim in desk.claims if claim.state == ClaimState.PAID and claim.kind == ClaimKind.NORMAL
    ]
    made: list[tuple[Goodwill, list[Opinion]]] = []
    for claim, granted in zip(paid[-2:], (True, False), strict=False):
        row = Goodwill(
            store_id=desk.store,
            number=desk.number("SY", localdate(claim.opened_at)),
            claim=claim,
            happened_on=claim.failed_on or localdate(claim.opened_at),
            topic=f"过保一个月，{claim.title}"[:80],
            complaint="客户一直在本店保养，刚过保就出现故障，要求厂家承担。",
            asked=claim.asked,
            share_percent=100,
            state=GoodwillState.GRANTED if granted else GoodwillState.REFUSED,
            asked_at=claim.opened_at,
            asked_by_id=desk.adviser,
            granted_percent=100 if granted else None,
            ended_at=claim.opened_at + 3 * DAY,
        )
        made.append((row, list(Opinion) if granted else list(Opinion)[:2]))
    Goodwill.objects.bulk_create([row for row, _ in made])
    signers = ("", "周启明", "何锦程", "陆一凡", "苏文清", "郑国栋")
    OpinionGiven.objects.bulk_create(
        [
            OpinionGiven(
                store_id=desk.store,
                goodwill=row,
                step=step,
                agrees=agrees,
                percent=100 if agrees else None,
                who=signers[place] or "服务经理",
                words="老客户，保养齐全，同意" if agrees else "超过期限较多，不支持",
                at=row.asked_at + timedelta(hours=9 * (place + 1)),
                by_id=desk.clerk,
            )
            for row, steps in made
            for place, step in enumerate(steps)
            for agrees in [row.state == GoodwillState.GRANTED or place == 0]
        ]
    )


def _packing(desk: Desk) -> None:
    """A shipment on its way, one that is being packed for an urgent order of the manufacturer's."""
    here = [part for part in desk.parts if part.state == PartState.STORED and part.call_back is None]
    away, boxed, wanted = here[:3], here[3:5], here[5:7]
    if not wanted:
        return
    at = desk.now - 2 * DAY
    gone = Shipment(
        store_id=desk.store,
        number=desk.number("HY", localdate(at)),
        state=ShipmentState.SENT,
        opened_at=at,
        opened_by_id=desk.clerk,
        sent_at=at,
        carrier=f"德邦 DP{at:%y%m%d}07",
    )
    open_one = Shipment(
        store_id=desk.store,
        number=desk.number("HY", localdate(desk.now)),
        kind=ShipmentKind.URGENT,
        opened_at=desk.now - timedelta(hours=2),
        opened_by_id=desk.clerk,
    )
    Shipment.objects.bulk_create([gone, open_one])
    order = CallBack.objects.create(
        store_id=desk.store,
        their_number=f"ZH{desk.now:%y%m}12",
        is_urgent=True,
        received_on=localdate(desk.now) - DAY,
        due_on=localdate(desk.now) + DAY,
        words="安全分析，两天内发出",
    )
    for part in away:
        part.state, part.shipment, part.box = PartState.SHIPPED, gone, 1
        part.gone_at, part.gone_document = at, gone.number
    for part in boxed:
        part.state, part.shipment, part.box = PartState.BOXED, open_one, 1
    for part in (*boxed, *wanted):
        part.call_back = order
    moved = [*away, *boxed, *wanted]
    ClaimedPart.objects.bulk_update(
        moved, ["state", "shipment", "box", "gone_at", "gone_document", "call_back"]
    )
    PartMove.objects.bulk_create(
        [
            PartMove(
                store_id=desk.store,
                part=part,
                what="发运" if part in away else "装箱 1 号",
                document=(gone if part in away else open_one).number,
                place=part.place,
                at=at if part in away else open_one.opened_at,
                by_id=desk.clerk,
            )
            for part in (*away, *boxed)
        ]
    )


def _scrapped(desk: Desk) -> None:
    """Two parts were destroyed on the manufacturer's word."""
    old = [part for part in desk.parts if part.state == PartState.STORED and part.call_back is None][2:4]
    if not old:
        return
    at, content = desk.now - 6 * DAY, drawings.photo("pad")
    picture = _picture(desk, content, drawings.PHOTO, at)
    picture.kind = "scrap"
    picture.save()
    scrap = Scrap.objects.create(
        store_id=desk.store,
        number=desk.number("BF", localdate(at)),
        instruction=f"ZB{at:%y%m}03 就地销毁",
        witness="谢志远",
        how="切割",
        at=at,
        by_id=desk.clerk,
        pictures=[picture.pk],
    )
    for part in old:
        part.state, part.scrap, part.gone_at, part.gone_document = PartState.SCRAPPED, scrap, at, scrap.number
    ClaimedPart.objects.bulk_update(old, ["state", "scrap", "gone_at", "gone_document"])
    PartMove.objects.bulk_create(
        [
            PartMove(
                store_id=desk.store,
                part=part,
                what="报废",
                document=scrap.number,
                place=part.place,
                words=f"见证人 {scrap.witness}",
                at=at,
                by_id=desk.clerk,
            )
            for part in old
        ]
    )


def _counted(desk: Desk) -> None:
    """The store was counted at the end of last month; one part lay in the wrong place."""
    here = [part for part in desk.parts if part.state == PartState.STORED]
    if not here:
        return
    at = desk.now.replace(day=1) - timedelta(hours=20)
    Inventory.objects.create(
        store_id=desk.store,
        number=desk.number("JP", localdate(at)),
        at=at,
        by_id=desk.clerk,
        expected=len(here),
        found=len(here) - 1,
        missing=[f"{here[-1].tag} {here[-1].name}"],
        words="放错货位，已移回",
    )
