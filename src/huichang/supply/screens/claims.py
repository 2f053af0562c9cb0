"""/supply/claims/ : parts claims by what is to be done with them; a new one; one claim."""

from urllib.parse import urlencode

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST

from huichang.kernel import toasts
from huichang.kernel.cards import Photo, Tab
from huichang.kernel.web import Request, number_of, read
from huichang.parts import queries as parts
from huichang.parts.queries import putting_away
from huichang.supply import claims, permissions, printing, queries
from huichang.supply.queries import reading
from huichang.supply.queries.claims import TABS
from huichang.supply.screens import orders
from huichang.supply.states import ClaimState, Fault, FoundWhen, Restores

GOING = (ClaimState.SENT, ClaimState.ACCEPTED, ClaimState.CREDITED)


class New(forms.Form):
    """What is wrong with a part."""

    supplier = forms.IntegerField(label="供应商", error_messages={"required": "请选择供应商"})
    code = forms.CharField(label="配件编码", max_length=40)
    quantity = forms.DecimalField(label="数量", max_digits=12, decimal_places=3, initial=1)
    found = forms.ChoiceField(label="发现时机", choices=FoundWhen.choices)
    found_on = forms.DateField(label="发现日期", required=False)
    fault = forms.ChoiceField(label="问题", choices=[("", "—"), *Fault.choices], required=False)
    words = forms.CharField(label="故障描述", max_length=160)
    restores = forms.ChoiceField(label="怎样能恢复功能", choices=Restores.choices)
    piece = forms.CharField(label="零件编码", max_length=40, required=False)
    why_whole = forms.CharField(label="为何必须换本件", max_length=120, required=False)
    receipt_line = forms.IntegerField(required=False, widget=forms.HiddenInput)
    order_number = forms.CharField(label="工单号", max_length=20, required=False)
    plate = forms.CharField(label="车牌", max_length=10, required=False)
    bin = forms.IntegerField(label="存放货位", required=False)
    asked = forms.DecimalField(label="索赔金额", max_digits=14, decimal_places=2, required=False)


class Answered(forms.Form):
    """What the supplier says."""

    accepted = forms.BooleanField(required=False)
    words = forms.CharField(label="答复", max_length=160, required=False)
    their_number = forms.CharField(label="受理号", max_length=40, required=False)


class Credited(forms.Form):
    """What it pays."""

    amount = forms.DecimalField(label="赔付金额", max_digits=14, decimal_places=2)
    words = forms.CharField(label="说明", max_length=160, required=False)


def show(request: Request) -> HttpResponse:
    """`?only=` by what is to be done, `?q=` searches. Two statements."""
    actor, on = request.actor, localdate(now())
    only, text = request.GET.get("only", "open"), request.GET.get("q", "").strip()
    supplier_id = number_of(request.GET.get("supplier", ""))
    kept = {"q": text} if text else {}
    return render(
        request,
        "supply/screens/claims.html",
        {
            "rows": queries.claim_list(actor, on=on, only=only, text=text, supplier_id=supplier_id),
            "claimable": queries.claimable(actor),
            "text": text,
            "only": only,
            "tabs": [
                Tab(words, f"?{urlencode({**kept, 'only': key})}", active=key == only)
                for key, words in TABS.items()
            ],
            "may_claim": actor.may(permissions.CLAIM_PARTS),
        },
    )


def new(request: Request) -> HttpResponse:
    """A claim; `?line=` of a receipt line with something wrong, `?part=` of a part in store. Nine statements."""
    actor, on = request.actor, localdate(now())
    here = reading.store_for(actor, permissions.CLAIM_PARTS)
    if request.method == "POST":
        said = read(New(request.POST))
        claim = claims.open_claim(
            actor, said["supplier"], store_id=here, faulty=_faulty(request, said), at=now()
        )
        toasts.told(request, f"已开索赔单 {claim.number}，期限 {claim.deadline_on:%m-%d}")
        return redirect("supply:claim", claim.pk)
    line_id = number_of(request.GET.get("line", ""))
    came = next(iter(queries.claimable(actor, line_id)), None) if line_id is not None else None
    part_id = came.part_id if came else number_of(request.GET.get("part", ""))
    brief = parts.parts([part_id]).get(part_id) if part_id is not None else None
    return render(
        request,
        "supply/screens/claims_new.html",
        {
            "form": New(
                initial={
                    "found": FoundWhen.AT_RECEIPT if came else FoundWhen.IN_STORE,
                    "found_on": on,
                    "code": brief.number if brief else "",
                    "quantity": came.quantity if came else 1,
                    "fault": came.fault if came else "",
                    "words": came.fault_words if came else "",
                    "restores": Restores.WHOLE,
                    "receipt_line": came.id if came else None,
                }
            ),
            "came": came,
            "brief": brief,
            "lying": putting_away.lying(here, part_id) if part_id is not None else [],
            "suppliers": queries.choices(actor, on=on),
            "supplier_id": came.supplier_id if came else number_of(request.GET.get("supplier", "")),
        },
    )


