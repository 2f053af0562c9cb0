"""The catalogue of everything that can be done in the house: filled by `use_case`, read by the journal and the tests."""

from collections.abc import Callable

USE_CASES: dict[str, Callable[..., object]] = {}
"""Name (`workshop.orders.sign_order`) → the use-case."""
SAYS: dict[str, str] = {}
"""Name → its Chinese words, as the journal shows them."""
