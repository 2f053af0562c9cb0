"""The pages of the store itself stand side by side: what a person may keep here, as tabs."""

from huichang.company import permissions
from huichang.kernel.actor import Actor
from huichang.kernel.cards import Tab

PAGES = (
    ("/company/shifts/", "排班", permissions.MANAGE_SHIFTS),
    ("/company/store/", "门店、工位、班组", permissions.MANAGE_FLOOR),
    ("/company/settings/", "设置", permissions.MANAGE_SETTINGS),
    ("/company/settings/", "设置", permissions.MANAGE_NETWORK_SETTINGS),
    ("/company/people/", "人员与岗位", permissions.MANAGE_PEOPLE),
    ("/company/tokens/", "接口令牌", permissions.MANAGE_PEOPLE),
    ("/company/sheets/", "导入表格", permissions.IMPORT_SHEETS),
    ("/company/journal/", "操作日志", permissions.READ_JOURNAL),
)


def tabs(actor: Actor, path: str) -> list[Tab]:
    """The pages that this person may open; the one of `path` is shown."""
    mine = {url: label for url, label, allowed in PAGES if actor.may(allowed)}
    return [Tab(label, url, path.startswith(url)) for url, label in mine.items()]
