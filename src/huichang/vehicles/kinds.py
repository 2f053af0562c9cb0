"""Whether what a machine or a sheet says of a policy or a campaign can stand in its column at all."""

from datetime import date

from django.db import models

from huichang.kernel.refusals import Refused
from huichang.kernel.web import FIRST_YEAR, LAST_YEAR

MOST_LISTED = 500


def check(model: type[models.Model], name: str, value: object) -> None:
    """Raises Refused for a value of another kind than the column's, for a text that is longer, and for a day that no calendar of
    ours reaches. Numbers are bounded by whoever knows what they mean."""
    field = model._meta.get_field(name)
    says, fields = str(getattr(field, "verbose_name", name)), (name,)
    if value is None and getattr(field, "null", False):
        return
    if isinstance(field, models.CharField):
        if not isinstance(value, str):
            raise Refused(f"“{says}”要填文字。", fields=fields)
        if field.max_length and len(value.strip()) > field.max_length:
            raise Refused(f"“{says}”最多 {field.max_length} 个字，请写短一些。", fields=fields)
    elif isinstance(field, models.BooleanField):
        if not isinstance(value, bool):
            raise Refused(f"“{says}”要选是或否。", fields=fields)
    elif isinstance(field, models.IntegerField):
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise Refused(f"“{says}”要填不小于 0 的整数。", fields=fields)
    elif isinstance(field, models.DateField):
        if not isinstance(value, date):
            raise Refused(f"“{says}”要填日期，例如 2026-01-31。", fields=fields)
        if not FIRST_YEAR <= value.year <= LAST_YEAR:
            raise Refused(f"“{says}”的年份不对，请核对。", fields=fields)
    elif isinstance(field, models.JSONField) and (not isinstance(value, list) or len(value) > MOST_LISTED):
        raise Refused(f"“{says}”要填不超过 {MOST_LISTED} 项的列表。", fields=fields)


def texts(values: list[object], name: str) -> list[str]:
    """The texts of a list, without empty ones. Raises Refused for anything else in it."""
    if any(not isinstance(each, str) for each in values):
        raise Refused("列表里只能填文字，请重新填写。", fields=(name,))
    return [text for each in values if (text := str(each).strip())]
