"""/warranty/parts/ : the claimed-parts store: scan in, places, call-backs, scrap, count; one part with its ledger."""

from urllib.parse import urlencode

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST

from huichang.kernel import toasts
from huichang.kernel.cards import Tab
from huichang.kernel.web import Request, read
from huichang.warranty import keeping, permissions, printing, scrapping
from huichang.warranty.queries import keeping as store_rows
from huichang.warranty.queries import reading


class CalledBack(forms.Form):
    """A call-back order."""

    their_number = forms.CharField(label="指令号", max_length=40)
    due_on = forms.DateField(label="回运期限")
    is_urgent = forms.BooleanField(label="紧急", required=False)
    words = forms.CharField(label="要求", max_length=200, required=False)


class Scrapped(forms.Form):
    """A scrap record."""

    instruction = forms.CharField(label="厂家指令", max_length=60, required=False)
    witness = forms.CharField(label="见证人", max_length=40, required=False)
    how = forms.CharField(label="销毁方式", max_length=80, required=False)


def several(text: str) -> list[str]:
    """What was typed or scanned, one a line or with marks between."""
    return text.replace("，", " ").replace(",", " ").replace("、", " ").split()


def show(request: Request) -> HttpResponse:
    """`?only=` by state, `?q=` searches. Two statements."""
    actor, on = request.actor, localdate(now())
    only, text = request.GET.get("only", "here"), request.GET.get("q", "").strip()
    kept = {"q": text} if text else {}
    return render(
        request,
        "warranty/screens/parts.html",
        {
            "rows": store_rows.part_list(actor, on=on, only=only, text=text),
            "calls": store_rows.call_backs(actor.here, on=on),
            "text": text,
            "only": only,
            "tabs": [
                Tab(says, f"?{urlencode({**kept, 'only': key})}", active=key == only)
                for key, says in store_rows.TABS.items()
            ],
            "may_keep": actor.may(permissions.KEEP_PARTS),
        },
    )


@require_POST
def store(request: Request) -> HttpResponse:
    """A tag was scanned: the part lies in this place now."""
    photos = [each.read() for each in request.FILES.getlist("photos")]
    place = request.POST.get("place", "")
    part = keeping.store_part(
        request.actor, request.POST.get("tag", ""), place=place, photos=photos, at=now()
    )
    toasts.told(request, f"{part.name} 已入库 {part.place}")
    return redirect(f"{reverse('warranty:parts')}?{urlencode({'only': 'tagged', 'place': part.place})}")


def one(request: Request, claimed_part_id: int) -> HttpResponse:
    """One part with its ledger. Two statements."""
    actor = request.actor
    page = store_rows.part_page(actor, claimed_part_id, on=localdate(now()))
    keeps = actor.may(permissions.KEEP_PARTS)
    return render(
        request,
        "warranty/screens/parts_one.html",
        {
            "page": page,
            "row": page.row,
            "may_store": keeps and page.may("store"),
            "may_move": keeps and page.row.state == "stored",
            "may_give_back": keeps and page.may("give_back"),
        },
    )


@require_POST
def move(request: Request, claimed_part_id: int) -> HttpResponse:
    """It lies elsewhere."""
    keeping.move_part(
        request.actor,
        claimed_part_id,
        place=request.POST.get("place", ""),
        why=request.POST.get("why", ""),
        at=now(),
    )
    return redirect("warranty:part", claimed_part_id)


@require_POST
def give_back(request: Request, claimed_part_id: int) -> HttpResponse:
    """The customer gets it."""
    keeping.give_back_part(
        request.actor,
        claimed_part_id,
        document=request.POST.get("document", ""),
        to=request.POST.get("to", ""),
        at=now(),
    )
    return redirect("warranty:part", claimed_part_id)


def tag(request: Request, claimed_part_id: int) -> HttpResponse:
    """The tag that hangs on the part (RULES D15)."""
    url = request.build_absolute_uri(reverse("warranty:part", args=[claimed_part_id]))
    document = printing.tag_paper(request.actor, claimed_part_id, at=now(), url=url)
    return HttpResponse(document.pdf(), content_type="application/pdf")


@require_POST
def call_back(request: Request) -> HttpResponse:
    """The manufacturer wants parts; claims and tags may stand mixed."""
    numbers = several(request.POST.get("numbers", ""))
    said = read(CalledBack(request.POST))
    keeping.call_back_parts(
        request.actor,
        request.actor.here,
        claim_numbers=[each for each in numbers if not each.upper().startswith("JJ")],
        tags=[each for each in numbers if each.upper().startswith("JJ")],
        at=now(),
        **said,
    )
    toasts.told(request, f"已登记召回指令 {said['their_number']}")
    return redirect(f"{reverse('warranty:parts')}?only=called")


def inventory(request: Request) -> HttpResponse:
    """The count; a POST takes it. One statement."""
    actor = request.actor
    here = reading.store_for(actor, permissions.KEEP_PARTS)
    if request.method == "POST":
        count = keeping.take_inventory(
            actor,
            here,
            tags=several(request.POST.get("tags", "")),
            place=request.POST.get("place", ""),
            words=request.POST.get("words", ""),
            at=now(),
        )
        toasts.told(request, f"盘点 {count.number}：应有 {count.expected}，实有 {count.found}")
        return redirect("warranty:inventory")
    return render(request, "warranty/screens/parts_inventory.html", {"counts": store_rows.inventories(here)})


def scrap(request: Request) -> HttpResponse:
    """Scrap records; a POST writes one. Two statements."""
    actor = request.actor
    here = reading.store_for(actor, permissions.KEEP_PARTS)
    if request.method == "POST":
        record = scrapping.scrap_parts(
            actor,
            here,
            tags=several(request.POST.get("tags", "")),
            photos=[each.read() for each in request.FILES.getlist("photos")],
            at=now(),
            **read(Scrapped(request.POST)),
        )
        toasts.told(request, f"已报废 {record.number}")
        return redirect("warranty:scrap")
    rows = store_rows.scraps(actor, on=localdate(now()))
    return render(request, "warranty/screens/parts_scrap.html", {"rows": rows})


def scrap_paper(request: Request, part_scrap_id: int) -> HttpResponse:
    """The scrap record as a document."""
    url = request.build_absolute_uri(reverse("warranty:scrap"))
    document = printing.scrap_paper(request.actor, part_scrap_id, at=now(), url=url)
    return HttpResponse(document.pdf(), content_type="application/pdf")
