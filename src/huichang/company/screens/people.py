"""/company/people/ : who works here, in which posts, with which skills."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from huichang.company import people, permissions, queries
from huichang.company.roles import Role, Skill
from huichang.company.screens import around
from huichang.kernel import toasts
from huichang.kernel.refusals import NotAllowed
from huichang.kernel.web import Request, read


class NewPerson(forms.Form):
    """Somebody new."""

    name = forms.CharField(label="姓名", max_length=40)
    login = forms.RegexField(
        r"^[A-Za-z0-9._-]{3,40}$",
        label="登录名",
        error_messages={"invalid": "用 3–40 位字母、数字、点或横线。"},
    )
    phone = forms.RegexField(
        r"^1\d{10}$", label="手机", required=False, error_messages={"invalid": "请填 11 位手机号。"}
    )
    roles = forms.MultipleChoiceField(label="岗位", choices=Role.choices)
    password = forms.CharField(label="初始密码", min_length=8, max_length=128)


class Posts(forms.Form):
    """Which posts somebody holds."""

    roles = forms.MultipleChoiceField(label="岗位", choices=Role.choices, required=False)


class SkillLevel(forms.Form):
    """How well somebody can do something."""

    skill = forms.ChoiceField(label="技能", choices=Skill.choices)
    level = forms.IntegerField(label="级别", min_value=0, max_value=5)


class NewPassword(forms.Form):
    """A password to start with."""

    password = forms.CharField(label="新密码", min_length=8, max_length=128)


def show(request: Request) -> HttpResponse:
    """Everybody of the store."""
    if not request.actor.may(permissions.MANAGE_PEOPLE):
        raise NotAllowed("只有系统管理员可以查看和调整人员。")
    return render(
        request,
        "company/screens/people.html",
        {
            "tabs": around.tabs(request.actor, request.path),
            "people": queries.people(request.actor.here),
            "roles": Role.choices,
            "skills": Skill.choices,
            "form": NewPerson(),
        },
    )


@require_POST
def add(request: Request) -> HttpResponse:
    """Take somebody on."""
    told = read(NewPerson(request.POST))
    people.take_on(request.actor, request.actor.here, **told)
    toasts.told(request, f"{told['name']}已加入，可以用登录名 {told['login']} 登录")
    return redirect("company:people")


@require_POST
def posts(request: Request, staff_id: int) -> HttpResponse:
    """Give and take posts."""
    told = read(Posts(request.POST))
    people.set_posts(request.actor, staff_id, store_id=request.actor.here, roles=told["roles"])
    toasts.told(request, "岗位已更新")
    return redirect("company:people")


@require_POST
def skill(request: Request, staff_id: int) -> HttpResponse:
    """Set a skill's level."""
    people.set_skill(request.actor, staff_id, store_id=request.actor.here, **read(SkillLevel(request.POST)))
    toasts.told(request, "技能已更新")
    return redirect("company:people")


@require_POST
def password(request: Request, staff_id: int) -> HttpResponse:
    """Set a password."""
    told = read(NewPassword(request.POST))
    people.reset_password(request.actor, staff_id, store_id=request.actor.here, password=told["password"])
    toasts.told(request, "密码已重置，请当面告知本人")
    return redirect("company:people")


@require_POST
def leave(request: Request, staff_id: int) -> HttpResponse:
    """Somebody leaves the company."""
    people.let_go(request.actor, staff_id, store_id=request.actor.here)
    toasts.told(request, "已办理离职，账号停用")
    return redirect("company:people")
