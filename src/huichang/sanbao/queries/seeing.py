"""Who may look, and words that several pages use."""

from collections.abc import Iterable

from huichang.kernel.actor import Actor
from huichang.kernel.refusals import NotAllowed
from huichang.sanbao import permissions
from huichang.sanbao.models import Change, Fault, Repair
from huichang.sanbao.states import ChangeKind, Quality, Safety

LIGHT_TONES = {"green": "ok", "amber": "soon", "red": "now", "ask": "", "outside": ""}


def store_for(actor: Actor) -> int:
    """The store where one works, for who may see 三包 there. Raises NotAllowed."""
    if not actor.may(permissions.SEE_SANBAO, actor.here):
        raise NotAllowed("您的岗位不能查看三包，请找服务顾问或索赔员。")
    return actor.here


def fault_says(fault: Fault, changes: Iterable[Change]) -> str:
    """What is known of a fault, in words."""
    said = [fault.get_quality_display()]
    if fault.quality != Quality.NO:
        if fault.safety == Safety.YES:
            said.append("严重安全性能故障")
        elif fault.safety == Safety.PROPOSED:
            said.append("可能是严重安全性能故障")
        if fault.early:
            said.append(fault.get_early_display() + ("" if fault.decided_at else "（待认定）"))
        said += [
            f"更换{change.name}{'总成' if change.kind == ChangeKind.ASSEMBLY else ''}"
            + ("" if change.is_confirmed else "（待认定）")
            for change in changes
            if change.kind != ChangeKind.NONE
        ]
    return " · ".join(said)


def ends_says(repair: Repair) -> str:
    """Whether the work runs still."""
    return "" if repair.done_at else "修理中"
