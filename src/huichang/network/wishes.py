"""What stores would be asked for by a call-back order: by claims, by part numbers, in whichever stores they lie."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from huichang.kernel.refusals import Refused
from huichang.warranty.queries import called

MOST_EACH = 20
"""Parts of one part number, or claims of one case, for which one store is asked at once, the newest."""
_MOST_NAMED = 6
_NOTHING = "没有挂签的旧件"


@dataclass
class Wish:
    """What one store is to send: parts that lie there, and claims of which nothing can come, with the reason. `theirs`: claims
    whose parts the manufacturer has got before; nobody is asked for them again."""

    parts: list[called.Lying] = field(default_factory=list)
    claims: list[str] = field(default_factory=list)
    lacking: dict[str, str] = field(default_factory=dict)
    theirs: dict[str, str] = field(default_factory=dict)

    @property
    def asks(self) -> bool:
        """There is something for the store to send or to explain."""
        return bool(self.parts or self.lacking)


def of_claims(
    *,
    claims: Iterable[called.Known] = (),
    codes: Iterable[str] = (),
    store_ids: Iterable[int] | None = None,
    most: int = MOST_EACH,
) -> dict[int, Wish]:
    """By store: the parts of these claims, and at most `most` parts of each of these part numbers that nothing calls back yet.

    One statement.
    """
    known, wanted = list(claims), set(codes)
    lying = called.lying(claim_ids=[each.id for each in known], codes=wanted, store_ids=store_ids)
    of_claim: dict[int, list[called.Lying]] = defaultdict(list)
    for part in lying:
        of_claim[part.claim_id].append(part)
    found: dict[int, Wish] = defaultdict(Wish)
    for claim in known:
        wish, parts = found[claim.store_id], of_claim[claim.id]
        why = "、".join(dict.fromkeys(part.why_not for part in parts)) or _NOTHING
        if free := [part for part in parts if not part.why_not]:
            wish.parts += free
        elif parts and all(part.is_theirs for part in parts):
            wish.theirs[claim.number] = why
            continue
        else:
            wish.lacking[claim.number] = why
        wish.claims.append(claim.number)
    taken = {part.id for wish in found.values() for part in wish.parts}
    count: dict[tuple[int, str], int] = defaultdict(int)
    for part in lying:
        key = part.store_id, part.code
        if part.code in wanted and not part.why_not and part.id not in taken and count[key] < most:
            count[key] += 1
            wish = found[part.store_id]
            wish.parts.append(part)
            if part.claim_number not in wish.claims:
                wish.claims.append(part.claim_number)
    return dict(found)


def found(
    *, claim_numbers: Iterable[str] = (), codes: Iterable[str] = (), store_ids: Iterable[int] = ()
) -> dict[int, Wish]:
    """What an order by numbers would ask of which store. Two statements. Raises Refused for nothing named and for numbers
    that no store knows: all or nothing."""
    numbers, parts, stores = several(claim_numbers), several(codes), list(store_ids) or None
    if not numbers and not parts:
        raise Refused("请填写索赔单号或配件编码，一行一个。", fields=("claims", "codes"))
    known = called.claims(numbers=numbers, store_ids=stores) if numbers else []
    if strange := [number for number in numbers if number not in {each.number for each in known}]:
        raise Refused(f"没有这些索赔单：{'、'.join(strange[:_MOST_NAMED])}。请核对。", fields=("claims",))
    asked = of_claims(claims=known, codes=parts, store_ids=stores)
    there = {part.code for wish in asked.values() for part in wish.parts}
    if strange := [code for code in parts if code not in there]:
        raise Refused(
            f"这些配件编码现在没有能调回的旧件：{'、'.join(strange[:_MOST_NAMED])}。请核对。",
            fields=("codes",),
        )
    return asked


def several(typed: Iterable[str]) -> list[str]:
    """Numbers as they are kept: each once, without spaces, in capitals."""
    return list(dict.fromkeys(each.strip().upper() for each in typed if each.strip()))
