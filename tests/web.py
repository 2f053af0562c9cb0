"""A browser without a screen for tests of pages: signed in as somebody of the cast."""

from typing import Any

from django.test import Client

from huichang.kernel.actor import Actor


def signed_in(actor: Actor, **headers: str) -> Client:
    """A client that is this person; `headers` go with every request (HX_Request="true")."""
    client = Client(headers={name.replace("_", "-"): value for name, value in headers.items()})
    session = client.session
    session["staff_id"] = actor.staff_id
    session.save()
    return client


def page(client: Client, url: str) -> str:
    """The page as text. Fails with its content when it does not answer 200."""
    answer: Any = client.get(url)
    text: str = answer.content.decode()
    assert answer.status_code == 200, (url, answer.status_code, text[:400])
    return text


def post(client: Client, url: str, **fields: object) -> Any:
    """What a form gets for an answer."""
    return client.post(url, fields)
