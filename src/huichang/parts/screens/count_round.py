"""/parts/counts/<id>/round/ : counting on a phone, blindly: the walk, a bin, a part, a number."""

from urllib.parse import urlencode

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from huichang.kernel import toasts, wording
from huichang.kernel.refusals import Refused
from huichang.kernel.web import Request, number_of, read
from huichang.parts import counting, permissions
from huichang.parts.queries import counts, parts, reading, scans
from huichang.parts.queries.counts import BinCard, ToCount


class Number(forms.Form):
    """What lies there."""

    part = forms.IntegerField(label="配件")
    batch = forms.CharField(label="批次", max_length=40, required=False)
    counted = forms.DecimalField(
        label="数量", max_digits=12, decimal_places=3, error_messages={"required": "请填写数量，没有就填 0"}
    )


def show(request: Request, count_id: int) -> HttpResponse:
    """The bins in walking order, mine first."""
    reading.store_for(request.actor, permissions.COUNT_STOCK)
    card = counts.count_card(request.actor, count_id)
    bins = counts.walk(request.actor, count_id)
    return render(
        request,
        "parts/screens/count_round.html",
        {
            "count": card,
            "bins": bins,
            "next": _next(bins),
            "left": sum(1 for each in bins if each.left or each.checked_at is None),
        },
    )


def _next(bins: list[BinCard], after: int | None = None) -> BinCard | None:
    """Where to go: the next bin of one's own on the walk, else the next that anybody may count."""
    codes = [each.bin_id for each in bins]
    at = codes.index(after) + 1 if after in codes else 0
    turn = [*bins[at:], *bins[:at]]
    waiting = [each for each in turn if each.left or (each.checked_at is None and not each.again)]
    mine = [each for each in waiting if each.is_mine]
    anybodys = [each for each in waiting if each.given_to_id is None]
    return next(iter([*mine, *anybodys]), None)


def at_bin(request: Request, count_id: int, bin_id: int) -> HttpResponse:
    """One bin: its list; `?part=` (and `batch=`) is the line to say a number for, `found=1` one that is not on the list."""
    actor = request.actor
    reading.store_for(actor, permissions.COUNT_STOCK)
    card = counts.count_card(actor, count_id)
    bins = counts.walk(actor, count_id)
    here = next((each for each in bins if each.bin_id == bin_id), None)
    if here is None:
        raise Refused(f"这个货位不在盘点单 {card.number} 里，请核对货位标签。")
    lines = counts.blind_list(actor, count_id, bin_id)
    return render(
        request,
        "parts/screens/count_bin.html",
        {
            "count": card,
            "bin": here,
            "lines": lines,
            "line": _line(request, lines),
            "left": sum(1 for line in lines if line.is_left),
            "next": _next(bins, bin_id),
        },
    )


def _line(request: Request, lines: list[ToCount]) -> ToCount | None:
    """The line that the address names; one not on the list is made up from the part."""
    part_id, batch = number_of(request.GET.get("part", "")), request.GET.get("batch", "").strip()
    if part_id is None:
        return None
    for line in lines:
        if line.part_id == part_id and line.batch.upper() == batch.upper():
            return line
    part = parts([part_id]).get(part_id)
    if part is None:
        return None
    return ToCount(0, part.id, part.number, part.name, part.unit, part.is_whole, batch, True, None)


def scan(request: Request, count_id: int) -> HttpResponse:
    """`?code=` in `?bin=`: opens the bin, or the part in it. A bad scan is answered with one sentence."""
    actor = request.actor
    store_id = reading.store_for(actor, permissions.COUNT_STOCK)
    code, bin_id = request.GET.get("code", ""), number_of(request.GET.get("bin", ""))
    found = scans.meaning(store_id, code)
    if found.bin_id is not None:
        walk = {each.bin_id for each in counts.walk(actor, count_id)}
        if found.bin_id not in walk:
            raise Refused(f"货位 {found.bin} 不在这张盘点单里，请核对标签，或让备件经理另外安排。")
        return redirect("parts:count_bin", count_id, found.bin_id)
    if found.part is None:
        raise Refused(
            f"没有编码为“{found.code}”的配件或货位，请核对标签；新配件请先建立资料。",
            url=f"/parts/stock/?{urlencode({'q': found.code})}",
        )
    if bin_id is None:
        raise Refused(f"请先扫货位标签，再扫“{found.part.name}”，才知道它在哪个货位。")
    lines = counts.blind_list(actor, count_id, bin_id)
    mine = [line for line in lines if line.part_id == found.part.id]
    if found.tracking != "none" and not found.batch:
        named = [line for line in mine if line.batch]
        if len(named) != 1:
            raise Refused(f"“{found.part.name}”要分批次盘，请扫带批次的标签，或在清单里点它的批次。")
        found_batch = named[0].batch
    else:
        found_batch = found.batch if found.tracking != "none" else ""
    asked = {"part": found.part.id, "batch": found_batch}
    if not any(line.batch.upper() == found_batch.upper() for line in mine):
        asked["found"] = 1
    return redirect(reverse("parts:count_bin", args=[count_id, bin_id]) + f"?{urlencode(asked)}")


@require_POST
def say(request: Request, count_id: int, bin_id: int) -> HttpResponse:
    """A number; `more` adds it to one's own of before."""
    said = read(Number(request.POST))
    noted = counting.count_part(
        request.actor,
        count_id,
        bin_id=bin_id,
        part_id=said["part"],
        batch=said["batch"],
        counted=said["counted"],
        found="found" in request.POST,
        more="more" in request.POST,
        at=now(),
    )
    toasts.told(request, f"已记 {noted.part} {wording.quantity(noted.counted, noted.unit)}")
    return redirect("parts:count_bin", count_id, bin_id)


@require_POST
def empty(request: Request, count_id: int, bin_id: int) -> HttpResponse:
    """Nothing (more) lies there; on to the next bin."""
    none = counting.say_empty(request.actor, count_id, bin_id, at=now())
    toasts.told(request, f"{none} 行记为 0" if none else "这个货位盘完了")
    following = _next(counts.walk(request.actor, count_id), bin_id)
    if following is None:
        return redirect("parts:count_round", count_id)
    return redirect("parts:count_bin", count_id, following.bin_id)
