"""The claimed-parts store: what lies where, how long, what is called back; shipments, scraps, counts."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Count, Q
from django.utils.timezone import localdate

from huichang.kernel import pictures
from huichang.kernel.actor import Actor
from huichang.kernel.cards import Photo
from huichang.kernel.refusals import Missing
from huichang.warranty import states
from huichang.warranty.models import CallBack, ClaimedPart, Inventory, Scrap, Shipment
from huichang.warranty.queries import reading
from huichang.warranty.states import IN_HOUSE, PartState

TABS = {
    "here": "在店",
    "tagged": "待入库",
    "stored": "在库",
    "called": "召回待发",
    "over": "超过保管期",
    "shipped": "已回运",
    "deducted": "扣件",
    "all": "全部",
}
MOST = 200


@dataclass(frozen=True)
class PartRow:
    """A claimed part in a list. `days`: in the store; `is_over`: kept longer than it must be."""

    id: int
    tag: str
    code: str
    name: str
    quantity: Decimal
    supplier_code: str
    claim_id: int
    claim_number: str
    claim_state_says: str
    plate: str
    vin: str
    state: str
    state_says: str
    place: str
    tagged_at: datetime
    days: int
    keep_until: date
    is_over: bool
    call_back: str
    call_due_on: date | None
    box: int | None
    shipment_id: int | None
    shipment: str
    gone_document: str
    deduction_says: str
    deduction_words: str
    deducted: Decimal


@dataclass(frozen=True)
class MoveRow:
    """A line of a part's ledger."""

    what: str
    document: str
    place: str
    words: str
    at: datetime
    by: str


@dataclass(frozen=True)
class PartPage:
    """A part with its ledger and photos."""

    row: PartRow
    km: int
    concern: str
    cause: str
    correction: str
    moves: list[MoveRow]
    photos: list[Photo]

    def may(self, verb: str) -> bool:
        """Whether its state allows something."""
        return states.PART.allows(self.row.state, verb)


def part_row(part: ClaimedPart, on: date) -> PartRow:
    """A part as a list shows it."""
    since = localdate(part.stored_at or part.tagged_at)
    return PartRow(
        part.pk,
        part.tag,
        part.code,
        part.name,
        part.quantity,
        part.supplier_code,
        part.claim_id,
        part.claim.number,
        part.claim.get_state_display(),
        part.claim.plate,
        part.claim.vin,
        part.state,
        part.get_state_display(),
        part.place,
        part.tagged_at,
        ((localdate(part.gone_at) if part.gone_at else on) - since).days,
        part.keep_until,
        part.state in IN_HOUSE and part.keep_until < on,
        part.call_back.their_number if part.call_back else "",
        part.call_back.due_on if part.call_back else None,
        part.box,
        part.shipment_id,
        part.shipment.number if part.shipment else "",
        part.gone_document,
        part.get_deduction_display() if part.deduction else "",
        part.deduction_words,
        part.deducted,
    )


_JOINED = ("claim", "call_back", "shipment")


def part_list(actor: Actor, *, on: date, only: str = "here", text: str = "") -> list[PartRow]:
    """Claimed parts; called back ones and old ones first. One statement."""
    rows = ClaimedPart.objects.filter(store_id=reading.store_for(actor)).select_related(*_JOINED)
    if only == "here":
        rows = rows.filter(state__in=IN_HOUSE)
    elif only == "called":
        rows = rows.filter(state__in=IN_HOUSE, call_back__isnull=False)
    elif only == "over":
        rows = rows.filter(state__in=IN_HOUSE, keep_until__lt=on)
    elif only in PartState.values:
        rows = rows.filter(state=only)
    if wanted := text.strip():
        rows = rows.filter(
            Q(tag__icontains=wanted)
            | Q(code__icontains=wanted)
            | Q(name__icontains=wanted)
            | Q(place__istartswith=wanted)
            | Q(claim__number__icontains=wanted)
            | Q(claim__plate__icontains=wanted)
            | Q(claim__vin__iendswith=wanted)
            | Q(claim_line__part__initials__startswith=wanted.lower())
        )
    return [part_row(row, on) for row in rows.order_by("call_back__due_on", "keep_until", "pk")[:MOST]]


def part_page(actor: Actor, part_id: int, *, on: date) -> PartPage:
    """A part. Two statements. Raises Missing."""
    here = reading.store_for(actor)
    part = ClaimedPart.objects.filter(store_id=here, pk=part_id).select_related(*_JOINED).first()
    if part is None:
        raise Missing("没有找到这个索赔旧件，请核对标签。")
    return PartPage(
        part_row(part, on),
        part.claim.km,
        part.claim.concern,
        part.claim.cause,
        part.claim.correction,
        [
            MoveRow(
                each.what, each.document, each.place, each.words, each.at, each.by.name if each.by else ""
            )
            for each in part.moves.select_related("by").order_by("pk")
        ],
        [Photo(pictures.link(each)) for each in part.pictures],
    )


@dataclass(frozen=True)
class ShipmentRow:
    """A shipment in a list."""

    id: int
    number: str
    kind_says: str
    state: str
    state_says: str
    opened_at: datetime
    sent_at: datetime | None
    carrier: str
    parts: int
    boxes: int
    deducted: int


