"""The claimed-parts store (WARR-15): tags scanned in, places, call-backs, parts given back, the count. Every move is written."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.utils.timezone import localdate

from huichang.kernel import numbering, pictures
from huichang.kernel.actor import Warrant
from huichang.kernel.refusals import Missing, OutOfTurn, Refused
from huichang.kernel.use_case import use_case
from huichang.warranty import permissions, states
from huichang.warranty.models import CallBack, Claim, ClaimedPart, Inventory, PartMove
from huichang.warranty.states import IN_HOUSE, ClaimState, PartState

MOST_PHOTOS = 6


def by_tag(store_id: int, tag: str) -> int:
    """The key of the part that a scanned tag means: the number, or the address in its code. Raises Missing."""
    text = tag.strip().rstrip("/").rpartition("/")[2].upper() if "/" in tag else tag.strip().upper()
    rows = ClaimedPart.objects.filter(store_id=store_id)
    found = rows.filter(tag=text).values_list("pk", flat=True).first()
    if found is None and "/" in tag and text.isdigit():
        found = rows.filter(pk=int(text)).values_list("pk", flat=True).first()
    if found is None:
        raise Missing(f"本店没有标签 {tag.strip()[:30]} 的旧件，请核对标签。")
    return int(found)


def write_move(
    part: ClaimedPart,
    what: str,
    document: str,
    *,
    at: datetime,
    by_id: int | None,
    words: str = "",
) -> None:
    """A line of the part's own ledger."""
    PartMove.objects.create(
        store_id=part.store_id,
        part=part,
        what=what,
        document=document[:60],
        place=part.place,
        words=words[:200],
        at=at,
        by_id=by_id,
    )


@use_case(permissions.KEEP_PARTS, "旧件入库")
def store_part(
    warrant: Warrant, tag: str, *, place: str, at: datetime, photos: Sequence[bytes] = ()
) -> ClaimedPart:
    """A tagged part is scanned into the store, as it came off the car; its document is the claim.

    Raises Missing for an unknown tag, OutOfTurn when it lies there already, Refused without a place.
    """
    here = warrant.actor.here
    warrant.show_at(here)
    part: ClaimedPart = ClaimedPart.objects.locked(by_tag(here, tag), warrant)
    states.PART.move(part, "store")
    where = place.strip().upper()[:20]
    if not where:
        raise Refused("请扫描或填写旧件库的货位。", fields=("place",))
    if len(photos) > MOST_PHOTOS:
        raise Refused(f"一个旧件最多 {MOST_PHOTOS} 张照片。")
    part.place, part.stored_at = where, at
    part.pictures = [
        *part.pictures,
        *(
            pictures.keep(
                each, store_id=part.store_id, kind="claimed_part", at=at, staff_id=warrant.actor.staff_id
            ).pk
            for each in photos
        ),
    ]
    part.save(update_fields=["state", "place", "stored_at", "pictures"])
    write_move(part, "入库", part.claim.number, at=at, by_id=warrant.actor.staff_id)
    return part


@use_case(permissions.KEEP_PARTS, "旧件移位")
def move_part(warrant: Warrant, part_id: int, *, place: str, why: str, at: datetime) -> ClaimedPart:
    """A stored part lies elsewhere from now on. Raises Refused without place or reason, OutOfTurn when it is not in the store."""
    part: ClaimedPart = ClaimedPart.objects.locked(part_id, warrant)
    if part.state != PartState.STORED:
        raise OutOfTurn(f"{part}现在是“{part.get_state_display()}”，不能移位。")
    if not place.strip() or not why.strip():
        raise Refused("请填写新的货位和移位原因。", fields=("place", "why"))
    before, part.place = part.place, place.strip().upper()[:20]
    part.save(update_fields=["place"])
    write_move(
        part, "移位", f"{before} → {part.place}", at=at, by_id=warrant.actor.staff_id, words=why.strip()
    )
    return part


