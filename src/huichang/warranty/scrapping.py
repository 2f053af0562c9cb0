"""Claimed parts destroyed: on the manufacturer's instruction, before a witness, with pictures (WARR-15)."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils.timezone import localdate

from huichang.kernel import numbering, pictures
from huichang.kernel.actor import Warrant
from huichang.kernel.refusals import Refused
from huichang.kernel.use_case import use_case
from huichang.warranty import keeping, permissions, states
from huichang.warranty.models import ClaimedPart, Scrap


@use_case(permissions.KEEP_PARTS, "旧件报废")
def scrap_parts(
    warrant: Warrant,
    store_id: int,
    *,
    tags: Iterable[str],
    instruction: str,
    witness: str,
    how: str,
    at: datetime,
    photos: Sequence[bytes] = (),
) -> Scrap:
    """Stored parts are destroyed. Raises Refused without instruction, witness, way or photo, for a witness who is the clerk;
    Missing for an unknown tag, OutOfTurn for one that is not in the store, or that is called back."""
    warrant.show_at(store_id)
    if not instruction.strip():
        raise Refused("没有厂家指令不能报废，请填写指令号。", fields=("instruction",))
    if not witness.strip() or witness.strip() == warrant.actor.name:
        raise Refused("报废要有经手人以外的见证人。", fields=("witness",))
    if not how.strip():
        raise Refused("请写明怎样销毁，如切割、砸毁。", fields=("how",))
    if not photos:
        raise Refused("请拍下销毁后的旧件。", fields=("photos",))
    wanted = {keeping.by_tag(store_id, each) for each in tags if each.strip()}
    if not wanted:
        raise Refused("请扫描要报废的旧件标签。", fields=("tags",))
    parts: list[ClaimedPart] = list(ClaimedPart.objects.all_locked(wanted, warrant))
    scrap: Scrap = Scrap.objects.create(
        store_id=store_id,
        number=numbering.next_number(store_id, "BF", on=localdate(at)),
        instruction=instruction.strip()[:60],
        witness=witness.strip()[:40],
        how=how.strip()[:80],
        at=at,
        by_id=warrant.actor.staff_id,
        pictures=[
            pictures.keep(each, store_id=store_id, kind="scrap", at=at, staff_id=warrant.actor.staff_id).pk
            for each in photos
        ],
    )
    for part in parts:
        states.PART.move(part, "scrap")
        if part.call_back_id is not None:
            raise Refused(f"{part}在厂家的召回指令里，要回运，不能报废。")
        part.scrap, part.gone_at, part.gone_document = scrap, at, scrap.number
        keeping.write_move(
            part, "报废", scrap.number, at=at, by_id=warrant.actor.staff_id, words=f"见证人 {scrap.witness}"
        )
    ClaimedPart.objects.bulk_update(parts, ["state", "scrap", "gone_at", "gone_document"])
    warrant.about(scrap, f"{scrap.number} {len(parts)} 件")
    return scrap
