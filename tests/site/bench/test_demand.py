"""The part `demand` of the benchmark: any file of monthly series, bad ones named, curves that mean what they say."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from huichang.engines.demand import Way
from huichang.site.bench import demand, monthly, stocked
from huichang.site.bench.place import Place
from huichang.site.bench.report import NotMeasured
from tests.engines.demand.series import steady

Numbers = NDArray[np.float64]


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path / "bench")


def written(folder: Path, text: str | bytes, name: str = "set.csv") -> Path:
    file = folder / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


class TestRead:
    def test_reads_names_dates_and_blanks(self, tmp_path: Path) -> None:
        found = monthly.read(
            written(tmp_path, "month,21029627,机油滤芯\n2020-01,1,\n2020-02,NA,2\n2020-03,0,3\n")
        )
        assert found.names == ("21029627", "机油滤芯")
        np.testing.assert_array_equal(found.demand, [[1, np.nan, 0], [np.nan, 2, 3]])

    @pytest.mark.parametrize(
        "text",
        [
            "1,2\n3,4\n5,6\n",
            "a,b\n1,2\n3,4\n5,6\n",
            "\ufeff;a;b\n1;1;2\n2;3;4\n3;5;6\n",
            "t\ta\tb\n7\t1\t2\n8\t3\t4\n9\t5\t6\n",
            '"date","a","b"\n"2020/1/1","1","2"\n"2020/2/1","3","4"\n\n"2020/3/1","5","6"\n',
            "a,b,remark\n1,2,x\n3,4,y\n5,6,z\n",
            "month,101,102\n1,1,2\n1,3,4\n2,5,6\n",
            "part,2020-01,2020-02,2020-03\na,1,3,5\nb,2,4,6\n",
            "id,item,shop,d_1,d_2,d_3\n7,a,1,1,3,5\n8,b,1,2,4,6\n",
            "配件号,名称,2020年1月,2020年2月,2020年3月\n101,滤芯,1,3,5\n102,电瓶,2,4,6\n",
            "sku,Jan-98,Feb-98,Mar-98\n21029627,1,3,5\n21029628,2,4,6\n",
            "sku,1,2,3\na,1,3,5\nb,2,4,6\n",
            "year,month,a,b\n2020,11,1,2\n2020,12,3,4\n2021,1,5,6\n",
            ",date,a,b\n0,2020-01,1,2\n1,2020-02,3,4\n2,2020-03,5,6\n",
            "date,a,b\n202011,1,2\n202012,3,4\n202101,5,6\n",
            "21029627,21029628\n1,2\n3,4\n5,6\n",
            "month;a;b\n1;1,0;2,0\n2;3,0;4,0\n3;5,0;6,0\n",
            "1 2\n3 4\n5 6\n",
            "parts of the store,,\nmonth,a,b,Total\n1,1,2,3\n2,3,4,7\n3,5,6,11\nTotal,9,12,21\n",
        ],
    )
    def test_takes_any_usual_form(self, tmp_path: Path, text: str) -> None:
        np.testing.assert_array_equal(monthly.read(written(tmp_path, text)).demand, [[1, 3, 5], [2, 4, 6]])

    def test_reads_chinese_of_either_encoding_and_ragged_lines(self, tmp_path: Path) -> None:
        file = written(tmp_path, "月份,刹车片,电瓶\n一月,1,2\n二月,3\n三月,5,6\n".encode("gb18030"))
        found = monthly.read(file)
        assert found.names == ("刹车片", "电瓶")
        np.testing.assert_array_equal(found.demand, [[1, 3, 5], [2, np.nan, 6]])

    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ("", "空的"),
            ("a,b\n1,2\n", "三个月"),
            ("a\nx\ny\nz\n", "没有一列是数字"),
            (b"\x89PNG\xff\xfe", "不是文本文件"),
            (b"PK\x03\x04\0\0", "set.csv：文件里有二进制内容"),
            ('month,a\n1,"' + "1,2\n" * 60_000, "引号没有成对"),
            ("item,date,qty\n" + "a,2020-01-05,1\nb,2020-01-05,2\n" * 8, "一行是一条记录"),
        ],
    )
    def test_says_what_is_wrong(self, tmp_path: Path, text: str | bytes, says: str) -> None:
        with pytest.raises(NotMeasured, match=says):
            monthly.read(written(tmp_path, text))

    def test_reads_what_a_spreadsheet_calls_unicode(self, tmp_path: Path) -> None:
        file = written(tmp_path, "month\ta\tb\n1\t1\t2\n2\t3\t4\n3\t5\t6\n".encode("utf-16"))
        np.testing.assert_array_equal(monthly.read(file).demand, [[1, 3, 5], [2, 4, 6]])

    def test_takes_many_lines_of_few_columns_for_parts(self, tmp_path: Path) -> None:
        lines = [f"{1000 + 3 * row},{row % 3},0,1,{row % 2}" for row in range(500)]
        found = monthly.read(written(tmp_path, "\n".join(lines)))
        assert found.demand.shape == (500, 4)
        assert (found.names[1], found.demand[1].tolist()) == ("1003", [1, 0, 1, 1])

    def test_has_our_own_set(self) -> None:
        found = monthly.read(demand.SET)
        assert found.demand.shape == (2674, 51)
        assert int((~np.isnan(found.demand).any(axis=1)).sum()) == 2509
        assert int(demand.filtered(found.demand).sum()) == 1046


class TestRun:
    def test_gives_a_curve_for_everybody(self) -> None:
        found = stocked.run(steady(60, 24))
        assert (found.series, found.months, found.start) == (60, 24, 12)
        assert len(found.curves) == 9 * 3 * 2
        ours = found.curves[stocked.OURS, 1, False]
        assert ours.at(0.92) < ours.at(0.95)
        naive = found.curves[Way.NAIVE.value, 1, False]
        assert ours.at(0.95) < naive.at(0.95)
        assert all(len(line) == 5 for line in found.errors.values())
        assert found.errors[stocked.OURS][1] < found.errors["naive"][1]


class TestMeasure:
    def test_prints_the_tables_of_a_file_and_names_the_bad_ones(
        self, place: Place, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        rows = "\n".join(",".join(f"{value:g}" for value in month) for month in steady(40, 16).T)
        good = written(tmp_path, rows)
        short = written(tmp_path, "1,2\n3,4\n5,6\n", "short.csv")
        with pytest.raises(NotMeasured, match="3 个文件里有 2 个没有测"):
            demand.measure(place, [str(good), str(short), str(tmp_path / "none.csv")])
        said = capsys.readouterr()
        assert "40 个序列，16 个月" in said.out
        assert said.out.count("ours against the best other") == 6
        assert "只有 3 个月" in said.err
        assert "没有这个文件" in said.err

    @pytest.mark.parametrize(
        ("series", "says"),
        [
            (np.zeros((5, 20)), "没有任何需求"),
            (np.where(np.arange(20) < 15, np.nan, steady(5, 20)), "没有任何需求"),
        ],
    )
    def test_says_when_there_is_nothing_to_learn_from(
        self, place: Place, tmp_path: Path, capsys: pytest.CaptureFixture[str], series: Numbers, says: str
    ) -> None:
        rows = "\n".join(
            ",".join("NA" if np.isnan(cell) else f"{cell:g}" for cell in month) for month in series.T
        )
        with pytest.raises(NotMeasured):
            demand.measure(place, [str(written(tmp_path, rows))])
        assert says in capsys.readouterr().err

    @pytest.mark.parametrize(("n", "months"), [(1, 24), (25, 8), (12, 9)])
    def test_measures_small_sets(
        self, place: Place, tmp_path: Path, capsys: pytest.CaptureFixture[str], n: int, months: int
    ) -> None:
        rows = "\n".join(",".join(f"{value:g}" for value in month) for month in steady(n, months, rate=2).T)
        demand.measure(place, [str(written(tmp_path, rows))])
        said = capsys.readouterr().out
        assert f"{n} 个序列，{months} 个月" in said
        assert "nan" not in said

    def test_measures_the_end_of_long_sets_and_says_so(
        self,
        place: Place,
        tmp_path: Path,
        capsys: pytest.CaptureFixture[str],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        monkeypatch.setattr(demand, "MOST_PERIODS", 12)
        monkeypatch.setattr(demand, "MOST_CELLS", 12 * 15)
        rows = "\n".join(",".join(f"{value:g}" for value in month) for month in steady(40, 30).T)
        demand.measure(place, [str(written(tmp_path, rows))])
        said = capsys.readouterr().out
        assert "15 个序列，12 个月（原有 30 期，只取最后 12 期）（原有 40 个序列，均匀取 15 个）" in said
