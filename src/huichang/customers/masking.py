"""Showing a sensitive field to somebody whose post sees it masked: with a reason, written into the journal."""

from datetime import datetime

from huichang.customers import cards, permissions, rules
from huichang.kernel import wording
from huichang.kernel.actor import Warrant
from huichang.kernel.refusals import Refused
from huichang.kernel.use_case import use_case

REASONS = ("客户本人要求核对", "联系客户", "办理理赔或续保", "开票或退款", "核对身份", "投诉处理")


@use_case(permissions.REVEAL_FIELDS, "查看客户敏感信息")
def reveal(warrant: Warrant, customer_id: int, *, field: str, reason: str, at: datetime) -> str:
    """The plain value of one sensitive field; who, what and why go into the journal (CARE-03).

    Raises Refused without a reason or for a field that is not kept so.
    """
    customer = cards.own(customer_id, warrant)
    if field not in rules.SENSITIVE:
        raise Refused("请选择要查看的信息。")
    if not reason.strip():
        raise Refused("请选择或写明查看的原因，这次查看会留下记录。")
    label = rules.SENSITIVE[field][0]
    warrant.about(customer, f"查看{label}：{reason.strip()}"[:200])
    value: str = getattr(customer, field)
    return wording.phone(value) if field == "phone" else value
