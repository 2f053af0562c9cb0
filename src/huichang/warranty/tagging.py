"""Tags of the parts that come off a car under a claim; plain functions for what happens when the work is done."""

from datetime import datetime

from django.utils.timezone import localdate

from huichang.company import settings
from huichang.kernel import numbering
from huichang.kernel.months import later
from huichang.warranty.models import Claim, ClaimedPart, ClaimLine
from huichang.warranty.states import GONE, Decision, PartState

KEEP_MONTHS = settings.declare("warranty.keep_months", 3, "索赔旧件保管多久", unit="个月")


def tag(claim: Claim, *, at: datetime) -> list[ClaimedPart]:
    """A tag for each claimed part that has none yet; the tag of a line that left the claim goes, unless the part was stored."""
    rows = list(ClaimLine.objects.filter(claim=claim, part__isnull=False).order_by("pk"))
    # Held: nobody scans a part into the store while its tag goes.
    held = ClaimedPart.objects.select_for_update(of=("self",)).filter(claim=claim).order_by("pk")
    tagged = {part.claim_line_id: part for part in held}
    on = localdate(at)
    for row in rows:
        part = tagged.get(row.pk)
        if part is not None:
            if not row.live and part.state == PartState.TAGGED:
                part.delete()
            elif part.state == PartState.TAGGED and part.quantity != row.quantity:
                part.quantity = row.quantity
                part.save(update_fields=["quantity"])
            continue
        if row.live and row.goes_back and row.decision in (Decision.CLAIM, Decision.GOODWILL):
            tagged[row.pk] = ClaimedPart.objects.create(
                store_id=claim.store_id,
                tag=numbering.next_number(claim.store_id, "JJ", on=on),
                claim=claim,
                claim_line=row,
                code=row.old_code or row.code,
                name=row.name,
                quantity=row.quantity,
                supplier_code=row.supplier_code,
                tagged_at=at,
                keep_until=later(on, settings.of(claim.store_id, KEEP_MONTHS)),
            )
    return list(tagged.values())


def follow_codes(claim: Claim) -> None:
    """Supplier codes of tags follow their lines while the parts are here."""
    for part in ClaimedPart.objects.filter(claim=claim).exclude(state__in=GONE).select_related("claim_line"):
        if part.supplier_code != part.claim_line.supplier_code:
            part.supplier_code = part.claim_line.supplier_code
            part.save(update_fields=["supplier_code"])


def gone(claim: Claim) -> str:
    """The tag of a part of the claim that is on its way or with the manufacturer, or nothing."""
    found = ClaimedPart.objects.filter(claim=claim, state__in=[PartState.SHIPPED, PartState.ACCEPTED]).first()
    return found.tag if found else ""
