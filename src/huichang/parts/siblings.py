"""The same part by different ways of making: genuine, OEM-equal, remanufactured, marked and priced apart (RULES A2.2)."""

from huichang.kernel.actor import Warrant
from huichang.kernel.refusals import Refused
from huichang.kernel.use_case import use_case
from huichang.parts import permissions
from huichang.parts.models import Kin, Part


@use_case(permissions.KEEP_CATALOGUE, "登记同件")
def tie_parts(warrant: Warrant, part_id: int, *, other_id: int) -> Part:
    """Two numbers are the same part, differently made: whoever is offered one is offered the other, each at its price.

    Raises Refused for a part and itself, and for two of the same making by the same maker.
    """
    part: Part = Part.objects.locked(part_id, warrant)
    other: Part = Part.objects.locked(other_id, warrant)
    if part.pk == other.pk:
        raise Refused("同件不能是配件自己，请选择另一个编码。")
    if part.quality == other.quality and part.maker == other.maker:
        raise Refused(
            f"两个编码都是{part.get_quality_display()}、同一品牌；新旧编码请登记“替代为”，同类可代用请登记“代用件”。"
        )
    kin_id = part.kin_id or other.kin_id or Kin.objects.create().pk
    joined = [pk for pk in (part.kin_id, other.kin_id) if pk]
    Part.objects.filter(pk__in=(part.pk, other.pk)).update(kin_id=kin_id)
    Part.objects.filter(kin__in=joined).update(kin_id=kin_id)
    part.kin_id = kin_id
    return part


@use_case(permissions.KEEP_CATALOGUE, "取消同件")
def untie_part(warrant: Warrant, part_id: int) -> Part:
    """A number stands by itself again. Raises Refused when it does."""
    part: Part = Part.objects.locked(part_id, warrant)
    if part.kin_id is None:
        raise Refused(f"“{part.name}”没有登记同件。")
    part.kin_id = None
    part.save(update_fields=["kin"])
    return part
