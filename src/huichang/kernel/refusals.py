"""The four ways in which the business says no. Messages are whole Chinese sentences for the person at the screen."""

import re
from functools import cache

from django.db import DatabaseError, DataError

_IN_EACH_OTHERS_WAY = ("40P01", "55P03")
"""deadlock_detected, lock_not_available (PostgreSQL, appendix A): one of two was given up so that the other could go on."""
_CONSTRAINT = re.compile(r'constraint "([^"]+)"')


class Refused(Exception):
    """The business says no: the sentence says why and what to do.

    `url` opens the record that stands in the way; `fields` are the names of the form's fields that it is about.
    """

    status = 422

    def __init__(self, why: str = "", *, url: str = "", fields: tuple[str, ...] = ()) -> None:
        super().__init__(why)
        self.url = url
        self.fields = fields


class Missing(Refused):
    """It is not there, or not in any of your stores. We do not say which."""

    status = 404


class NotAllowed(Refused):
    """It is in your store, but your post does not include this."""

    status = 403


class OutOfTurn(Refused):
    """The thing is not in a state where this can be done."""

    status = 409


class WrongWay(Refused):
    """The address is there, but not by this method of HTTP."""

    status = 405


class Changed(OutOfTurn):
    """Somebody else changed the record since the page was opened; the sentence says who and what."""


@cache
def _sentences() -> dict[str, str]:
    """Constraint name → the sentence that its model gives as `violation_error_message`."""
    from django.apps import apps

    return {
        constraint.name: str(constraint.violation_error_message)
        for model in apps.get_models()
        for constraint in model._meta.constraints
        if constraint.violation_error_message != constraint.default_violation_error_message
    }


def from_database(error: DatabaseError) -> Refused | None:
    """The refusal that a broken database constraint stands for, or None when the constraint has no sentence.

    The database is the last to say no (two people, one slot); the person gets the same kind of sentence as
    from any other rule. So does who sends what no column can hold: a number without end, a NUL character.
    """
    if getattr(error.__cause__, "sqlstate", "") in _IN_EACH_OTHERS_WAY:
        return OutOfTurn("同事正在同一时刻处理同一张单据，刚才的操作没有保存，请再试一次。")
    if isinstance(error, DataError):
        return Refused("填写的内容里有超出范围的数字或无法保存的字符，请改正后再提交。")
    found = _CONSTRAINT.search(str(error))
    sentence = _sentences().get(found.group(1)) if found else None
    return OutOfTurn(sentence) if sentence else None
