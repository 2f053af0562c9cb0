"""The pages of the store itself stand side by side: what a person may keep here, as tabs."""

from huichang.company import permissions
from huichang.kernel.actor import Actor
from huichang.kernel.cards import Tab

PAGES = (
    ("shifts", "排班", permissions.MANAGE_SHIFTS),
    ("store", "门店、工位、班组", permissions.MANAGE_FLOOR),
    ("settings", "设置", permissions.MANAGE_SETTINGS),
    ("people", "人员与岗位", permissions.MANAGE_PEOPLE),
    ("tokens", "接口令牌", permissions.MANAGE_PEOPLE),
    ("journal", "操作日志", permissions.READ_JOURNAL),
)


def tabs(actor: Actor, here: str) -> list[Tab]:
    """The pages that this person may open; `here` is the one that is shown."""
    return [
        Tab(label, f"/company/{page}/", page == here) for page, label, allowed in PAGES if actor.may(allowed)
    ]
