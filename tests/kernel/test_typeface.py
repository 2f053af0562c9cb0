"""Nothing prints as an empty box: what the typeface cannot draw is replaced or left out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huichang.kernel import typeface


@pytest.mark.req("PLAT-23")
class TestDrawable:
    @pytest.mark.parametrize(
        ("text", "drawn"),
        [
            ("更换前制动片（两侧）1,280.00 ¥ × 2—…“好”", "更换前制动片（两侧）1,280.00 ¥ × 2—…“好”"),
            ("𠮷野家、朱镕基、𰻝𰻝面", "𠮷野家、朱镕基、𰻝𰻝面"),
            ("空调不凉😂👨‍👩‍👧快修❤️", "空调不凉快修"),
            ("✔已洗车 ☑ ✗ ☐", "✓已洗车 ✓ × □"),
            ("नम", "〓〓"),
            ("第一行\r\n第二行\t后", "第一行\n第二行 后"),
            ("藏\u202e起\u200b来\x07", "藏起来"),
        ],
    )
    def test_leaves_no_empty_box(self, text: str, drawn: str) -> None:
        assert typeface.drawable(text) == drawn

    @given(st.text())
    def test_changes_nothing_the_second_time(self, text: str) -> None:
        once = typeface.drawable(text)
        assert typeface.drawable(once) == once

    def test_knows_the_font_by_name(self) -> None:
        assert any(typeface.FOLDER.glob("NotoSansCJK*"))
