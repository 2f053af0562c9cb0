"""Catalogue, stock, receipts, bins."""

from datetime import date
from decimal import Decimal
from typing import Literal

from django.utils.timezone import localdate, now
from ninja import Router, Schema, Status

from huichang.kernel.money import money
from huichang.kernel.refusals import Missing
from huichang.kernel.web import Request
from huichang.parts import batches, catalogue, ledger, permissions, places, queries, receiving
from huichang.parts.queries import reading
from huichang.parts.states import Place, Quality, ReplaceRule, Tracking, UseClass

router = Router()


class Made(Schema):
    """The id of what was made or changed."""

    id: int


class LedgerOut(Schema):
    """A page of a stock card; `before` asks for the next."""

    lines: list[queries.MoveCard]
    before: int | None


class WordsIn(Schema):
    """The words of a part."""

    name: str
    use_class: UseClass = UseClass.REPAIR
    quality: Quality = Quality.GENUINE
    maker: str = ""
    unit: str = "件"
    is_whole: bool = True
    pack: Decimal = Decimal(1)
    size: Literal["", "small", "medium", "large"] = ""
    system: str = ""
    is_safety: bool = False
    is_hazardous: bool = False
    tracking: Tracking = Tracking.NONE
    shelf_life_months: int | None = None
    needs_check: bool = False
    barcode: str = ""
    is_active: bool = True
    fits: list[str] = []
    seen: int | None = None

    def particulars(self) -> catalogue.Particulars:
        """As the catalogue takes them."""
        return catalogue.Particulars(**self.dict(include=set(catalogue.Particulars.__dataclass_fields__)))


class PartIn(WordsIn):
    """A new part number; the price (yuan, tax included) holds from today."""

    number: str
    price: Decimal | None = None


class OtherIn(Schema):
    """Another part; null where there is none."""

    part_id: int | None = None


class CameIn(Schema):
    """Batch or serial numbers with their dates, certificate and check (`genuine` null: not checked yet)."""

    numbers: list[str]
    made_on: date | None = None
    expires_on: date | None = None
    certificate: str = ""
    code: str = ""
    checklist: dict[str, bool] = {}
    genuine: bool | None = None
    note: str = ""

    def came(self) -> batches.Came:
        """As receiving takes them."""
        words = self.dict(include=set(batches.Came.__dataclass_fields__))
        return batches.Came(**{**words, "numbers": tuple(self.numbers)})


class NewerIn(OtherIn):
    """The number that replaces a part, and how."""

    rule: ReplaceRule = ReplaceRule.USE_UP
    is_interchangeable: bool = False


class InsteadIn(Schema):
    """When another part may stand for this one."""

    condition: str = ""
    both_ways: bool = True


class ReceivedIn(Schema):
    """A line of a receipt: cost in yuan per unit without tax."""

    part_id: int
    quantity: Decimal
    cost: Decimal
    bin_id: int | None = None
    came: CameIn | None = None
    order: str = ""


class ReceiptIn(Schema):
    """A receipt with the supplier's paper."""

    document: str
    supplier: str = ""
    lines: list[ReceivedIn]


class DeliveryIn(Schema):
    """Goods on their way."""

    quantity: Decimal
    expected_on: date
    supplier: str = ""
    document: str = ""


class DayIn(Schema):
    """The day on which a delivery comes; null when it does not come at all."""

    expected_on: date | None = None


class MoveIn(Schema):
    """Goods from bin to bin."""

    source_id: int
    target_id: int
    quantity: Decimal
    why: str = ""
    batch_id: int | None = None


class DocumentOut(Schema):
    """The number of a document."""

    document: str


class HomeIn(Schema):
    """The bin in which a part belongs."""

    bin_id: int


class WarehouseIn(Schema):
    """A part of the store room."""

    name: str
    place: Place = Place.MAIN
    most: Decimal | None = None


class BinIn(Schema):
    """A shelf place; `size`: the largest pieces that it takes, empty for any."""

    code: str
    walk: int | None = None
    size: Literal["", "small", "medium", "large"] = ""


class LimitIn(Schema):
    """So much of a part in a part of the store room; null for no limit."""

    part_id: int
    most: Decimal | None = None


class ProofOut(Schema):
    """A proof of the ledger: how many totals were compared, and what is wrong."""

    checked: int
    wrong: list[str]


@router.get("/search", response=list[queries.PartHit])
def search(request: Request, q: str, series: str = "") -> list[queries.PartHit]:
    """Parts for a number, a barcode, words or initials, with price and stock."""
    return queries.search(request.actor, q, on=localdate(now()), series=series)


@router.get("/code/{code}", response=queries.PartBrief)
def by_code(request: Request, code: str) -> queries.PartBrief:
    """The part that a scanned code means."""
    reading.store_for(request.actor, permissions.SEE_PARTS)
    found = queries.by_code(code)
    if found is None:
        raise Missing(f"没有编码为“{code}”的配件。")
    return found


@router.get("/part/{part_id}", response=queries.PartPage)
def part(request: Request, part_id: int) -> queries.PartPage:
    """A part with its stock."""
    return queries.part_page(request.actor, part_id, on=localdate(now()))


@router.get("/part/{part_id}/ledger", response=LedgerOut)
def stock_card(request: Request, part_id: int, before: int | None = None) -> LedgerOut:
    """Its ledger, newest first."""
    lines, more = queries.stock_card(request.actor, part_id, before=before)
    return LedgerOut(lines=lines, before=more)


