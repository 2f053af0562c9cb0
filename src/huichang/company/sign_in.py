"""Who comes in: the password checked, the number of tries limited, every try kept.

Standard assessors' values for the limit (RULES A8, [M]): five failures lock a login name for half an hour.
"""

from datetime import datetime, timedelta

from django.db import transaction

from huichang.company.models import SignIn, Staff
from huichang.kernel.refusals import Refused
from huichang.kernel.turns import wait_for_turn

MOST_FAILURES, MOST_FROM_ONE_ADDRESS = 5, 40
LOCKED_FOR = timedelta(minutes=30)


def sign_in(login: str, password: str, *, address: str, at: datetime) -> int:
    """The id of the person who may come in.

    Raises Refused for a wrong name or password (we do not say which), and when there were too many failures.
    Every try is kept, also the refused ones: this function must not run inside a transaction that is rolled back. One name
    is tried by one at a time: whoever guesses with many requests at once has no more tries.
    """
    wanted = login.strip().lower()[:40]
    with transaction.atomic():
        wait_for_turn(f"company.sign_in:{wanted}")
        person = _known(wanted, password, address=address, at=at)
    if person is None:
        raise Refused("登录名或密码不对，请重新输入；忘记密码请找系统管理员。")
    return int(person.pk)


def _known(wanted: str, password: str, *, address: str, at: datetime) -> Staff | None:
    """Who has this name and this password; the try is kept. Raises Refused after too many failures."""
    failures = SignIn.objects.filter(at__gt=at - LOCKED_FOR, worked=False)
    last_success = (
        SignIn.objects.filter(login=wanted, worked=True).order_by("-at").values_list("at", flat=True).first()
    )
    of_this_name = failures.filter(login=wanted)
    if last_success:
        of_this_name = of_this_name.filter(at__gt=last_success)
    if (
        of_this_name.count() >= MOST_FAILURES
        or failures.filter(address=address).count() >= MOST_FROM_ONE_ADDRESS
    ):
        raise Refused("密码连续输错多次，账号已锁定 30 分钟，请到时再试。")
    person = Staff.objects.filter(login=wanted, is_active=True, is_machine=False).first()
    if person is None:
        Staff().set_password(
            password
        )  # takes as long as a real check, so that names cannot be guessed by time
    worked = person is not None and person.check_password(password)
    SignIn.objects.create(login=wanted, address=address, at=at, worked=worked)
    return person if worked else None
