"""The monthly round: defects are seen, chance and what is merely odd are not, whatever the field is like."""

from dataclasses import replace

import numpy as np
import pytest

from huichang.engines.reliability import Claims, Fleet, evidence, origins, watch
from huichang.engines.reliability.claims import weights
from huichang.engines.reliability.evidence import at_least, gamma_at, negative_binomial
from huichang.engines.reliability.scanning import scan
from huichang.engines.reliability.watching import Watch
from huichang.site.bench.fields import KINDS, Field, Kind, Size, field

SMALL = Size(series=24, stores=8, produced=12, months=20, cars=6_000, planted=0, groups=3)


def planted(kind: Kind = KINDS[0], seed: int = 3) -> Field:
    return field(kind, seed=seed, size=replace(SMALL, planted=6))


def judged(made: Field, month: int = 19, **more: object) -> Watch:
    return watch(
        made.claims,
        made.fleet,
        series=made.size.series,
        month=month,
        groups=made.groups,
        stores=made.stores,
        **more,
    )


def empty(series: int = 3) -> Claims:
    nothing = np.zeros(0, dtype=np.int64)
    return Claims(nothing, nothing, nothing, nothing, nothing)


class TestWatch:
    @pytest.mark.req("WARR-31")
    def test_sees_a_defect_and_where_it_lies(self) -> None:
        made = planted()
        found = judged(made)
        large = [s for s in np.flatnonzero(made.factor == 3) if (made.claims.series == s).sum() > 150]
        assert large
        for s in large:
            assert found.alarm[s]
            assert found.first[s] <= made.last[s]
            assert found.last[s] >= made.first[s]
            assert 1.8 < found.observed[s] / found.expected[s] < 5
            assert found.rarity[s] < 0.01

    @pytest.mark.req("WARR-31")
    @pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
    def test_is_calm_in_a_field_without_defects(self, kind: Kind) -> None:
        false = sum(int(judged(field(kind, seed=seed, size=SMALL)).alarm.sum()) for seed in (11, 12))
        assert false <= 2

    def test_says_the_same_again(self) -> None:
        made = planted()
        np.testing.assert_array_equal(judged(made).score, judged(made).score)

    def test_takes_the_level_of_an_earlier_month(self) -> None:
        made = planted()
        earlier = judged(made, 17)
        later = judged(made, 18, level=earlier.null)
        assert later.null.level == earlier.null.level

    def test_allows_more_where_more_false_alarms_are_allowed(self) -> None:
        made = planted()
        assert judged(made, rate=0.2).null.level < judged(made, rate=0.01).null.level

    def test_knows_nothing_of_what_was_reported_later(self) -> None:
        made = planted()
        known = replace(made.claims.until(12))
        whole = judged(made, 12)
        cut = watch(known, made.fleet, series=24, month=12, groups=made.groups, stores=made.stores)
        np.testing.assert_array_equal(whole.score, cut.score)

    def test_learns_how_late_claims_come(self) -> None:
        late = judged(field(KINDS[4], seed=2, size=SMALL))
        quick = judged(field(KINDS[0], seed=2, size=SMALL))
        assert late.delays[0] < quick.delays[0]
        assert late.delays.sum() == pytest.approx(1.0)

    def test_learns_how_unequal_lots_are(self) -> None:
        uneven = Kind("lots", lots=0.2)
        assert (
            judged(field(uneven, seed=4, size=SMALL)).lots
            > 2 * judged(field(KINDS[0], seed=4, size=SMALL)).lots
        )

    @pytest.mark.parametrize("cars", [0.0, 1000.0])
    def test_is_silent_without_claims(self, cars: float) -> None:
        found = watch(empty(), Fleet(np.full((3, 8), cars), np.ones(8)), series=3, month=7)
        assert not found.alarm.any()

    def test_is_silent_about_one_claim(self) -> None:
        one = np.ones(1, dtype=np.int64)
        claims = Claims(0 * one, one, one, 4 * one, 4 * one)
        assert not watch(claims, Fleet(np.full((3, 8), 50.0), np.ones(8)), series=2, month=7).alarm.any()

    def test_counts_claims_beyond_the_cars_as_none(self) -> None:
        far = np.full(5, 40, dtype=np.int64)
        claims = Claims(0 * far, far, far, 0 * far + 2, 0 * far + 2)
        assert not watch(claims, Fleet(np.full((3, 8), 50.0), np.ones(8)), series=1, month=7).alarm.any()

    def test_refuses_what_makes_no_sense(self) -> None:
        fleet = Fleet(np.ones((2, 4)), np.ones(4))
        with pytest.raises(ValueError, match="month"):
            watch(empty(), fleet, series=1, month=-1)
        with pytest.raises(ValueError, match="group"):
            watch(empty(), fleet, series=2, month=3, groups=np.zeros(3, dtype=np.int64))
        with pytest.raises(ValueError, match="rate"):
            watch(empty(), fleet, series=2, month=3, rate=0.0)