@use_case(permissions.KEEP_PARTS, "旧件退还用户")
def give_back_part(warrant: Warrant, part_id: int, *, document: str, to: str, at: datetime) -> ClaimedPart:
    """The customer gets the part: only when its claim is refused, closed or void, with a signed document.

    Raises Refused while the claim is alive, without document or name.
    """
    claim_id = (
        ClaimedPart.objects.seen_by(warrant.actor).filter(pk=part_id).values_list("claim_id", flat=True)
    )
    # The claim is held with its part: nobody sends it again while the customer takes the part home.
    claim: Claim | None = Claim.objects.held(claim_id.first() or 0)
    part: ClaimedPart = ClaimedPart.objects.locked(part_id, warrant)
    assert claim is not None
    if claim.state not in (ClaimState.REFUSED, ClaimState.CLOSED, *states.DEAD):
        raise Refused(f"{claim}还在办理，旧件属于厂家，不能退还用户。")
    states.PART.move(part, "give_back")
    if not document.strip() or not to.strip():
        raise Refused("请填写签收单号和领取人。", fields=("document", "to"))
    part.gone_at, part.gone_document = at, document.strip()[:60]
    part.save(update_fields=["state", "gone_at", "gone_document"])
    write_move(part, "退还用户", part.gone_document, at=at, by_id=warrant.actor.staff_id, words=to.strip())
    return part


@use_case(permissions.KEEP_PARTS, "登记旧件召回指令")
def call_back_parts(
    warrant: Warrant,
    store_id: int,
    *,
    their_number: str,
    due_on: date,
    claim_numbers: Iterable[str] = (),
    tags: Iterable[str] = (),
    is_urgent: bool = False,
    words: str = "",
    at: datetime,
) -> CallBack:
    """The manufacturer wants parts back, by the numbers of claims or tags. Raises Refused with the numbers that we have nothing
    in the store for: all or nothing."""
    warrant.show_at(store_id)
    on = localdate(at)
    claims = {each.strip().upper() for each in claim_numbers if each.strip()}
    wanted = {each.strip().upper() for each in tags if each.strip()}
    if not their_number.strip():
        raise Refused("请填写厂家的指令号。", fields=("their_number",))
    if not claims and not wanted:
        raise Refused("请填写要回运的索赔单号或标签号，一行一个。", fields=("numbers",))
    if due_on < on:
        raise Refused("回运期限不能早于今天。", fields=("due_on",))
    rows: list[ClaimedPart] = list(
        ClaimedPart.objects.select_for_update(of=("self",))
        .filter(store_id=store_id, state__in=IN_HOUSE)
        .select_related("claim")
        .order_by("pk")
    )
    mine = [part for part in rows if part.tag in wanted or part.claim.number in claims]
    known = {part.tag for part in mine} | {part.claim.number for part in mine}
    if strange := sorted((claims | wanted) - known):
        raise Refused(f"这些单号在旧件库里没有旧件：{'、'.join(strange[:6])}。请核对厂家的指令。")
    order: CallBack = CallBack.objects.create(
        store_id=store_id,
        their_number=their_number.strip()[:40],
        is_urgent=is_urgent,
        received_on=on,
        due_on=due_on,
        words=words.strip()[:200],
    )
    for part in mine:
        part.call_back = order
    ClaimedPart.objects.bulk_update(mine, ["call_back"])
    warrant.about(order, f"{order.their_number}：{len(mine)} 件")
    return order


@use_case(permissions.KEEP_PARTS, "旧件盘点")
def take_inventory(
    warrant: Warrant, store_id: int, *, tags: Iterable[str], place: str = "", words: str = "", at: datetime
) -> Inventory:
    """What was scanned against what should lie in the store, or in one place of it. Raises Refused for a difference without
    words, and for an empty count."""
    warrant.show_at(store_id)
    where = place.strip().upper()
    rows = ClaimedPart.objects.filter(store_id=store_id, state__in=[PartState.STORED, PartState.BOXED])
    expected = dict((rows.filter(place=where) if where else rows).values_list("tag", "name"))
    scanned = {each.strip().rstrip("/").rpartition("/")[2].upper() for each in tags if each.strip()}
    if not scanned and not expected:
        raise Refused("这里没有旧件，也没有扫到标签。")
    missing = sorted(set(expected) - scanned)
    strange = sorted(scanned - set(expected))
    if (missing or strange) and not words.strip():
        said = f"少 {len(missing)} 件" if missing else ""
        more = f"多 {len(strange)} 件" if strange else ""
        raise Refused(
            f"盘点有差异（{'、'.join(filter(None, (said, more)))}），请写明原因和处理。", fields=("words",)
        )
    count: Inventory = Inventory.objects.create(
        store_id=store_id,
        number=numbering.next_number(store_id, "JP", on=localdate(at)),
        place=where[:20],
        at=at,
        by_id=warrant.actor.staff_id,
        expected=len(expected),
        found=len(expected) - len(missing),
        missing=[f"{tag} {expected[tag]}" for tag in missing],
        strange=strange,
        words=words.strip()[:200],
    )
    warrant.about(count)
    return count
