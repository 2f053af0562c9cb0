"""/parts/part/<id>/ : one part: stock by bin, who holds it, who waits, what comes; its ledger; its words and prices."""

from dataclasses import dataclass
from decimal import Decimal

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST

from huichang.company import queries as company
from huichang.kernel import toasts
from huichang.kernel.actor import Actor
from huichang.kernel.cards import Tab
from huichang.kernel.money import money
from huichang.kernel.refusals import Refused
from huichang.kernel.web import Request, number_of, read
from huichang.parts import (
    catalogue,
    correcting,
    part_acts,
    permissions,
    places,
    pricing,
    queries,
    receiving,
    requests,
)
from huichang.parts.queries import HolderCard, PartPage, ShortCard
from huichang.parts.states import (
    BLOCKED_PLACES,
    Place,
    Quality,
    ScrapReason,
    Size,
    Tracking,
    UseClass,
)
from huichang.pricebook import queries as pricebook

CARD_LINES = 50
WHY_ASK = ("客户在店等候", "今天要交车", "车在举升机上", "安全件不能等")


class Ask(forms.Form):
    """Who needs a part that is held for another car, and why."""

    whom = forms.RegexField(
        r"^(line|appointment)-\d+$", label="给谁用", error_messages={"required": "请选择给谁用"}
    )
    why = forms.CharField(label="原因", max_length=60, required=False)
    why_words = forms.CharField(label="补充说明", max_length=60, required=False)


class Carry(forms.Form):
    """Goods from bin to bin."""

    source = forms.IntegerField(label="移出货位")
    target = forms.IntegerField(label="移入货位")
    quantity = forms.DecimalField(label="数量", max_digits=12, decimal_places=3)
    why = forms.CharField(label="原因", max_length=120, required=False)
    batch = forms.IntegerField(label="批次", required=False)


class Expect(forms.Form):
    """Goods on their way."""

    quantity = forms.DecimalField(label="数量", max_digits=12, decimal_places=3)
    expected_on = forms.DateField(label="预计到货")
    supplier = forms.CharField(label="供应商", max_length=60, required=False)
    document = forms.CharField(label="订单号", max_length=20, required=False)


class Day(forms.Form):
    """Another day of arrival."""

    expected_on = forms.DateField(label="预计到货")


class Price(forms.Form):
    """A price from a day on: the store's own, or the group's."""

    price = forms.DecimalField(label="售价（含税）", max_digits=12, decimal_places=2)
    from_on = forms.DateField(label="生效日期")
    until_on = forms.DateField(label="结束日期", required=False)
    group = forms.BooleanField(required=False)


class Words(forms.Form):
    """The master of a part."""

    name = forms.CharField(label="名称", max_length=80)
    use_class = forms.ChoiceField(label="用途分类", choices=UseClass.choices)
    quality = forms.ChoiceField(label="质量属性", choices=Quality.choices)
    maker = forms.CharField(label="品牌", max_length=40, required=False)
    unit = forms.CharField(label="单位", max_length=6)
    is_whole = forms.BooleanField(label="只能整数", required=False)
    pack = forms.DecimalField(label="包装数", max_digits=12, decimal_places=3)
    size = forms.ChoiceField(label="大小", choices=[("", "—"), *Size.choices], required=False)
    system = forms.ChoiceField(
        label="系统", choices=lambda: [("", "—"), *pricebook.systems().items()], required=False
    )
    is_safety = forms.BooleanField(label="安全件", required=False)
    is_hazardous = forms.BooleanField(label="危险品", required=False)
    tracking = forms.ChoiceField(label="追踪", choices=Tracking.choices)
    needs_check = forms.BooleanField(label="入库验真", required=False)
    shelf_life_months = forms.IntegerField(label="保质期（月）", min_value=1, max_value=240, required=False)
    barcode = forms.CharField(label="条码", max_length=40, required=False)
    is_active = forms.BooleanField(label="可用", required=False)
    fits = forms.CharField(label="适用车系", max_length=600, required=False)

    def written(self) -> list[forms.BoundField]:
        """The fields to write or choose in."""
        return [bound for bound in self if not isinstance(bound.field, forms.BooleanField)]

    def switched(self) -> list[forms.BoundField]:
        """The fields that say yes or no."""
        return [bound for bound in self if isinstance(bound.field, forms.BooleanField)]

    def particulars(self) -> tuple[catalogue.Particulars, list[str]]:
        """The words and the series. Raises Refused for what is wrong with them."""
        said = read(self)
        fits = said.pop("fits").replace("，", " ").replace(",", " ").replace("、", " ").split()
        return catalogue.Particulars(**said), fits


