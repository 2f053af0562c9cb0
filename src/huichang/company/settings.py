"""Settings that a store can change. Each room declares its own; a value lives with its store."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import time as time_of_day
from typing import Generic, TypeVar, cast

from huichang.company.models import Store
from huichang.kernel.refusals import Refused

T = TypeVar("T", int, str, bool, float, list[str])


@dataclass(frozen=True)
class Setting(Generic[T]):
    """One setting: its key, default, Chinese words and unit; `law` names the article when it is a legal minimum.

    `fits` looks at a new value and raises Refused, with a sentence that says how it is written, when it cannot be.
    `choices` are the only values that can be, with their words. `of_network`: about the store, but set by the manufacturer's
    people; the store itself neither sees nor changes it. `is_shared`: one value for all stores, kept with the oldest of them
    and read by `shared`.
    """

    key: str
    default: T
    says: str
    unit: str = ""
    law: str = ""
    fits: Callable[[T], object] | None = None
    choices: Mapping[str, str] = field(default_factory=dict)
    of_network: bool = False
    is_shared: bool = False


DECLARED: dict[str, "Setting[int] | Setting[str] | Setting[bool] | Setting[float] | Setting[list[str]]"] = {}
_FRESH_SECONDS = 10.0
_kept: dict[int, tuple[float, Store]] = {}


def declare(
    key: str,
    default: T,
    says: str,
    *,
    unit: str = "",
    law: str = "",
    fits: Callable[[T], object] | None = None,
    choices: Mapping[str, str] | None = None,
    of_network: bool = False,
    is_shared: bool = False,
) -> Setting[T]:
    """Declare a setting; the type of the default is the type of its values."""
    setting = Setting(key, default, says, unit, law, fits, choices or {}, of_network, is_shared)
    DECLARED[key] = setting
    return setting


def store_row(store_id: int) -> Store:
    """The store as this process last read it: at most ten seconds old, so that no page pays for it again.

    Raises Store.DoesNotExist for an unknown one.
    """
    when, row = _kept.get(store_id, (0.0, None))
    if row is None or time.monotonic() - when > _FRESH_SECONDS:
        row = Store.objects.get(pk=store_id)
        _kept[store_id] = (time.monotonic(), row)
    return row


def of(store_id: int, setting: Setting[T]) -> T:
    """The store's value, or the default. Values are at most ten seconds old in other processes."""
    return cast(T, store_row(store_id).settings.get(setting.key, setting.default))


def shared(setting: Setting[T]) -> T:
    """The one value of all stores, or the default. One statement."""
    return cast(T, stored_for_all().get(setting.key, setting.default))


def everywhere(setting: Setting[T]) -> dict[int, T]:
    """Every store's value, or the default, by store. One statement."""
    rows = Store.objects.order_by("pk").values_list("pk", "settings")
    return {store_id: cast(T, kept.get(setting.key, setting.default)) for store_id, kept in rows}


def stored(store_id: int) -> dict[str, object]:
    """The values that a store has set itself, by key. One statement."""
    return dict(Store.objects.values_list("settings", flat=True).get(pk=store_id))


def stored_for_all() -> dict[str, object]:
    """The values that hold for all stores, by key, among the oldest store's own. One statement."""
    return dict(Store.objects.order_by("pk").values_list("settings", flat=True).first() or {})


def forget(store_id: int | None = None) -> None:
    """Forget kept values (after a change, between tests)."""
    if store_id is None:
        _kept.clear()
    else:
        _kept.pop(store_id, None)


def clock_time(value: str) -> None:
    """For settings that are a time of day, as `09:30`. Raises Refused when it is none."""
    try:
        time_of_day.fromisoformat(value)
    except ValueError as error:
        raise Refused("时刻请写成 09:30 这样（24 小时制）。") from error


def between(least: int, most: int) -> Callable[[int], None]:
    """For settings that are a number within bounds. The test raises Refused outside them."""

    def fits(value: int) -> None:
        if not least <= value <= most:
            raise Refused(f"请填 {least} 到 {most} 之间的数。")

    return fits
