"""/first/ : while nobody can sign in, whoever holds the key from the terminal makes the first store and administrator."""

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect, render
from django.utils.crypto import constant_time_compare
from django.utils.timezone import localdate

from huichang.company import first_start
from huichang.kernel import toasts
from huichang.kernel.refusals import OutOfTurn, Refused
from huichang.kernel.web import Request, read
from huichang.knowledge import faults
from huichang.pricebook import loading as pricebook
from huichang.site import first_key
from huichang.site.doors import STAFF_KEY


class First(forms.Form):
    """The store, its first administrator, and the key."""

    store = forms.CharField(label="门店名称", max_length=60)
    code = forms.RegexField(
        r"^[A-Za-z0-9]{1,8}$",
        label="门店代码",
        error_messages={"invalid": "用 1–8 位字母或数字，例如 A1。"},
    )
    legal_name = forms.CharField(label="企业名称", max_length=80)
    phone = forms.CharField(label="服务热线", max_length=20)
    name = forms.CharField(label="您的姓名", max_length=40)
    login = forms.RegexField(
        r"^[A-Za-z0-9._-]{3,40}$",
        label="登录名",
        error_messages={"invalid": "用 3–40 位字母、数字、点或横线。"},
    )
    password = forms.CharField(
        label="密码",
        min_length=8,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label="再输一遍密码",
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    content = forms.BooleanField(
        label="装入参考内容：标准工时、参考单价、故障案例", required=False, initial=True
    )
    key = forms.CharField(label="启动密钥", max_length=40)


def show(request: Request) -> HttpResponse:
    """The form, while there is nobody; then the way in. Raises OutOfTurn for a late one, Refused for a wrong key."""
    if request.method != "POST":
        if not first_start.is_new():
            return redirect("/sign-in/")
        form = First(initial={"key": request.GET.get("key", "")[:40]})
        return render(request, "site/screens/first.html", {"form": form, "has_key": "key" in request.GET})
    if not first_start.is_new():
        raise OutOfTurn("系统已经有人员了，请直接登录；忘记密码请找系统管理员。")
    told = read(First(request.POST))
    if not constant_time_compare(told.pop("key").strip(), first_key.key(settings.SECRET_KEY)):
        raise Refused("启动密钥不对：请用启动回厂的终端里打印的地址打开这个页面。", fields=("key",))
    if told.pop("again") != told["password"]:
        raise Refused("两遍密码不一样，请重新输入。", fields=("password", "again"))
    with_content = told.pop("content")
    _, staff_id = first_start.open_house(**told, address=request.META.get("REMOTE_ADDR", ""))
    if with_content:
        pricebook.load_starting_content(from_on=localdate(), packages=False)
        faults.load_starting_content()
    request.session.cycle_key()
    request.session[STAFF_KEY] = staff_id
    rotate_token(request)
    toasts.told(request, "门店和系统管理员已建立，接下来按“现在要做”把门店布置好")
    return redirect("/")