def shipments(actor: Actor) -> list[ShipmentRow]:
    """Shipments, newest first. One statement."""
    rows = Shipment.objects.filter(store_id=reading.store_for(actor)).annotate(
        count=Count("parts"),
        boxes=Count("parts__box", distinct=True),
        bad=Count("parts", filter=Q(parts__state=PartState.DEDUCTED)),
    )
    return [
        ShipmentRow(
            row.pk,
            row.number,
            row.get_kind_display(),
            row.state,
            row.get_state_display(),
            row.opened_at,
            row.sent_at,
            row.carrier,
            row.count,
            row.boxes,
            row.bad,
        )
        for row in rows.order_by("-pk")[:100]
    ]


@dataclass(frozen=True)
class ShipmentPage:
    """A shipment with its parts, box by box."""

    id: int
    number: str
    kind_says: str
    state: str
    state_says: str
    opened_at: datetime
    opened_by: str
    sent_at: datetime | None
    carrier: str
    audited_at: datetime | None
    audit_words: str
    parts: list[PartRow]
    waiting: list[PartRow]

    def may(self, verb: str) -> bool:
        """Whether its state allows something."""
        return states.SHIPMENT.allows(self.state, verb)

    @property
    def next_box(self) -> int:
        """The box that is being filled."""
        return max((part.box or 1 for part in self.parts), default=1)


def shipment_page(actor: Actor, shipment_id: int, *, on: date) -> ShipmentPage:
    """A shipment; while it is packed, also what is called back and not in a box yet. Three statements. Raises Missing."""
    here = reading.store_for(actor)
    row = Shipment.objects.filter(store_id=here, pk=shipment_id).select_related("opened_by").first()
    if row is None:
        raise Missing("没有找到这张回运单，请检查链接。")
    parts = ClaimedPart.objects.filter(shipment=row).select_related(*_JOINED).order_by("box", "pk")
    waiting: list[ClaimedPart] = []
    if row.state == "packing":
        called = ClaimedPart.objects.filter(store_id=here, state=PartState.STORED, claim__round__gt=0)
        waiting = list(
            called.select_related(*_JOINED).order_by("call_back__due_on", "keep_until", "pk")[:100]
        )
    return ShipmentPage(
        row.pk,
        row.number,
        row.get_kind_display(),
        row.state,
        row.get_state_display(),
        row.opened_at,
        row.opened_by.name if row.opened_by else "",
        row.sent_at,
        row.carrier,
        row.audited_at,
        row.audit_words,
        [part_row(part, on) for part in parts],
        [part_row(part, on) for part in waiting],
    )


@dataclass(frozen=True)
class ScrapCard:
    """A scrap record."""

    id: int
    number: str
    instruction: str
    witness: str
    how: str
    at: datetime
    by: str
    parts: list[PartRow]
    photo_ids: list[int]


def scraps(actor: Actor, *, on: date, scrap_id: int | None = None) -> list[ScrapCard]:
    """Scrap records, newest first. Two statements."""
    rows = Scrap.objects.filter(store_id=reading.store_for(actor)).select_related("by")
    if scrap_id is not None:
        rows = rows.filter(pk=scrap_id)
    found = list(rows.order_by("-pk")[:40])
    parts: dict[int, list[PartRow]] = {}
    for part in ClaimedPart.objects.filter(scrap__in=found).select_related(*_JOINED).order_by("pk"):
        parts.setdefault(part.scrap_id or 0, []).append(part_row(part, on))
    return [
        ScrapCard(
            row.pk,
            row.number,
            row.instruction,
            row.witness,
            row.how,
            row.at,
            row.by.name if row.by else "",
            parts.get(row.pk, []),
            list(row.pictures),
        )
        for row in found
    ]


@dataclass(frozen=True)
class CallBackCard:
    """A call-back order with how far it is."""

    their_number: str
    is_urgent: bool
    due_on: date
    words: str
    wanted: int
    left: int
    is_late: bool
    withdrawn_words: str


def call_backs(store_id: int, *, on: date) -> list[CallBackCard]:
    """Call-back orders with parts that are still here, and those of the last month. One statement."""
    rows = (
        CallBack.objects.filter(store_id=store_id)
        .annotate(count=Count("parts"), left=Count("parts", filter=Q(parts__state__in=IN_HOUSE)))
        .filter(Q(left__gt=0) | Q(received_on__gte=on - timedelta(days=31)))
    )
    return [
        CallBackCard(
            row.their_number,
            row.is_urgent,
            row.due_on,
            row.words,
            row.count,
            row.left,
            row.left > 0 and row.due_on < on,
            row.withdrawn_words,
        )
        for row in rows.order_by("due_on", "pk")
    ]


@dataclass(frozen=True)
class InventoryCard:
    """A count of the store."""

    number: str
    place: str
    at: datetime
    by: str
    expected: int
    found: int
    missing: list[str]
    strange: list[str]
    words: str


def inventories(store_id: int) -> list[InventoryCard]:
    """Counts, newest first. One statement."""
    rows = Inventory.objects.filter(store_id=store_id).select_related("by").order_by("-pk")[:20]
    return [
        InventoryCard(
            row.number,
            row.place,
            row.at,
            row.by.name if row.by else "",
            row.expected,
            row.found,
            list(row.missing),
            list(row.strange),
            row.words,
        )
        for row in rows
    ]
