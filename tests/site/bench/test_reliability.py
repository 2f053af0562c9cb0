"""The part `reliability` of the benchmark: fields that hold what they say, any file of claims, delays that mean what they say."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from huichang.site.bench import alarms, claim_files, reliability
from huichang.site.bench.alarms import NEVER
from huichang.site.bench.fields import KINDS, Field, Size, field
from huichang.site.bench.place import Place
from huichang.site.bench.report import NotMeasured

SMALL = Size(series=12, stores=5, produced=10, months=16, cars=2_000, planted=3, groups=2)


def written(folder: Path, text: str, name: str = "set.csv") -> Path:
    file = folder / name
    file.write_bytes(text.encode())
    return file


def month(number: int) -> str:
    return f"{2024 + number // 12}-{number % 12 + 1:02d}"


def sheets(folder: Path, made: Field) -> list[Path]:
    c = made.claims
    assert c.store is not None
    claims = ["part,failure,produced,failed,reported,age,store"] + [
        f"P{c.series[i]:02d},F,{month(c.produced[i])},{month(c.failed[i])},{month(c.reported[i])},{c.age[i]},S{c.store[i]}"
        for i in range(len(c))
    ]
    cars = ["生产月,销售月,车辆数"] + [
        f"{month(p)},{month(m)},{made.fleet.sold[p, m]:.0f}"
        for p in range(made.size.produced)
        for m in range(made.size.months)
        if made.fleet.sold[p, m]
    ]
    return [written(folder, "\n".join(claims), "claims.csv"), written(folder, "\n".join(cars), "cars.csv")]


class TestField:
    def test_is_the_same_again(self) -> None:
        one, two = field(KINDS[-1], seed=4, size=SMALL), field(KINDS[-1], seed=4, size=SMALL)
        np.testing.assert_array_equal(one.claims.reported, two.claims.reported)
        assert len(one.claims) != len(field(KINDS[-1], seed=5, size=SMALL).claims)

    @pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
    def test_holds_claims_of_its_cars(self, kind: object) -> None:
        made = field(kind, seed=4, size=SMALL)
        assert made.claims.reported.max() < SMALL.months
        assert (made.claims.failed - made.claims.age >= made.claims.produced).all()
        assert sorted(made.factor[made.factor > 1]) == [1.5, 2.0, 3.0]
        assert (made.last >= made.first)[made.factor > 1].all()


class TestJudged:
    def test_counts_delays_and_false_alarms(self) -> None:
        made = field(KINDS[0], seed=4, size=SMALL)
        seen = np.full((12, 16), -1.0)
        bad = np.flatnonzero(made.factor > 1)
        calm = np.flatnonzero(made.factor == 1)
        seen[bad[0], made.first[bad[0]] + 2 :] = 1
        seen[calm[0], 7] = 1
        found = alarms.judged([(made, seen)], 0.0)
        assert (found.calm, found.false) == (9, 1)
        assert found.delays[float(made.factor[bad[0]])] == [2]
        assert found.found(float(made.factor[bad[1]])) == 0
        assert found.delay(float(made.factor[bad[1]])) == float("inf")
        assert found.false_per_thousand == pytest.approx(1000 / 9)

    def test_finds_the_level_of_so_many_false_alarms(self) -> None:
        made = field(KINDS[0], seed=4, size=replace(SMALL, planted=0))
        seen = np.repeat(np.arange(12.0)[:, None], 16, axis=1)
        level = alarms.level_for([(made, seen)], 3)
        assert alarms.judged([(made, seen)], level).false == 3

    def test_hears_the_simple_rule_only_after_a_year(self) -> None:
        seen = alarms.simple(field(KINDS[0], seed=4, size=SMALL))
        assert np.isneginf(seen[:, :12]).all()
        assert (alarms.raised(seen[:, :12], 3.0) == NEVER).all()


class TestRead:
    def test_reads_claims_and_cars(self, tmp_path: Path) -> None:
        made = field(KINDS[0], seed=4, size=SMALL)
        found = claim_files.read(sheets(tmp_path, made))
        assert len(found.field.claims) == len(made.claims)
        np.testing.assert_allclose(found.field.fleet.sold.sum(axis=1), made.fleet.sold.sum(axis=1))
        assert found.says_month(0) == "2024-01"
        assert not found.wrong

    def test_reads_one_table_of_cars_and_claims(self, tmp_path: Path) -> None:
        rows = [f"A,2024-0{p},2024-0{m},{100 * (m - p + 1)},{m % 2}" for p in (1, 2) for m in range(p, 7)]
        found = claim_files.read([written(tmp_path, "part,produced,month,cars,claims\n" + "\n".join(rows))])
        assert found.names == ("A",)
        np.testing.assert_allclose(found.field.fleet.sold[0], [100] * 6)
        assert len(found.field.claims) == 3 + 2

    def test_joins_claims_with_cars_by_vin(self, tmp_path: Path) -> None:
        cars = "vin,produced,sold\n" + "\n".join(f"V{n},2024-01,2024-0{n}" for n in range(2, 8))
        claims = "part,vin,failure_date\nA,V2,2024-05-03\nA,v3,2024/6/7\n"
        found = claim_files.read(
            [written(tmp_path, cars, "cars.csv"), written(tmp_path, claims, "claims.csv")]
        )
        assert found.field.claims.age.tolist() == [3, 3]

    def test_names_lines_that_cannot_be_used(self, tmp_path: Path) -> None:
        text = "part,produced,failed,reported,cars\n,2024-01,,,50\nA,2024-01,2024-05,2024-06,\nA,x,2024-05,2024-06,\n"
        text += "A,2024-01,2024-06,2024-05,\n"
        found = claim_files.read([written(tmp_path, text)])
        assert len(found.field.claims) == 1
        assert [word for line in found.wrong for word in ("第 4 行", "第 5 行") if word in line] == [
            "第 4 行",
            "第 5 行",
        ]

    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ("", "空的"),
            ("a,b\n1,2\n", "生产月"),
            ("part,produced\nA,2024-01\n", "没有车辆"),
            ("produced,cars\n2024-01,5\n", "没有索赔"),
            ("part,produced,failed,cars\nA,2024-01,2024-02,\n,2024-01,,5\n", "至少要"),
        ],
    )
    def test_says_what_is_wrong(self, tmp_path: Path, text: str, says: str) -> None:
        with pytest.raises(NotMeasured, match=says):
            claim_files.read([written(tmp_path, text)])

    @pytest.mark.parametrize(
        "cell", ["2024-03", "2024/3/9", "202403", "20240309", "2024年3月", "2024-03-09 10:00", "2024.3"]
    )
    def test_reads_months_of_any_writing(self, cell: str) -> None:
        assert claim_files.month_of(cell) == 2024 * 12 + 2

    @pytest.mark.parametrize("cell", ["", "March", "2024-13", "1-2-3"])
    def test_knows_what_is_no_month(self, cell: str) -> None:
        assert claim_files.month_of(cell) is None


class TestMeasure:
    def test_prints_alarms_of_a_file(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        made = field(KINDS[0], seed=4, size=replace(SMALL, cars=9_000))
        files = [str(file) for file in sheets(tmp_path, made)]
        assert reliability.measure(Place(tmp_path / "bench"), files) is None
        said = capsys.readouterr().out
        assert f"{len(made.claims):,} 笔索赔" in said
        assert "个报警" in said

    def test_refuses_a_rate_that_is_none(self, tmp_path: Path) -> None:
        made = field(KINDS[0], seed=4, size=SMALL)
        with pytest.raises(NotMeasured, match="误报"):
            reliability.measure(Place(tmp_path), [*map(str, sheets(tmp_path, made)), "--rate", "2"])
