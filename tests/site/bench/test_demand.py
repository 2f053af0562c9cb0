"""The part `demand` of the benchmark: any file of monthly series, bad ones named, curves that mean what they say."""

from pathlib import Path

import numpy as np
import pytest

from huichang.engines.demand import Way
from huichang.site.bench import demand, monthly, stocked
from huichang.site.bench.place import Place
from huichang.site.bench.report import NotMeasured
from tests.engines.demand.series import steady


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
        ],
    )
    def test_says_what_is_wrong(self, tmp_path: Path, text: str | bytes, says: str) -> None:
        with pytest.raises(NotMeasured, match=says):
            monthly.read(written(tmp_path, text))

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
