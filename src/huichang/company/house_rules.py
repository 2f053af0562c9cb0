"""The store's own numbers and particulars."""

from collections.abc import Callable
from datetime import time
from typing import cast

from huichang.company import permissions, settings
from huichang.company.models import Store
from huichang.kernel.actor import Warrant
from huichang.kernel.refusals import Missing, NotAllowed, Refused
from huichang.kernel.use_case import use_case


@use_case(permissions.MANAGE_SETTINGS, "修改门店设置")
def change_setting(warrant: Warrant, store_id: int, *, key: str, value: str) -> None:
    """Set one value of a store, given as text. Raises Refused when it does not fit the setting, Missing for no such key,
    NotAllowed for what the manufacturer sets.

    An empty text takes the store's value away: the default holds again.
    """
    warrant.show_at(store_id)
    _change(warrant, store_id, key=key, value=value, of_network=False)


@use_case(permissions.MANAGE_NETWORK_SETTINGS, "修改厂家对门店的设置")
def change_network_setting(warrant: Warrant, store_id: int, *, key: str, value: str) -> None:
    """Set one value with which the manufacturer looks at a store, or at all of them (`is_shared`), as `change_setting` does.

    Raises NotAllowed for what the store sets itself.
    """
    warrant.show_at(store_id)
    _change(warrant, store_id, key=key, value=value, of_network=True)


@use_case(permissions.MANAGE_SETTINGS, "修改门店资料")
def change_store(
    warrant: Warrant,
    store_id: int,
    *,
    legal_name: str,
    credit_code: str,
    licence: str,
    address: str,
    phone: str,
    opens_at: time,
    closes_at: time,
) -> Store:
    """What documents and messages say of the store, and when it is open. Raises Refused without a legal name or service
    number, and for hours that do not run forward."""
    warrant.show_at(store_id)
    if not legal_name.strip() or not phone.strip():
        raise Refused("请填写企业名称和服务热线，单据和短信上要用。")
    if closes_at <= opens_at:
        raise Refused("关门时间要晚于开门时间，请检查。")
    store: Store = Store.objects.select_for_update().get(pk=store_id)
    store.legal_name, store.credit_code = legal_name.strip()[:80], credit_code.strip()[:18]
    store.licence, store.address = licence.strip()[:40], address.strip()[:120]
    store.phone, store.opens_at, store.closes_at = phone.strip()[:20], opens_at, closes_at
    store.save()
    warrant.about(store)
    settings.forget(store_id)
    return store


def _change(warrant: Warrant, store_id: int, *, key: str, value: str, of_network: bool) -> None:
    setting = settings.DECLARED.get(key)
    if setting is None:
        raise Missing("没有这项设置，请刷新页面。")
    if setting.of_network != of_network:
        whose = "厂家（集团督导）" if setting.of_network else "门店的服务经理或系统管理员"
        raise NotAllowed(f"“{setting.says}”由{whose}设置，请联系他们修改。")
    rows = Store.objects.select_for_update().order_by("pk")
    store = rows[:1].get() if setting.is_shared else rows.get(pk=store_id)
    kept = dict(store.settings)
    if value.strip() == "":
        kept.pop(key, None)
    else:
        fitting = _fitting(setting.default, value.strip(), setting.says)
        if setting.choices and fitting not in setting.choices:
            raise Refused(f"“{setting.says}”请从这些里选：{'、'.join(setting.choices.values())}。")
        if setting.fits is not None:
            cast(Callable[[object], object], setting.fits)(fitting)
        kept[key] = fitting
    store.settings = kept
    store.save(update_fields=["settings"])
    warrant.about(store, note=f"{setting.says}：{value}"[:200])
    settings.forget(store.pk)


def _fitting(default: object, value: str, says: str) -> object:
    if isinstance(default, bool):
        if value not in ("1", "0", "是", "否", "true", "false"):
            raise Refused(f"“{says}”请填 是 或 否。")
        return value in ("1", "是", "true")
    if isinstance(default, list):
        return [word.strip() for word in value.replace("，", ",").split(",") if word.strip()]
    if isinstance(default, str):
        return value
    try:
        number = float(value) if isinstance(default, float) else int(value)
    except ValueError as error:
        raise Refused(f"“{says}”要填数字，例如 {default}。") from error
    if number < 0:
        raise Refused(f"“{says}”不能是负数。")
    return number
