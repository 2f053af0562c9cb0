"""Search keys for Chinese text."""

import pytest

from huichang.kernel import pinyin


@pytest.mark.req("PLAT-30")
@pytest.mark.parametrize("typed", ["国", "王建", "wjg", "WJG ", "jg", "wangjian", "jianguo"])
def test_a_name_is_meant_by_its_parts_its_pinyin_and_its_initials(typed: str) -> None:
    assert pinyin.means(typed, "王建国")


@pytest.mark.parametrize("typed", ["李", "wgj", "wang jianhua", "x"])
def test_another_is_not(typed: str) -> None:
    assert not pinyin.means(typed, "王建国")
