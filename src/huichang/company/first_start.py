"""A new house: while nobody can sign in, its first store and first administrator come into being together."""

from django.db import transaction

from huichang.company import people, permissions
from huichang.company.models import Staff, Store
from huichang.company.roles import Role
from huichang.kernel.actor import Actor
from huichang.kernel.refusals import OutOfTurn, Refused
from huichang.kernel.turns import wait_for_turn

WHO = "首次启动"
"""Who did it, in the journal: there is nobody else yet."""


def is_new() -> bool:
    """Whether there has never been a person here: nobody could sign in. Machine users do not count. One statement."""
    return not Staff.objects.filter(is_machine=False).exists()


@transaction.atomic
def open_house(
    *,
    code: str,
    store: str,
    legal_name: str,
    phone: str,
    login: str,
    name: str,
    password: str,
    address: str = "",
) -> tuple[int, int]:
    """The first store and, in it, the first administrator: their ids. `phone` is the store's service number, `address` the
    network address of whoever asks.

    Of two who try at once the second is told. Raises OutOfTurn as soon as anybody is there, Refused for what is empty and
    for a weak password; then nothing has come into being.
    """
    wait_for_turn("company.first_start")
    if not is_new():
        raise OutOfTurn("系统已经有人员了，请直接登录；忘记密码请找系统管理员。")
    particulars = {
        "code": code.strip().upper()[:8],
        "name": store.strip()[:60],
        "legal_name": legal_name.strip()[:80],
        "phone": phone.strip()[:20],
    }
    if not all(particulars.values()) or not name.strip() or not login.strip():
        raise Refused("请把门店代码、名称、企业名称、服务热线和您的姓名、登录名都填上。")
    made = Store.objects.create(**particulars)
    opener = Actor(
        None, WHO, {made.pk: frozenset({permissions.MANAGE_PEOPLE})}, made.pk, door="screen", address=address
    )
    first = people.take_on(
        opener,
        made.pk,
        login=login,
        name=name,
        phone="",
        roles=[Role.ADMINISTRATOR],
        password=password,
    )
    return made.pk, first.pk