class NewPart(Words):
    """A number with its words."""

    number = forms.CharField(label="配件编码", max_length=40)
    price = forms.DecimalField(label="售价（含税）", max_digits=12, decimal_places=2, required=False)
    field_order = ("number", "name", "price")


@dataclass(frozen=True)
class Holder:
    """A promise, and who else is short of the part and may ask for it."""

    hold: HolderCard
    others: list[ShortCard]


def show(request: Request, part_id: int) -> HttpResponse:
    """The part; `?tab=ledger` its ledger (`?before=` goes on), `?tab=batches`, `?tab=words` its words, prices and uses."""
    actor, today = request.actor, localdate(now())
    tab = request.GET.get("tab", "stock")
    page = queries.part_page(actor, part_id, on=today, empty_bins=tab not in ("ledger", "words", "batches"))
    store_id = actor.here
    context = {
        "page": page,
        "part": page.part,
        "tab": tab,
        "tabs": [
            Tab("库存与占用", "?tab=stock", active=tab not in ("ledger", "words", "batches")),
            *([Tab("批次", "?tab=batches", active=tab == "batches")] if page.tracking != "none" else []),
            Tab("出入库明细", "?tab=ledger", active=tab == "ledger"),
            Tab("资料与价格", "?tab=words", active=tab == "words"),
        ],
        "sees_costs": actor.may(permissions.SEE_COSTS),
        "may_ask": actor.may(permissions.ASK_FOR_HELD),
        "may_move": actor.may(permissions.MOVE_GOODS),
        "may_expect": actor.may(permissions.EXPECT_PARTS),
        "may_keep": actor.may(permissions.KEEP_CATALOGUE),
        "may_price": actor.may(permissions.SET_PRICES),
        "may_group": actor.may(permissions.SET_GROUP_PRICES),
        "may_receive": actor.may(permissions.RECEIVE_PARTS),
        "more_acts": part_acts.of(actor),
        "may_hold": actor.may(permissions.KEEP_HOLDS),
        "may_correct": actor.may(permissions.CORRECT_LEDGER),
        "today": today,
    }
    if tab == "ledger":
        before = request.GET.get("before", "")
        lines, more = queries.stock_card(actor, part_id, before=number_of(before), limit=CARD_LINES)
        context |= {
            "lines": lines,
            "corrected": correcting.CORRECTED,
            "next": f"?tab=ledger&before={more}" if more else "",
        }
    elif tab == "batches":
        lots, unnamed = queries.lots_of_part(store_id, part_id, on=today)
        context |= {
            "lots": lots,
            "unnamed": unnamed,
            "may_name": actor.may(permissions.KEEP_BATCHES) and unnamed > 0,
        }
    elif tab == "words":
        context |= {
            "prices": queries.price_history(store_id, part_id, on=today),
            "uses": queries.used_by(store_id, part_id),
            "events": queries.history(part_id),
            "form": Words(initial=_words(page)),
        }
    else:
        shorts = queries.shorts(store_id, part_id=part_id)
        context |= {
            "holders": [
                Holder(hold, [short for short in shorts if short.key != hold.for_key])
                for hold in queries.holders(store_id, part_id)
            ],
            "shorts": shorts,
            "bins": [bin for bin in page.all_bins if bin.place != Place.BOOKING],
            "homes": [bin for bin in page.all_bins if bin.place not in BLOCKED_PLACES | {Place.BOOKING}],
            "why_choices": WHY_ASK,
            "lots": queries.lots_of_part(store_id, part_id, on=today)[0] if page.tracking != "none" else (),
            **_leaving(actor, store_id),
        }
    return render(request, "parts/screens/part.html", context)


def _leaving(actor: Actor, store_id: int) -> dict[str, object]:
    """How goods may leave otherwise than to an order, and the people who take or witness. One statement at most."""
    may = {
        "may_scrap": actor.may(permissions.ASK_SCRAP),
        "may_lend": actor.may(permissions.LEND_GOODS),
        "may_use": actor.may(permissions.USE_INTERNALLY),
    }
    people = company.people(store_id) if any(may.values()) else []
    return {**may, "people": people, "scrap_reasons": ScrapReason.choices}


def _words(page: PartPage) -> dict[str, object]:
    part = page.part
    return {
        "name": part.name,
        "use_class": part.use_class,
        "quality": part.quality,
        "maker": part.maker,
        "unit": part.unit,
        "is_whole": part.is_whole,
        "pack": f"{page.pack.normalize():f}",
        "size": page.size,
        "system": part.system,
        "is_safety": part.is_safety,
        "is_hazardous": part.is_hazardous,
        "tracking": page.tracking,
        "needs_check": part.needs_check,
        "shelf_life_months": page.shelf_life_months,
        "barcode": page.barcode,
        "is_active": part.is_active,
        "fits": " ".join(page.fits),
    }


