"""/company/store/ : what documents say of the store, its bays, its teams and who dispatches for them."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from huichang.company import floor, house_rules, letterhead, permissions, queries
from huichang.company.roles import BayKind, Role
from huichang.company.screens import around
from huichang.kernel import toasts
from huichang.kernel.refusals import NotAllowed, Refused
from huichang.kernel.web import Request, read


class Particulars(forms.Form):
    """The store as its documents show it, and its hours."""

    legal_name = forms.CharField(label="企业名称", max_length=80)
    credit_code = forms.CharField(label="统一社会信用代码", max_length=18, required=False)
    licence = forms.CharField(label="备案号", max_length=40, required=False)
    address = forms.CharField(label="地址", max_length=120, required=False)
    phone = forms.CharField(label="服务热线", max_length=20)
    opens_at = forms.TimeField(label="开门", widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}))
    closes_at = forms.TimeField(label="关门", widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}))


class NewBay(forms.Form):
    """A new bay."""

    name = forms.CharField(label="名称", max_length=20, required=False)
    kind = forms.ChoiceField(label="类型", choices=BayKind.choices)


class ChangedBay(forms.Form):
    """A bay under another name, open or closed."""

    name = forms.CharField(label="名称", max_length=20, required=False)
    is_open = forms.BooleanField(label="可用", required=False)


class NewTeam(forms.Form):
    """A new team."""

    name = forms.CharField(label="名称", max_length=20, required=False)


class Led(forms.Form):
    """Who leads a team and who dispatches for it."""

    leader = forms.IntegerField(label="组长", required=False)
    adviser = forms.IntegerField(label="派工", required=False)


class Joined(forms.Form):
    """Who joins which team."""

    person = forms.IntegerField(label="同事")
    team = forms.IntegerField(label="班组", required=False)


def show(request: Request) -> HttpResponse:
    """All of it."""
    if not request.actor.may(permissions.MANAGE_FLOOR):
        raise NotAllowed("只有服务经理和系统管理员可以维护工位和班组。")
    here = request.actor.here
    store, people = queries.store_card(here), queries.people(here)
    given = {name: getattr(store, name) for name in Particulars.base_fields}
    hands = [one for one in people if {Role.TECHNICIAN, Role.TEAM_LEADER} & set(one.roles)]
    return render(
        request,
        "company/screens/store.html",
        {
            "tabs": around.tabs(request.actor, request.path),
            "store": store,
            "has_logo": letterhead.head(here).logo is not None,
            "form": Particulars(initial=given),
            "bays": queries.all_bays(here),
            "kinds": BayKind.choices,
            "teams": list(queries.teams(here).values()),
            "hands": hands,
            "advisers": [one for one in people if Role.ADVISER in one.roles],
        },
    )


@require_POST
def change(request: Request) -> HttpResponse:
    """Keep the particulars."""
    house_rules.change_store(request.actor, request.actor.here, **read(Particulars(request.POST)))
    toasts.told(request, "门店资料已更新")
    return redirect("company:store")


@require_POST
def logo(request: Request) -> HttpResponse:
    """Another logo for the documents, or none."""
    files = request.FILES.getlist("logo")
    content = files[0].read() if files else None
    if content is None and "drop" not in request.POST:
        raise Refused("请先选择标志图片。")
    letterhead.set_logo(request.actor, request.actor.here, content=content, at=now())
    toasts.told(request, "单据上的标志已更换" if content else "标志已撤下，单据上显示门店名称的首字")
    return redirect("company:store")


@require_POST
def add_bay(request: Request) -> HttpResponse:
    """A new bay."""
    bay = floor.add_bay(request.actor, request.actor.here, **read(NewBay(request.POST)))
    toasts.told(request, f"已新增工位 {bay.name}")
    return redirect("company:store")


@require_POST
def change_bay(request: Request, bay_id: int) -> HttpResponse:
    """Another name, open or closed."""
    bay = floor.change_bay(request.actor, bay_id, **read(ChangedBay(request.POST)))
    toasts.told(request, f"{bay.name} {'可用' if bay.is_open else '已停用'}")
    return redirect("company:store")


@require_POST
def add_team(request: Request) -> HttpResponse:
    """A new team."""
    team = floor.add_team(request.actor, request.actor.here, **read(NewTeam(request.POST)))
    toasts.told(request, f"已新增班组 {team.name}")
    return redirect("company:store")


@require_POST
def lead_team(request: Request, team_id: int) -> HttpResponse:
    """Leader and way of dispatch."""
    told = read(Led(request.POST))
    team = floor.lead_team(request.actor, team_id, leader_id=told["leader"], adviser_id=told["adviser"])
    toasts.told(request, f"{team.name}由{'带组顾问' if team.led_by_adviser else '车间调度'}派工")
    return redirect("company:store")


@require_POST
def join_team(request: Request) -> HttpResponse:
    """Somebody joins a team."""
    told = read(Joined(request.POST))
    floor.join_team(request.actor, told["person"], store_id=request.actor.here, team_id=told["team"])
    toasts.told(request, "班组成员已调整")
    return redirect("company:store")
