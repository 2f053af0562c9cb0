"""Journeys in a real Chromium: every person of the story has a browser window of their own.

A test that asks for `open_as` is a browser test by that; such tests run as a call of their own
(`pytest tests/journeys -m browser`), because the browser leaves an event loop in the process.
"""

import os
from collections.abc import Callable, Iterator
from typing import Any, Protocol

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import BrowserContext, ConsoleMessage, Error, Page, Request, expect
from pytest_django.live_server_helper import LiveServer

from huichang.kernel.actor import Actor
from huichang.site.doors import STAFF_KEY, STORE_KEY
from tools import chromium

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

SIZES = {"desk": (1440, 900), "tablet": (1180, 820), "phone": (390, 844), "wall": (1920, 1080)}
# What Chromium says by itself about an answer such as 422, the journey looks at the page instead; and what htmx says of a
# question that the page gives up because a newer one is on its way. One that fails is told by other words besides.
EXPECTED = ("Failed to load resource", "htmx:sendAbort", "htmx:afterRequest")
PATIENCE = 15_000
"""Milliseconds that a journey waits for something to appear, on a machine that does other things too."""
expect.set_options(timeout=PATIENCE)


class OpenAs(Protocol):
    """A window for a person (None: somebody without an account, such as a customer with a link)."""

    def __call__(self, actor: Actor | None, path: str = "/", *, size: str = "desk") -> Page:
        """`size`: desk, tablet, phone or wall; `path` is opened at once."""
        ...


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever opens a window is a browser test."""
    for item in items:
        if {"open_as", "page", "context"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args(
    browser_type_launch_args: dict[str, Any], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Any]:
    """The machine's Chromium, with the Chinese font of the font package."""
    fonts = chromium.fonts(tmp_path_factory.mktemp("fonts"))
    return {
        **browser_type_launch_args,
        "executable_path": str(chromium.find_or_install()),
        "args": list(chromium.FLAGS),
        "env": {**os.environ, "FONTCONFIG_FILE": str(fonts)},
    }


@pytest.fixture
def open_as(
    new_context: Callable[..., BrowserContext], live_server: LiveServer, transactional_db: None
) -> Iterator[OpenAs]:
    """Opens windows; afterwards no page may have failed in its script or asked another machine for anything."""
    troubles: list[str] = []

    def failed(error: Error) -> None:
        troubles.append(f"script: {error}")

    def said(message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(EXPECTED):
            troubles.append(f"console: {message.text}")

    def asked(request: Request) -> None:
        if not request.url.startswith((live_server.url, "data:", "blob:", "about:")):
            troubles.append(f"request to another machine: {request.url}")

    def open_window(actor: Actor | None, path: str = "/", *, size: str = "desk") -> Page:
        width, height = SIZES[size]
        context = new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": height},
            has_touch=size in ("tablet", "phone"),
            locale="zh-CN",
            timezone_id=settings.TIME_ZONE,
        )
        context.set_default_timeout(PATIENCE)
        if actor is not None:
            _sign_in(context, actor, live_server.url)
        page = context.new_page()
        page.on("pageerror", failed)
        page.on("console", said)
        page.on("request", asked)
        page.goto(path)
        return page

    yield open_window
    assert not troubles


def _sign_in(context: BrowserContext, actor: Actor, address: str) -> None:
    """As after the sign-in page, without typing it in every journey."""
    session = SessionStore()
    session[STAFF_KEY], session[STORE_KEY] = actor.staff_id, actor.store_id
    session.save()
    context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session.session_key or "", "url": address}]
    )
