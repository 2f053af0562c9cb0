import pytest

from huichang.site.columns import padded


class TestPadded:
    @pytest.mark.parametrize(("text", "filled"), [("ab", "ab    "), ("顾问", "顾问  "), ("", "      ")])
    def test_a_chinese_character_takes_two_columns(self, text: str, filled: str) -> None:
        assert padded(text, 6) == filled

    def test_a_long_text_keeps_one_blank(self) -> None:
        assert padded("technical_manager", 6) == "technical_manager "