@router.get("/part/{part_id}/holders", response=list[queries.HolderCard])
def holders(request: Request, part_id: int) -> list[queries.HolderCard]:
    """Who holds it."""
    return queries.holders(reading.store_for(request.actor, permissions.SEE_PARTS), part_id)


@router.post("/part", response=Made)
def register(request: Request, said: PartIn) -> Made:
    """A new part number."""
    made = catalogue.register_part(
        request.actor,
        number=said.number,
        words=said.particulars(),
        price=None if said.price is None else money(said.price),
        fits=said.fits,
        at=now(),
    )
    return Made(id=made.pk)


@router.post("/part/{part_id}", response=Made)
def change(request: Request, part_id: int, said: WordsIn) -> Made:
    """The words of a part."""
    made = catalogue.change_part(
        request.actor, part_id, words=said.particulars(), fits=said.fits, seen=said.seen
    )
    return Made(id=made.pk)


@router.post("/part/{part_id}/supersede", response={204: None})
def supersede(request: Request, part_id: int, said: NewerIn) -> Status[None]:
    """The number that replaces it."""
    catalogue.supersede_part(
        request.actor,
        part_id,
        new_id=said.part_id,
        rule=said.rule,
        is_interchangeable=said.is_interchangeable,
    )
    return Status(204, None)


@router.post("/part/{part_id}/substitutes/{other_id}", response={204: None})
def allow_substitute(
    request: Request, part_id: int, other_id: int, said: InsteadIn | None = None
) -> Status[None]:
    """Another part that does the same work."""
    words = said or InsteadIn()
    catalogue.allow_substitute(request.actor, part_id, other_id=other_id, **words.dict())
    return Status(204, None)


@router.post("/part/{part_id}/substitutes/{other_id}/forbid", response={204: None})
def forbid_substitute(request: Request, part_id: int, other_id: int) -> Status[None]:
    """No longer."""
    catalogue.forbid_substitute(request.actor, part_id, other_id=other_id)
    return Status(204, None)


@router.post("/receipts", response=receiving.Receipt)
def receive(request: Request, said: ReceiptIn) -> receiving.Receipt:
    """Goods come in."""
    return receiving.receive_parts(
        request.actor,
        store_id=request.actor.here,
        document=said.document,
        supplier=said.supplier,
        lines=[
            receiving.Received(
                line.part_id,
                line.quantity,
                line.cost,
                line.bin_id,
                line.came.came() if line.came else None,
                line.order,
            )
            for line in said.lines
        ],
        at=now(),
    )


@router.post("/part/{part_id}/deliveries", response=Made)
def expect(request: Request, part_id: int, said: DeliveryIn) -> Made:
    """Goods are on their way."""
    made = receiving.expect_parts(
        request.actor, part_id, store_id=request.actor.here, at=now(), **said.dict()
    )
    return Made(id=made.pk)


@router.post("/deliveries/{delivery_id}", response=Made)
def change_delivery(request: Request, delivery_id: int, said: DayIn) -> Made:
    """They come on another day, or not at all."""
    made = receiving.change_delivery(request.actor, delivery_id, expected_on=said.expected_on, at=now())
    return Made(id=made.pk)


@router.get("/warehouses", response=list[queries.WarehouseCard])
def warehouses(request: Request) -> list[queries.WarehouseCard]:
    """The store room."""
    return queries.warehouses(request.actor)


@router.post("/warehouses", response=Made)
def add_warehouse(request: Request, said: WarehouseIn) -> Made:
    """A part of the store room."""
    made = places.add_warehouse(
        request.actor, store_id=request.actor.here, name=said.name, place=said.place, most=said.most
    )
    return Made(id=made.pk)


@router.post("/warehouses/{warehouse_id}/bins", response=Made)
def add_bin(request: Request, warehouse_id: int, said: BinIn) -> Made:
    """A shelf place."""
    return Made(
        id=places.add_bin(request.actor, warehouse_id, code=said.code, walk=said.walk, size=said.size).pk
    )


@router.get("/bins/{bin_id}", response=queries.BinPage)
def bin_page(request: Request, bin_id: int) -> queries.BinPage:
    """A bin and what lies in it."""
    return queries.bin_page(request.actor, bin_id)


@router.post("/warehouses/{warehouse_id}/limits", response={204: None})
def limit_part(request: Request, warehouse_id: int, said: LimitIn) -> Status[None]:
    """So much of a part may lie here."""
    places.limit_part(request.actor, warehouse_id, part_id=said.part_id, most=said.most)
    return Status(204, None)


@router.post("/part/{part_id}/move", response=DocumentOut)
def move_goods(request: Request, part_id: int, said: MoveIn) -> DocumentOut:
    """Goods from bin to bin."""
    number = places.move_goods(request.actor, part_id, store_id=request.actor.here, at=now(), **said.dict())
    return DocumentOut(document=number)


@router.post("/part/{part_id}/settle", response={204: None})
def settle(request: Request, part_id: int, said: HomeIn) -> Status[None]:
    """The bin in which it belongs."""
    places.settle_part(request.actor, part_id, store_id=request.actor.here, bin_id=said.bin_id, at=now())
    return Status(204, None)


@router.post("/ledger/prove", response=ProofOut)
def prove(request: Request) -> object:
    """Compare every total with the sum of its ledger."""
    return ledger.prove_ledger(request.actor, request.actor.here, at=now())
