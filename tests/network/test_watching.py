"""The daily round."""

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest

from huichang.company import house_rules
from huichang.engines import reliability
from huichang.kernel import jobs
from huichang.kernel.refusals import NotAllowed, Refused
from huichang.network import cases, watching
from huichang.network.gathering import day_of
from huichang.network.models import Round, Signal
from huichang.network.queries import signals
from huichang.network.states import SignalState
from huichang.warranty.queries import field
from tests.network.field import MODEL, SINCE, Network
from tests.warranty.claiming import Claiming, cover_answers, covered
from tests.world import NOON, World

pytestmark = pytest.mark.req("WARR-31")


class TestWatchField:
    def test_raises_what_was_planted_with_its_evidence(self, network: Network) -> None:
        made = network.counted().watched()
        assert made is not None
        assert (made.left_out, made.series) == (0, 10)
        worst = int(np.argmax(network.made.factor * np.bincount(network.made.claims.series, minlength=10)))
        found = Signal.objects.get(part_code=f"P{worst:02d}")
        assert found.model == MODEL
        assert found.first_on <= day_of(SINCE + int(network.made.last[worst]))
        assert found.last_on >= day_of(SINCE + int(network.made.first[worst]))
        assert found.ratio_low > 1
        assert found.observed > found.expected
        assert 0 < found.reach <= found.built_count
        assert found.ahead_low <= found.ahead <= found.ahead_high
        ages, usual, window = zip(*found.life, strict=True)
        assert (ages[0], usual[0], window[0]) == (0, 0, 0)
        assert list(usual) == sorted(usual)
        assert window[-1] > usual[-1] > 0
        assert sum(seen for _, seen, _ in found.months) == pytest.approx(found.observed, abs=1)
        assert set(Signal.objects.values_list("part_code", flat=True)) <= {
            f"P{s:02d}" for s in np.flatnonzero(network.made.factor > 1)
        }

    def test_is_made_once_a_day_for_all_stores(self, network: Network) -> None:
        assert network.counted().watched() is not None
        assert network.watched() is None
        assert network.watched(days=1) is not None
        assert Round.objects.count() == 2

    def test_counts_what_it_cannot_lay_in(self, network: Network) -> None:
        one, two, three, *rest = network.claims
        network.claims = [
            replace(one, made_on=None),
            replace(two, model="？"),
            replace(three, sold_on=date(2030, 1, 1)),
            *rest,
        ]
        made = network.counted().watched()
        assert made is not None
        assert made.left_out == 3

    def test_is_silent_without_cars(self, network: Network) -> None:
        made = network.watched()
        assert made is not None
        assert made.left_out == len(network.claims)
        assert not Signal.objects.exists()

    def test_lets_fade_what_stands_out_no_more_and_keeps_what_was_judged(self, network: Network) -> None:
        signal = network.signal()
        others = Signal.objects.exclude(pk=signal.pk)
        cases.set_aside(network.officer, signal.pk, why="集中申报")
        network.claims = []
        network.watched(days=1)
        signal.refresh_from_db()
        assert signal.state == SignalState.ASIDE
        assert set(others.values_list("state", flat=True)) <= {SignalState.FADED}

    def test_raises_again_what_had_faded(self, network: Network) -> None:
        signal, told = network.signal(), network.claims
        network.claims = []
        network.watched(days=1)
        network.claims = told
        network.watched(days=2)
        signal.refresh_from_db()
        assert signal.state == SignalState.NEW
        assert signal.raised_on == date(2026, 3, 4)

    def test_allows_as_many_false_alarms_as_the_one_setting_of_the_network_says(
        self, network: Network, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        told: list[float] = []
        judge = reliability.watch

        def watch(*given: Any, rate: float, **more: Any) -> reliability.Watch:
            told.append(rate)
            return judge(*given, rate=rate, **more)

        monkeypatch.setattr(reliability, "watch", watch)
        network.counted().watched()
        world = network.world
        store = world.south.pk
        southern = world.actor("network_officer", world.south)
        house_rules.change_network_setting(southern, store, key="network.false_alarms", value="20")
        network.watched(days=1)
        assert told == [0.01, 0.02]
        with pytest.raises(Refused, match="1 到 100"):
            house_rules.change_network_setting(southern, store, key="network.false_alarms", value="0")

    def test_runs_by_itself(self, network: Network) -> None:
        network.counted()
        jobs.run_now(jobs.TIMETABLE["network.jobs.watch_field"], at=NOON)
        assert Round.objects.count() == 1

    def test_is_not_for_the_officer_nor_for_another_store(self, network: Network) -> None:
        with pytest.raises(NotAllowed):
            watching.watch_field(network.officer, network.world.north.pk, at=NOON)
        with pytest.raises(NotAllowed):
            watching.watch_field(network.world.administrator, network.world.south.pk, at=NOON)


def test_a_claim_is_told_with_its_causal_part(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cover_answers, "answers", covered())
    story = Claiming(world).ready()
    found = list(field.field_claims())
    assert [(each.id, each.part_name) for each in found] == [(story.claim.pk, world.pads.name)]
    assert found[0].sold_on == date(2023, 5, 1)
    assert found[0].store_id == world.north.pk
    assert field.numbers_of([story.claim.pk]) == [(world.north.pk, story.claim.number)]


def test_the_desk_finds_and_counts(network: Network) -> None:
    signal = network.signal()
    page = signals.desk(network.officer)
    assert page.counts["new"] == len(page.rows) > 0
    assert page.rows[0].id == signal.pk
    assert [row.id for row in signals.desk(network.officer, text=signal.part_code.lower()).rows] == [
        signal.pk
    ]
    assert signal.pk in [row.id for row in signals.desk(network.officer, text="peijian").rows]
    assert signals.desk(network.officer, state="case").rows == []
