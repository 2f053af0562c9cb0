"""The order in which work waits for a person."""

from datetime import datetime, timedelta

import pytest
from django.utils.timezone import get_current_timezone

from huichang.kernel import todo
from huichang.kernel.actor import Actor
from huichang.kernel.cards import Todo
from tests.world import World

TEN = datetime(2026, 11, 23, 10, tzinfo=get_current_timezone())


@pytest.mark.req("PLAT-31")
class TestForActor:
    """Whoever has ten chores and a customer in the house reads of the customer first."""

    def test_puts_the_urgent_first_then_today_then_what_waits_for_days(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        told = [
            Todo("调价", "放了一周", "/a/", since=TEN - timedelta(days=7)),
            Todo("付发票", "下周到期", "/b/", due=TEN + timedelta(days=7)),
            Todo("备料", "20:00 交车", "/c/", due=TEN + timedelta(hours=10)),
            Todo("报价", "客户在店等", "/d/", since=TEN - timedelta(minutes=10)),
            Todo("回访", "昨天到期", "/e/", due=TEN - timedelta(days=1)),
            Todo("放行", "车在门口", "/f/", since=TEN, urgent=True),
        ]
        role = next(iter(world.adviser.roles))

        def says(actor: Actor, at: datetime) -> list[Todo]:
            return told

        monkeypatch.setattr(todo, "_SOURCES", [(frozenset({str(role)}), says)])
        monkeypatch.setattr(todo, "_ASKING", [])
        assert [item.act for item in todo.for_actor(world.adviser, TEN)] == [
            "放行",
            "回访",
            "报价",
            "备料",
            "调价",
            "付发票",
        ]