@require_POST
def ask_for_held(request: Request, part_id: int, hold_id: int) -> HttpResponse:
    """Ask the owner of a promise for the part."""
    said = read(Ask(request.POST))
    kind, _, key = said["whom"].partition("-")
    requests.ask_for_held(
        request.actor,
        hold_id,
        why="：".join(filter(None, [said["why"], said["why_words"]])),
        for_line=int(key) if kind == "line" else None,
        for_appointment=int(key) if kind == "appointment" else None,
        at=now(),
    )
    toasts.told(request, "已向对方顾问申请，答复后会自动改留")
    return redirect("parts:part", part_id)


@require_POST
def move_goods(request: Request, part_id: int) -> HttpResponse:
    """Carry goods from bin to bin."""
    said = read(Carry(request.POST))
    number = places.move_goods(
        request.actor,
        part_id,
        store_id=request.actor.here,
        source_id=said["source"],
        target_id=said["target"],
        quantity=said["quantity"],
        why=said["why"],
        batch_id=said["batch"],
        at=now(),
    )
    toasts.told(request, f"已移库，单号 {number}")
    return redirect("parts:part", part_id)


@require_POST
def settle(request: Request, part_id: int) -> HttpResponse:
    """The bin in which the part belongs."""
    wanted = number_of(request.POST.get("bin", ""))
    if wanted is None:
        raise Refused("请选择固定货位。")
    places.settle_part(request.actor, part_id, store_id=request.actor.here, bin_id=wanted, at=now())
    toasts.told(request, "固定货位已更改")
    return redirect("parts:part", part_id)


@require_POST
def expect(request: Request, part_id: int) -> HttpResponse:
    """Goods are on their way."""
    said = read(Expect(request.POST))
    receiving.expect_parts(request.actor, part_id, store_id=request.actor.here, at=now(), **said)
    toasts.told(request, "已登记在途，等这个配件的人会看到到货日")
    return redirect("parts:part", part_id)


@require_POST
def change_delivery(request: Request, part_id: int, delivery_id: int) -> HttpResponse:
    """A delivery comes on another day, or not at all."""
    cancelled = "cancel" in request.POST
    day = None if cancelled else read(Day(request.POST))["expected_on"]
    receiving.change_delivery(request.actor, delivery_id, expected_on=day, at=now())
    toasts.told(request, "在途已取消" if cancelled else "到货日已更改，等件的人会收到通知")
    return redirect("parts:part", part_id)


@require_POST
def set_price(request: Request, part_id: int) -> HttpResponse:
    """A price from a day on."""
    said = read(Price(request.POST))
    pricing.set_price(request.actor, part_id, **said | {"price": money(said["price"])}, at=now())
    toasts.told(request, "新集团价已登记" if said["group"] else "新本店价已登记")
    return redirect(f"/parts/part/{part_id}/?tab=words")


@require_POST
def end_own_price(request: Request, part_id: int) -> HttpResponse:
    """The group's price holds again."""
    pricing.end_own_price(request.actor, part_id, at=now())
    toasts.told(request, "本店价今天止，明天起执行集团价")
    return redirect(f"/parts/part/{part_id}/?tab=words")


@require_POST
def change(request: Request, part_id: int) -> HttpResponse:
    """The master of the part."""
    words, fits = Words(request.POST).particulars()
    catalogue.change_part(
        request.actor,
        part_id,
        words=words,
        fits=fits,
        seen=number_of(request.POST.get("version", "")),
    )
    toasts.told(request, "配件资料已保存")
    return redirect(f"/parts/part/{part_id}/?tab=words")


def register(request: Request) -> HttpResponse:
    """A new part number."""
    if request.method != "POST":
        return render(
            request,
            "parts/screens/part_new.html",
            {
                "form": NewPart(
                    initial={
                        "unit": "件",
                        "is_whole": True,
                        "pack": 1,
                        "is_active": True,
                        "use_class": "repair",
                    }
                ),
                "may_keep": request.actor.may(permissions.KEEP_CATALOGUE),
            },
        )
    form = NewPart(request.POST)
    said = read(form)
    number, price = said.pop("number"), said.pop("price")
    words, fits = form.particulars()
    made = catalogue.register_part(
        request.actor,
        number=number,
        words=words,
        price=None if price is None else money(Decimal(price)),
        fits=fits,
        at=now(),
    )
    toasts.told(request, f"配件 {made.number} 已建立")
    return redirect("parts:part", made.pk)
