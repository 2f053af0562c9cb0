"""/company/settings/ : the store's own numbers, room by room."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from huichang.company import house_rules, permissions, settings
from huichang.company.screens import around
from huichang.kernel import toasts
from huichang.kernel.refusals import NotAllowed
from huichang.kernel.web import Request

ROOMS = {
    "company": "门店",
    "customers": "客户",
    "vehicles": "车辆",
    "post": "消息",
    "pricebook": "价格",
    "knowledge": "知识",
    "parts": "备件",
    "supply": "采购",
    "booking": "预约",
    "lane": "接待与车间",
    "workshop": "接待与车间",
    "planning": "排程",
    "billing": "结算",
    "care": "客户关怀",
    "insights": "看板",
    "stocking": "备货",
    "trade": "配件销售",
    "warranty": "索赔",
    "sanbao": "三包",
    "verdicts": "索赔审核",
    "network": "厂家",
}


@dataclass(frozen=True)
class Row:
    """One setting as the page shows it."""

    key: str
    says: str
    unit: str
    law: str
    value: str
    default: str
    is_yes_no: bool
    is_long: bool
    choices: tuple[tuple[str, str], ...]
    is_shared: bool


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return "，".join(map(str, value)) if isinstance(value, list) else str(value)


def show(request: Request) -> HttpResponse:
    """All settings that this person may change, with the store's value and the default; `q` narrows them to words."""
    mine = {
        of_network
        for of_network, right in (
            (False, permissions.MANAGE_SETTINGS),
            (True, permissions.MANAGE_NETWORK_SETTINGS),
        )
        if request.actor.may(right)
    }
    if not mine:
        raise NotAllowed("只有服务经理和系统管理员可以修改门店设置。")
    own, sought = settings.stored(request.actor.here), request.GET.get("q", "").strip()
    shared = settings.stored_for_all() if True in mine else {}
    by_room: dict[str, list[Row]] = {}
    for key, setting in sorted(settings.DECLARED.items()):
        if setting.of_network not in mine or sought not in setting.says:
            continue
        value = _shown((shared if setting.is_shared else own).get(key, setting.default))
        row = Row(
            key,
            setting.says,
            setting.unit,
            setting.law,
            value,
            setting.choices.get(str(setting.default), _shown(setting.default)),
            isinstance(setting.default, bool),
            len(value) > 24,
            tuple(setting.choices.items()),
            setting.is_shared,
        )
        by_room.setdefault(ROOMS.get(key.split(".")[0], "其他"), []).append(row)
    return render(
        request,
        "company/screens/settings.html",
        {
            "tabs": around.tabs(request.actor, request.path),
            "rooms": by_room,
            "sought": sought,
            "has_history": False in mine,
        },
    )


@require_POST
def change(request: Request) -> HttpResponse:
    """Change one value."""
    key = request.POST.get("key", "")
    setting = settings.DECLARED.get(key)
    change_it = (
        house_rules.change_network_setting
        if setting is not None and setting.of_network
        else house_rules.change_setting
    )
    change_it(request.actor, request.actor.here, key=key, value=request.POST.get("value", ""))
    toasts.told(request, f"“{settings.DECLARED[key].says}”已更新")
    return redirect("company:settings")