class TestClaims:
    def test_refuses_columns_that_do_not_fit(self) -> None:
        one, two = np.zeros(1, dtype=np.int64), np.zeros(2, dtype=np.int64)
        with pytest.raises(ValueError, match="length"):
            Claims(one, one, one, one, two)
        with pytest.raises(ValueError, match="below nought"):
            Claims(one, one, one - 1, one, one)
        with pytest.raises(ValueError, match="before the failure"):
            Claims(one, one, one, one + 1, one)

    def test_lets_a_greedy_store_count_only_in_part(self) -> None:
        stores = np.concatenate([np.repeat(np.arange(10), 4), np.zeros(40, dtype=np.int64)])
        zero = np.zeros_like(stores)
        worth = weights(Claims(zero, zero, zero, zero, zero, stores), 1, 1, np.full(10, 0.1))
        assert worth[stores == 0].sum() < 20
        np.testing.assert_array_equal(worth[stores > 0], 1.0)


class TestScan:
    def test_finds_the_window(self) -> None:
        o, e, window = np.array([10, 11, 30, 28, 9, 10.0]), np.full(6, 10.0), np.zeros(2, dtype=np.int64)
        best, rate = scan(o, e, 0.0, 1.0, window)
        assert window.tolist() == [2, 3]
        inside, outside = 58 * np.log(58 / (98 / 3)), 40 * np.log(40 / (98 * 2 / 3))
        assert best == pytest.approx(inside + outside)
        assert 2.5 < rate < 3

    def test_finds_nothing_among_equals(self) -> None:
        window = np.zeros(2, dtype=np.int64)
        assert scan(np.full(6, 10.0), np.full(6, 10.0), 0.0, 1.0, window) == (0.0, 1.0)
        assert window.tolist() == [0, -1]

    def test_counts_less_where_lots_differ(self) -> None:
        o, e, window = np.array([10, 11, 30, 28, 9, 10.0]), np.full(6, 10.0), np.zeros(2, dtype=np.int64)
        assert scan(o, e, 0.1, 1.0, window)[0] < scan(o, e, 0.0, 1.0, window)[0]


class TestEvidence:
    @pytest.mark.req("WARR-31")
    def test_says_what_an_alarm_rests_on(self) -> None:
        made = planted()
        found = judged(made)
        s = int(np.flatnonzero(found.alarm)[0])
        told = evidence(found, made.claims, made.fleet, s)
        assert told.observed == pytest.approx(found.observed[s])
        assert told.expected == pytest.approx(found.expected[s])
        assert told.ratio.low < told.ratio.middle < told.ratio.high
        assert told.by_month.sum() == pytest.approx(told.observed)
        assert told.meant_by_month.sum() == pytest.approx(told.expected)
        assert told.reach <= told.built == made.fleet.sold[told.first : told.last + 1, :20].sum()
        assert told.ahead.low <= told.ahead.middle <= told.ahead.high
        assert told.ahead_expected < told.ahead.middle
        assert told.first <= told.since < 20

    def test_refuses_a_series_in_which_nothing_stands_out(self) -> None:
        found = watch(empty(), Fleet(np.full((3, 8), 5.0), np.ones(8)), series=3, month=7)
        with pytest.raises(ValueError, match="nothing"):
            evidence(found, empty(), Fleet(np.full((3, 8), 5.0), np.ones(8)), 0)

    def test_names_where_claims_come_from(self) -> None:
        found = origins(np.array([3.0, 0.0, 20.0]), np.array([0.4, 0.4, 0.2]))
        assert [each.place for each in found] == [2, 0]
        assert found[0].chance < 1e-6
        assert origins(np.zeros(2), np.ones(2)) == ()

    def test_counts_chances(self) -> None:
        assert at_least(1, 0.5) == pytest.approx(1 - np.exp(-0.5))
        assert at_least(0, 5) == 1.0
        assert negative_binomial(0.0, 3.0, 0.9) == 0
        assert negative_binomial(10.0, 1e9, 0.5) == 10
        assert gamma_at(50.0, 0.975) == pytest.approx(64.78, rel=1e-3)
