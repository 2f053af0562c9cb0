"""Special tools: taken and given back by scan (LANE-32); one without a valid calibration stays on its shelf."""

from datetime import date, datetime

from django.utils.timezone import localdate, localtime

from huichang.kernel.actor import Warrant
from huichang.kernel.refusals import Missing, OutOfTurn, Refused
from huichang.kernel.use_case import use_case
from huichang.knowledge import permissions
from huichang.knowledge.models import Tool, ToolLoan


@use_case(permissions.USE_TOOLS, "借用工具")
def take_tool(warrant: Warrant, code: str, *, at: datetime, for_job: int | None = None) -> ToolLoan:
    """The actor takes the tool with this label. The database lets a tool be with one person at a time.

    Raises Missing for an unknown label, OutOfTurn when somebody else has it (says who, since when), Refused when it is
    a measuring tool whose calibration has run out.
    """
    tool = _labelled(warrant, code)
    if warrant.actor.staff_id is None:
        raise Refused("请先登录再借工具。")
    if tool.calibrate_by is not None and tool.calibrate_by < localdate(at):
        raise Refused(
            f"{tool.name}的校准已于 {tool.calibrate_by:%Y-%m-%d} 到期，不能用来测量，请交技术经理送检。"
        )
    with_whom = ToolLoan.objects.select_related("staff").filter(tool=tool, returned_at__isnull=True).first()
    if with_whom is not None:
        since = f"{localtime(with_whom.taken_at):%m-%d %H:%M}"
        if with_whom.staff_id == warrant.actor.staff_id:
            raise OutOfTurn(f"{tool.name}已经在您手上（{since} 借出），用完请扫码归还。")
        raise OutOfTurn(f"{tool.name}在{with_whom.staff.name}手上（{since} 借出），请先让对方归还。")
    return ToolLoan.objects.create(
        store_id=tool.store_id, tool=tool, staff_id=warrant.actor.staff_id, for_job=for_job, taken_at=at
    )


@use_case(permissions.USE_TOOLS, "归还工具")
def give_back_tool(warrant: Warrant, code: str, *, at: datetime) -> ToolLoan:
    """The tool is back in its place, whoever brings it. Raises Missing for an unknown label, OutOfTurn when not lent."""
    tool = _labelled(warrant, code)
    loan: ToolLoan | None = (
        ToolLoan.objects.select_for_update().filter(tool=tool, returned_at__isnull=True).first()
    )
    if loan is None:
        raise OutOfTurn(f"{tool.name}没有借出记录，请核对标签；如刚拿到请先扫码借用。")
    loan.returned_at = at
    loan.save(update_fields=["returned_at"])
    return loan


@use_case(permissions.MANAGE_TOOLS, "登记工具")
def register_tool(
    warrant: Warrant,
    /,
    *,
    store_id: int,
    code: str,
    name: str,
    place: str = "",
    calibrate_by: date | None = None,
) -> Tool:
    """A tool with its label. `calibrate_by` makes it a measuring tool. Raises Refused without a label or name."""
    warrant.show_at(store_id)
    if not code.strip() or not name.strip():
        raise Refused("请填写工具编号和名称。")
    tool = Tool.objects.create(
        store_id=store_id,
        code=code.strip().upper()[:20],
        name=name.strip()[:60],
        place=place.strip()[:40],
        calibrate_by=calibrate_by,
    )
    warrant.about(tool)
    return tool


@use_case(permissions.MANAGE_TOOLS, "登记校准")
def record_calibration(warrant: Warrant, tool_id: int, *, valid_until: date, at: datetime) -> Tool:
    """The tool was calibrated and may be used until a day. Raises Refused for a day that has passed."""
    tool: Tool = Tool.objects.locked(tool_id, warrant)
    if valid_until < localdate(at):
        raise Refused("校准有效期已经过去，请核对证书上的日期。")
    tool.calibrate_by = valid_until
    tool.save(update_fields=["calibrate_by"])
    return tool


def _labelled(warrant: Warrant, code: str) -> Tool:
    store_id = warrant.actor.here
    warrant.show_at(store_id)
    tool: Tool | None = (
        Tool.objects.select_for_update().filter(store_id=store_id, code=code.strip().upper()).first()
    )
    if tool is None:
        raise Missing(f"本店没有编号“{code.strip()}”的工具，请核对标签或请技术经理登记。")
    warrant.about(tool)
    return tool
