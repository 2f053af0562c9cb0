"""A short word after an act, on the next page, with the way back where there is one."""

from django.contrib import messages
from django.http import HttpRequest


def told(request: HttpRequest, words: str, *, undo: str = "") -> None:
    """Say `words` at the foot of the next page. `undo` is the address whose POST takes the act back."""
    messages.add_message(request, messages.SUCCESS, words, extra_tags=undo)