def _faulty(request: Request, said: dict[str, object]) -> claims.Faulty:
    piece = str(said["piece"]).strip()
    return claims.Faulty(
        part_id=orders.part_of(request, str(said["code"])).id,
        piece_id=orders.part_of(request, piece).id if piece else None,
        receipt_line_id=said["receipt_line"],  # type: ignore[arg-type]
        bin_id=said["bin"],  # type: ignore[arg-type]
        photos=[each.read() for each in request.FILES.getlist("photos")],
        **{  # type: ignore[arg-type]
            name: said[name]
            for name in (
                "quantity",
                "found",
                "found_on",
                "fault",
                "words",
                "restores",
                "why_whole",
                "order_number",
                "plate",
                "asked",
            )
        },
    )


def one(request: Request, parts_claim_id: int) -> HttpResponse:
    """One claim. Three statements."""
    actor = request.actor
    page = queries.claim_page(actor, parts_claim_id, on=localdate(now()))
    return render(
        request,
        "supply/screens/claims_one.html",
        {
            "page": page,
            "row": page.row,
            "late": page.row.deadline_on < localdate(now()),
            "may_claim": actor.may(permissions.CLAIM_PARTS),
            "may_send": page.may("send"),
            "may_withdraw": page.may("withdraw") and page.gone_at is None,
            "may_hand_over": page.gone_at is None and page.row.state in GOING,
            "may_answer_now": page.may("accept") and actor.may(permissions.ANSWER_CLAIMS),
            "may_credit": page.may("credit") and actor.may(permissions.ANSWER_CLAIMS),
            "pictures": [Photo(each) for each in page.pictures],
        },
    )


@require_POST
def send(request: Request, parts_claim_id: int) -> HttpResponse:
    """To the supplier."""
    claims.send_claim(request.actor, parts_claim_id, late_why=request.POST.get("late_why", ""), at=now())
    toasts.told(request, "已提交索赔")
    return redirect("supply:claim", parts_claim_id)


@require_POST
def answer(request: Request, parts_claim_id: int) -> HttpResponse:
    """The supplier's word."""
    claims.answer_claim(request.actor, parts_claim_id, at=now(), **read(Answered(request.POST)))
    return redirect("supply:claim", parts_claim_id)


@require_POST
def credit(request: Request, parts_claim_id: int) -> HttpResponse:
    """The supplier's money."""
    claims.credit_claim(request.actor, parts_claim_id, at=now(), **read(Credited(request.POST)))
    toasts.told(request, "已登记赔付")
    return redirect("supply:claim", parts_claim_id)


@require_POST
def hand_over(request: Request, parts_claim_id: int) -> HttpResponse:
    """The goods go."""
    claims.hand_over_claim(request.actor, parts_claim_id, carrier=request.POST.get("carrier", ""), at=now())
    toasts.told(request, "索赔件已发出")
    return redirect("supply:claim", parts_claim_id)


@require_POST
def withdraw(request: Request, parts_claim_id: int) -> HttpResponse:
    """Nothing is asked any more."""
    claims.withdraw_claim(request.actor, parts_claim_id, why=request.POST.get("why", ""), at=now())
    return redirect("supply:claim", parts_claim_id)


def paper(request: Request, parts_claim_id: int) -> HttpResponse:
    """The claim as a document that goes with the goods."""
    url = request.build_absolute_uri(reverse("supply:claim", args=[parts_claim_id]))
    document = printing.claim_paper(request.actor, parts_claim_id, at=now(), url=url)
    return HttpResponse(document.pdf(), content_type="application/pdf")
