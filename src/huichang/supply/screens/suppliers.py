"""/supply/suppliers/ : whom we buy from; one supplier with people, papers, contracts, prices and marks."""

from urllib.parse import urlencode

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST

from huichang.kernel import toasts
from huichang.kernel.cards import Tab
from huichang.kernel.refusals import Refused
from huichang.kernel.web import Request, amount_of, number_of, read
from huichang.supply import contracts, permissions, queries, suppliers
from huichang.supply.queries import scoring
from huichang.supply.screens import orders
from huichang.supply.states import CertificateKind, Standing, SupplierKind, Terms

FILTERS = (
    ("", "全部"),
    ("manufacturer", "主机厂"),
    ("oem", "配套厂"),
    ("trader", "贸易商"),
    ("contract", "无合同"),
    ("papers", "证件到期"),
)


class Words(forms.Form):
    """The words of a supplier."""

    name = forms.CharField(label="名称", max_length=60)
    kind = forms.ChoiceField(label="类型", choices=SupplierKind.choices)
    tax_number = forms.CharField(label="统一社会信用代码", max_length=18, required=False)
    bank = forms.CharField(label="开户行和账号", max_length=80, required=False)
    address = forms.CharField(label="地址", max_length=120, required=False)
    note = forms.CharField(label="备注", max_length=200, required=False)


class New(Words):
    """With its code."""

    code = forms.CharField(label="编码", max_length=12)
    field_order = ("code",)


class Qualify(forms.Form):
    """Whether we buy from it."""

    standing = forms.ChoiceField(label="准入", choices=Standing.choices)
    why = forms.CharField(label="说明", max_length=120, required=False)


class Person(forms.Form):
    """Somebody there."""

    contact = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(label="联系人", max_length=20)
    phone = forms.CharField(label="电话", max_length=20)
    job = forms.CharField(label="职务", max_length=20, required=False)
    mail = forms.EmailField(label="邮箱", max_length=80, required=False)
    is_urgent = forms.BooleanField(label="急件联系人", required=False)


class Paper(forms.Form):
    """A certificate."""

    kind = forms.ChoiceField(label="证件", choices=CertificateKind.choices)
    number = forms.CharField(label="证号", max_length=60)
    until_on = forms.DateField(label="有效期至", required=False)


class Agreed(forms.Form):
    """The terms of a contract."""

    number = forms.CharField(label="合同号", max_length=30)
    from_on = forms.DateField(label="生效")
    until_on = forms.DateField(label="到期", required=False)
    terms = forms.ChoiceField(label="结算方式", choices=Terms.choices)
    pay_days = forms.IntegerField(label="账期", min_value=0, max_value=3650, initial=30)
    min_order = forms.DecimalField(label="起订金额", max_digits=12, decimal_places=2, min_value=0, initial=0)
    freight = forms.DecimalField(label="每单运费", max_digits=12, decimal_places=2, min_value=0, initial=0)
    free_from = forms.DecimalField(
        label="免运费金额", max_digits=12, decimal_places=2, min_value=0, required=False
    )
    lead_days = forms.IntegerField(label="交货天数", min_value=0, max_value=3650, initial=7)
    urgent_days = forms.IntegerField(label="急件交货天数", min_value=0, max_value=3650, initial=2)
    urgent_freight = forms.DecimalField(
        label="急件运费", max_digits=12, decimal_places=2, min_value=0, initial=0
    )
    urgent_percent = forms.DecimalField(
        label="急件加价", max_digits=5, decimal_places=2, min_value=0, initial=0
    )
    claim_days = forms.IntegerField(label="到货索赔期限", min_value=0, max_value=3650, initial=3)
    quality_days = forms.IntegerField(label="质量索赔期限", min_value=0, max_value=3650, initial=180)
    return_days = forms.IntegerField(label="退货期限", min_value=0, max_value=3650, initial=30)
    tax_percent = forms.DecimalField(
        label="发票税率", max_digits=4, decimal_places=1, min_value=0, max_value=30, required=False
    )


class Until(forms.Form):
    """The last day."""

    last_on = forms.DateField(label="终止日")


class PriceOf(forms.Form):
    """A price of a part."""

    code = forms.CharField(label="配件编码", max_length=40)
    price = forms.DecimalField(label="进价（不含税）", max_digits=14, decimal_places=4)
    from_on = forms.DateField(label="生效")
    pack = forms.DecimalField(label="包装数", max_digits=12, decimal_places=3, initial=1)
    lead_days = forms.IntegerField(label="交货天数", min_value=0, max_value=3650, required=False)
    their_number = forms.CharField(label="供应商编码", max_length=40, required=False)


def show(request: Request) -> HttpResponse:
    """`?q=` by code, name, pinyin or initials; `?only=` filters. Two statements."""
    actor, on = request.actor, localdate(now())
    text, only = request.GET.get("q", "").strip(), request.GET.get("only", "")
    kept = {"q": text} if text else {}
    return render(
        request,
        "supply/screens/suppliers.html",
        {
            "rows": queries.supplier_list(actor, on=on, text=text, only=only),
            "text": text,
            "only": only,
            "tabs": [
                Tab(words, f"?{urlencode({**kept, 'only': key})}", active=key == only)
                for key, words in FILTERS
            ],
            "may_keep": actor.may(permissions.KEEP_SUPPLIERS),
            "form": New(),
        },
    )


@require_POST
def register(request: Request) -> HttpResponse:
    """A new supplier."""
    said = read(New(request.POST))
    code = said.pop("code")
    made = suppliers.register_supplier(request.actor, code=code, words=suppliers.Particulars(**said))
    toasts.told(request, f"已建立供应商 {made.name}，请登记证件和合同")
    return redirect("supply:supplier", made.pk)


