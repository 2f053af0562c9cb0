"""The key to a new house."""

from huichang.site import first_key


def test_it_differs_from_house_to_house_and_stays_the_same() -> None:
    assert first_key.key("a") == first_key.key("a") != first_key.key("b")
    assert len(first_key.key("a")) == first_key.LENGTH


def test_the_terminal_names_the_whole_address() -> None:
    assert f"http://127.0.0.1:8000/first/?key={first_key.key('a')}" in first_key.invitation(
        "http://127.0.0.1:8000/", "a"
    )


def test_the_key_is_not_the_secret() -> None:
    assert "a-very-secret" not in first_key.invitation("http://127.0.0.1:8000/", "a-very-secret")
