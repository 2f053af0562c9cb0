"""The store's own numbers: changing a setting."""

from huichang.company import permissions, settings
from huichang.company.models import Store
from huichang.kernel.actor import Warrant
from huichang.kernel.refusals import Missing, Refused
from huichang.kernel.use_case import use_case


@use_case(permissions.MANAGE_SETTINGS, "修改门店设置")
def change_setting(warrant: Warrant, store_id: int, *, key: str, value: str) -> None:
    """Set one value of a store, given as text. Raises Refused when it does not fit the setting, Missing for no such key.

    An empty text takes the store's value away: the default holds again.
    """
    warrant.show_at(store_id)
    setting = settings.DECLARED.get(key)
    if setting is None:
        raise Missing("没有这项设置，请刷新页面。")
    store = Store.objects.select_for_update().get(pk=store_id)
    kept = dict(store.settings)
    if value.strip() == "":
        kept.pop(key, None)
    else:
        kept[key] = _fitting(setting.default, value.strip(), setting.says)
    store.settings = kept
    store.save(update_fields=["settings"])
    warrant.about(store, note=f"{setting.says}：{value}"[:200])
    settings.forget(store_id)


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
