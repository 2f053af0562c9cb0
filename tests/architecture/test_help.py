"""Nothing needs training to try: every screen says behind “?” what it is for."""

import re

import pytest

from tests.architecture.sources import PACKAGE, name

PAGE = '{% extends "site/page.html" %}'
HELP = re.compile(r"\{% block help %\}\s*<p>.{15,}?</p>", re.DOTALL)
NOBODY_TO_HELP = {
    "site/refused.html": "says itself what to do",
    "site/screens/sign_in.html": "nobody is signed in, so there is no shell",
    "site/screens/search.html": "the hits of the search box",
    "workshop/screens/ticket.html": "a slip for the customer",
    "booking/screens/customer.html": "the customer's own page",
    "workshop/screens/customer_frame.html": "the customer's own page",
}


@pytest.mark.req("PLAT-31")
def test_every_screen_says_what_it_is_for() -> None:
    silent = []
    for file in sorted(PACKAGE.rglob("*.html")):
        text = file.read_text(encoding="utf-8")
        wall = "{% block layout %}hall" in text
        exempt = str(file.relative_to(PACKAGE)) in NOBODY_TO_HELP
        if text.startswith(PAGE) and not wall and not exempt and not HELP.search(text):
            silent.append(name(file))
    assert silent == []


def test_the_exceptions_are_there() -> None:
    assert [path for path in NOBODY_TO_HELP if not (PACKAGE / path).exists()] == []