def one(request: Request, supplier_id: int) -> HttpResponse:
    """One supplier; `?q=` searches its prices. Ten statements."""
    actor, on = request.actor, localdate(now())
    page = queries.supplier_page(actor, supplier_id, on=on)
    text = request.GET.get("q", "").strip()
    words = {field: getattr(page, field) for field in Words.base_fields}
    return render(
        request,
        "supply/screens/suppliers_one.html",
        {
            "page": page,
            "prices": queries.price_rows(actor, supplier_id, on=on, text=text),
            "text": text,
            "figures": scoring.FIGURES,
            "form": Words(initial=words),
            "person": Person(),
            "paper": Paper(),
            "agreed": Agreed(initial={"from_on": on, "terms": Terms.MONTHLY}),
            "price_form": PriceOf(initial={"from_on": on}),
            "standings": Standing.choices,
            "may_keep": actor.may(permissions.KEEP_SUPPLIERS),
            "may_contract": actor.may(permissions.KEEP_CONTRACTS),
            "may_write": actor.may(permissions.WRITE_ORDERS),
            "holding": next((each for each in page.contracts if each.holds), None),
            "today": on,
        },
    )


@require_POST
def change(request: Request, supplier_id: int) -> HttpResponse:
    """Other words."""
    words = suppliers.Particulars(**read(Words(request.POST)))
    seen = number_of(request.POST.get("seen", ""))
    suppliers.change_supplier(request.actor, supplier_id, words=words, seen=seen)
    return redirect("supply:supplier", supplier_id)


@require_POST
def qualify(request: Request, supplier_id: int) -> HttpResponse:
    """On trial, qualified, blocked."""
    suppliers.qualify_supplier(request.actor, supplier_id, at=now(), **read(Qualify(request.POST)))
    return redirect("supply:supplier", supplier_id)


@require_POST
def keep_contact(request: Request, supplier_id: int) -> HttpResponse:
    """Somebody there."""
    said = read(Person(request.POST))
    contact_id = said.pop("contact")
    suppliers.keep_contact(request.actor, supplier_id, person=suppliers.Person(**said), contact_id=contact_id)
    return redirect("supply:supplier", supplier_id)


@require_POST
def drop_contact(request: Request, supplier_id: int, contact_id: int) -> HttpResponse:
    """Nobody any more."""
    suppliers.drop_contact(request.actor, supplier_id, contact_id=contact_id)
    return redirect("supply:supplier", supplier_id)


@require_POST
def keep_certificate(request: Request, supplier_id: int) -> HttpResponse:
    """A paper, with its photo."""
    said = read(Paper(request.POST))
    photo = request.FILES.get("picture")
    suppliers.keep_certificate(
        request.actor, supplier_id, at=now(), picture=photo.read() if photo else None, **said
    )
    return redirect("supply:supplier", supplier_id)


@require_POST
def drop_certificate(request: Request, supplier_id: int, certificate_id: int) -> HttpResponse:
    """A paper that does not matter."""
    suppliers.drop_certificate(request.actor, supplier_id, certificate_id=certificate_id)
    return redirect("supply:supplier", supplier_id)


@require_POST
def sign(request: Request, supplier_id: int) -> HttpResponse:
    """A contract, or other terms of one."""
    said = read(Agreed(request.POST))
    agreed = contracts.Agreed(**said)
    contract_id = number_of(request.POST.get("contract", ""))
    if contract_id is None:
        contracts.sign_contract(request.actor, supplier_id, store_id=request.actor.here, agreed=agreed)
    else:
        contracts.change_contract(request.actor, contract_id, agreed=agreed)
    toasts.told(request, f"合同 {agreed.number} 已保存")
    return redirect("supply:supplier", supplier_id)


@require_POST
def end(request: Request, supplier_id: int, contract_id: int) -> HttpResponse:
    """The contract ends."""
    last_on = read(Until(request.POST))["last_on"]
    contracts.end_contract(request.actor, contract_id, last_on=last_on, at=now())
    return redirect("supply:supplier", supplier_id)


@require_POST
def set_price(request: Request, supplier_id: int, contract_id: int) -> HttpResponse:
    """One price, or many lines of “code, price, pack” pasted out of a sheet."""
    pasted = request.POST.get("pasted", "").strip()
    said = read(PriceOf(request.POST)) if not pasted else {"from_on": read(Days(request.POST))["from_on"]}
    prices = (
        [_price(request, line) for line in pasted.splitlines() if line.strip()]
        if pasted
        else [
            contracts.Price(
                part_id=orders.part_of(request, said["code"]).id,
                price=said["price"],
                pack=said["pack"],
                lead_days=said["lead_days"],
                their_number=said["their_number"],
            )
        ]
    )
    count = contracts.set_prices(request.actor, contract_id, prices=prices, from_on=said["from_on"], at=now())
    toasts.told(request, f"已更新 {count} 个进价")
    return redirect("supply:supplier", supplier_id)


class Days(forms.Form):
    """From which day."""

    from_on = forms.DateField(label="生效")


def _price(request: Request, line: str) -> contracts.Price:
    cells = [cell.strip() for cell in line.replace("\t", ",").replace("，", ",").split(",")]
    if len(cells) < 2:
        raise Refused(f"“{line[:30]}”要有编码和进价，用逗号或制表符隔开。")
    pack = cells[2] if len(cells) > 2 and cells[2] else "1"
    return contracts.Price(
        part_id=orders.part_of(request, cells[0]).id,
        price=amount_of(cells[1], places=4, says=f"{cells[0][:20]} 的进价"),
        pack=amount_of(pack, places=3, says=f"{cells[0][:20]} 的包装数"),
    )
