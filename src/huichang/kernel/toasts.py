"""A short word after an act, on the next page, with the way back where there is one."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString


def told(request: HttpRequest, words: str, *, undo: str = "") -> None:
    """Say `words` at the foot of the next page; they may hold links (`links`). `undo` is the address whose POST takes the act
    back."""
    messages.add_message(request, messages.SUCCESS, words, extra_tags=undo)


def links(words: str, to: Iterable[tuple[str, str]]) -> SafeString:
    """`words` and behind them documents that open by a touch: (number, address) of each."""
    return format_html("{} {}", words, format_html_join("、", '<a href="{1}">{0}</a>', to))
