"""/knowledge/tools/ : special tools, taken and given back by scan."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST

from huichang.kernel import toasts
from huichang.kernel.web import Request, read
from huichang.knowledge import permissions, queries, tools
from huichang.knowledge.screens.search import tabs


class Label(forms.Form):
    """A scanned label."""

    code = forms.CharField(label="工具编号", max_length=40)
    job = forms.IntegerField(required=False)


class NewTool(forms.Form):
    """A tool to put on the list."""

    code = forms.CharField(label="工具编号", max_length=20)
    name = forms.CharField(label="名称", max_length=60)
    place = forms.CharField(label="存放位置", max_length=40, required=False)
    calibrate_by = forms.DateField(
        label="校准有效期至", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )


class Calibration(forms.Form):
    """How long a certificate holds."""

    valid_until = forms.DateField(label="校准有效期至", widget=forms.DateInput(attrs={"type": "date"}))


def show(request: Request) -> HttpResponse:
    """All tools: those that are out on top."""
    return render(
        request,
        "knowledge/screens/tools.html",
        {
            "tools": queries.tools(request.actor, on=localdate()),
            "me": request.actor.staff_id,
            "may_use": request.actor.may(permissions.USE_TOOLS),
            "may_manage": request.actor.may(permissions.MANAGE_TOOLS),
            "form": NewTool(),
            "tabs": tabs("/knowledge/tools/"),
        },
    )


@require_POST
def take(request: Request) -> HttpResponse:
    """Scanned to be taken."""
    values = read(Label(request.POST))
    loan = tools.take_tool(request.actor, values["code"], at=now(), for_job=values["job"])
    toasts.told(request, f"{loan.tool.name}已借给您，用完请扫码归还")
    return redirect("knowledge:tools")


@require_POST
def give_back(request: Request) -> HttpResponse:
    """Scanned to be given back."""
    loan = tools.give_back_tool(request.actor, read(Label(request.POST))["code"], at=now())
    toasts.told(request, f"{loan.tool.name}已归还，请放回{loan.tool.place or '原处'}")
    return redirect("knowledge:tools")


@require_POST
def register(request: Request) -> HttpResponse:
    """A new tool."""
    values = read(NewTool(request.POST))
    tools.register_tool(request.actor, store_id=request.actor.here, **values)
    toasts.told(request, f"{values['name']}已登记")
    return redirect("knowledge:tools")


@require_POST
def calibrate(request: Request, tool_id: int) -> HttpResponse:
    """A new certificate."""
    values = read(Calibration(request.POST))
    tools.record_calibration(request.actor, tool_id, valid_until=values["valid_until"], at=now())
    toasts.told(request, "校准有效期已更新")
    return redirect("knowledge:tools")
