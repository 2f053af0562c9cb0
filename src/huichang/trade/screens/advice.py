"""/trade/advice/ : technical questions of customers, found again by words, part or sale; one of them."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from huichang.kernel import toasts
from huichang.kernel.cards import Tab
from huichang.kernel.web import Request, number_of, read
from huichang.trade import advising, permissions, queries
from huichang.trade.queries import reading
from huichang.trade.screens import line


class Question(forms.Form):
    """Who asks what."""

    question = forms.CharField(label="问题", max_length=400)
    asker = forms.CharField(label="提问人", max_length=80, required=False)
    code = forms.CharField(label="配件", max_length=80, required=False)
    vehicle = forms.CharField(label="车辆", max_length=40, required=False)
    sale = forms.IntegerField(required=False)


class Answer(forms.Form):
    """What we say."""

    answer = forms.CharField(label="答复", max_length=800)


def show(request: Request) -> HttpResponse:
    """`?only=asked` waits for an answer; `?q=`, `?part=`, `?sale=` find again. One statement."""
    only, text = request.GET.get("only", "all"), request.GET.get("q", "").strip()
    sale_id = number_of(request.GET.get("sale", ""))
    return render(
        request,
        "trade/screens/advice.html",
        {
            "rows": queries.advice_list(
                request.actor,
                only=only,
                text=text,
                part_id=number_of(request.GET.get("part", "")),
                sale_id=sale_id,
            ),
            "text": text,
            "only": only,
            "sale_id": sale_id,
            "tabs": [
                Tab("全部", "?only=all", active=only != "asked"),
                Tab("待答复", "?only=asked", active=only == "asked"),
            ],
            "may_ask": request.actor.may(permissions.ASK_ADVICE),
        },
    )


@require_POST
def ask(request: Request) -> HttpResponse:
    """A new question."""
    said = read(Question(request.POST))
    made = advising.ask_advice(
        request.actor,
        reading.store_for(request.actor),
        question=said["question"],
        asker=said["asker"],
        part_id=line.part_of(request, said["code"]).id if said["code"] else None,
        vehicle=said["vehicle"],
        sale_id=said["sale"],
        at=now(),
    )
    toasts.told(request, f"已登记 {made.number}，等备件经理或技术经理答复")
    return redirect("trade:advice_one", made.pk)


def one(request: Request, advice_id: int) -> HttpResponse:
    """One question, with others about the same part. Two statements."""
    card = queries.advice_card(request.actor, advice_id)
    alike = queries.advice_list(request.actor, part_id=card.part_id) if card.part_id else []
    return render(
        request,
        "trade/screens/advice_one.html",
        {
            "card": card,
            "alike": [each for each in alike if each.id != card.id and each.answer][:5],
            "may_answer": request.actor.may(permissions.ANSWER_ADVICE),
        },
    )


@require_POST
def answer(request: Request, advice_id: int) -> HttpResponse:
    """The answer."""
    advising.answer_advice(request.actor, advice_id, at=now(), **read(Answer(request.POST)))
    toasts.told(request, "已答复，下次有人问能查到")
    return redirect("trade:advice_one", advice_id)
