"""Technical advice: asked by a customer, answered by who knows, kept for the next (PARTS-50)."""

from datetime import datetime

from django.utils.timezone import localdate

from huichang.customers import queries as customers
from huichang.kernel import pinyin
from huichang.kernel.actor import Warrant
from huichang.kernel.numbering import next_number
from huichang.kernel.refusals import Missing, Refused
from huichang.kernel.use_case import use_case
from huichang.parts import queries as parts
from huichang.trade import permissions
from huichang.trade.models import Advice, Sale
from huichang.trade.states import ADVICE, AdviceState


@use_case(permissions.ASK_ADVICE, "登记技术咨询")
def ask_advice(
    warrant: Warrant,
    store_id: int,
    *,
    question: str,
    asker: str = "",
    customer_id: int | None = None,
    part_id: int | None = None,
    vehicle: str = "",
    sale_id: int | None = None,
    at: datetime,
) -> Advice:
    """A customer asks what fits, how it is fitted, or why it does not work. Raises Refused without a question, Missing for
    an unknown customer, part or sale."""
    warrant.show_at(store_id)
    if not question.strip():
        raise Refused("请写下客户问的问题。", fields=("question",))
    sale = None
    if sale_id is not None:
        sale = Sale.objects.filter(store_id=store_id, pk=sale_id).first()
        if sale is None:
            raise Missing("没有找到这张销售单。")
        customer_id = customer_id or sale.customer_id
    name = asker.strip() or (sale.buyer if sale else "")
    if customer_id is not None:
        known = customers.known_cards([customer_id], store_id).get(customer_id)
        if known is None:
            raise Missing("没有找到这位客户。")
        name = name or known.name
    if part_id is not None and part_id not in parts.parts([part_id]):
        raise Missing("没有这个配件，请重新搜索。")
    text = question.strip()[:400]
    made: Advice = Advice.objects.create(
        store_id=store_id,
        number=next_number(store_id, "ZX", on=localdate(at)),
        customer_id=customer_id,
        asker=(name or "来电客户")[:80],
        sale=sale,
        part_id=part_id,
        vehicle=vehicle.strip()[:40],
        question=text,
        initials=pinyin.initials(text)[:400],
        asked_at=at,
        asked_by_id=warrant.actor.staff_id,
    )
    warrant.about(made)
    return made


@use_case(permissions.ANSWER_ADVICE, "答复技术咨询")
def answer_advice(warrant: Warrant, advice_id: int, *, answer: str, at: datetime) -> Advice:
    """Who knows answers, or puts an answer right. Raises Refused without words."""
    advice: Advice = Advice.objects.locked(advice_id, warrant)
    if not answer.strip():
        raise Refused("请写下答复。", fields=("answer",))
    ADVICE.move(advice, "answer" if advice.state == AdviceState.ASKED else "amend")
    advice.answer = answer.strip()[:800]
    advice.answered_at, advice.answered_by_id = at, warrant.actor.staff_id
    advice.save(update_fields=["state", "answer", "answered_at", "answered_by"])
    return advice
