"""The published text format: every spacing and counting is read, what is wrong is said in one sentence with its line."""

import pytest
from hypothesis import given, settings

from huichang.engines.jobshop import instance
from huichang.engines.jobshop.instance import BadInstance, Shop
from tests.engines.jobshop.shops import TWO_CARS, operation, random_shops, text_of

TWO = Shop(
    jobs=(
        (operation((0, 3), (1, 5)), operation((1, 4))),
        (operation((0, 2)), operation((0, 6), (1, 3))),
    ),
    machines=2,
    first_machine=1,
)


class TestParse:
    def test_reads_machines_counted_from_one(self) -> None:
        assert instance.parse(TWO_CARS) == TWO

    def test_reads_machines_counted_from_nought(self) -> None:
        shop = instance.parse("1 2\n1 2 0 5 1 7\n")
        assert shop.jobs == ((operation((0, 5), (1, 7)),),)
        assert shop.first_machine == 0

    @pytest.mark.parametrize(
        "text",
        [
            TWO_CARS.replace("\n", "\r\n"),
            TWO_CARS.replace("\n", "\n\n  \n"),
            TWO_CARS.replace(" ", "\t "),
            "\ufeff\n" + TWO_CARS,
            TWO_CARS.replace(" 1.5", ""),
            TWO_CARS.replace(" 1.5", "   2").rstrip(),
            TWO_CARS.replace(" 6 ", " 6.0 "),
            TWO_CARS.replace("1 2 4", "2 2 4 2 9"),
            TWO_CARS.replace(" 1.5", " 1,5"),
            "# two cars\n" + TWO_CARS.replace("\n", "  // remark 7\n% 1 2\n;\n"),
            TWO_CARS + "\x1a",
            TWO_CARS + "\0\0",
            "\n".join(line.replace(" 1 2 ", " 1\n 2 ") for line in TWO_CARS.split("\n")),
        ],
        ids=[
            "windows",
            "empty lines",
            "tabs",
            "marked",
            "no average",
            "no last line",
            "decimal",
            "named twice",
            "decimal comma",
            "remarks",
            "end of file mark",
            "noughts at the end",
            "broken lines",
        ],
    )
    def test_does_not_mind_how_it_is_written(self, text: str) -> None:
        assert instance.parse(text) == TWO

    @settings(deadline=None, max_examples=30)
    @given(random_shops())
    def test_reads_what_was_written(self, shop: Shop) -> None:
        assert instance.parse(text_of(shop)).jobs == shop.jobs

    @pytest.mark.parametrize(
        ("text", "sentence"),
        [
            ("", "文件是空的：第 1 行应写明工件数和机器数。"),
            (" \n\n", "文件是空的：第 1 行应写明工件数和机器数。"),
            ("7\n", "第 1 行应是“工件数 机器数 [平均可选机器数]”，现在有 1 个数，请核对。"),
            ("1 x\n1 1 1 1", "第 1 行第 2 个“x”不是数字，请改正。"),
            ("1 1 viel\n1 1 1 1", "第 1 行第 3 个“viel”不是数字，请改正。"),
            ("0 3\n", "第 1 行：工件数和机器数都至少是 1，请核对。"),
            ("2 2\n\n1 1 1 4\n", "第 1 行说有 2 个工件，后面却只有 1 行，请补全。"),
            ("1 2\n1 1 1 4\n\n1 1 2 4\n", "第 4 行多余：第 1 行说只有 1 个工件，请核对。"),
            (
                "1 2\n2 1 1 4 1 2\n",
                "第 2 行不完整：写到第 6 个数就断了，后面缺第 2 道工序在机器 2 上的时间，请补全。",
            ),
            ("1 2\n2 1 1 4\n", "第 2 行不完整：写到第 4 个数就断了，后面缺第 2 道工序的可选机器数，请补全。"),
            ("1 2\n1 1 1 4 9 9\n", "第 2 行多出 2 个数：1 道工序到第 4 个数为止，请核对。"),
            ("1 2\n0\n", "第 2 行：工件至少有 1 道工序，现在写的是 0，请核对。"),
            ("1 2\n1 0\n", "第 2 行：第 1 道工序没有可选的机器，请核对。"),
            ("1 2\n1 1 3 4\n", "第 2 行的机器 3 不存在：本文件的机器从 1 数到 2，请核对。"),
            ("2 2\n1 1 0 4\n1 1 2 4\n", "第 3 行的机器 2 不存在：本文件的机器从 0 数到 1，请核对。"),
            ("1 2\n1 1 1 2.5\n", "第 2 行第 4 个数“2.5”不是整数，请改正。"),
            ("1 2\n1 1 1 -2\n", "第 2 行第 4 个数“-2”是负数，请改正。"),
            ("1 2\n1 1 1 nan\n", "第 2 行第 4 个“nan”不是数字，请改正。"),
            ("1 2\n1 1 1 1e99\n", "第 2 行第 4 个“1e99”不是数字，请改正。"),
        ],
    )
    def test_says_what_is_wrong_and_where(self, text: str, sentence: str) -> None:
        with pytest.raises(BadInstance) as refused:
            instance.parse(text)
        assert str(refused.value) == sentence

    def test_refuses_a_file_without_end(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(instance, "MOST_OPERATIONS", 3)
        with pytest.raises(BadInstance, match="共 4 道工序，最多能读 3 道"):
            instance.parse(TWO_CARS)
