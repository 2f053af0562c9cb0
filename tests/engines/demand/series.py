"""Series from a seed, for the tests of the demand engine."""

import numpy as np
from numpy.typing import NDArray


def steady(n: int = 120, months: int = 36, *, seed: int = 1, rate: float = 0.8) -> NDArray[np.float64]:
    """Parts asked for by chance at a steady rate, each at its own."""
    dice = np.random.default_rng(seed)
    rates = rate * np.exp(dice.normal(0.0, 0.6, n))
    return dice.poisson(rates[:, None], (n, months)).astype(np.float64)


def lumpy(n: int = 120, months: int = 36, *, seed: int = 2) -> NDArray[np.float64]:
    """Parts asked for now and then, in very different quantities."""
    dice = np.random.default_rng(seed)
    scale = np.exp(dice.normal(1.0, 1.0, n))[:, None]
    hit = dice.random((n, months)) < dice.beta(1.5, 4.0, n)[:, None]
    return np.asarray(hit * np.ceil(scale * dice.gamma(0.8, 1.25, (n, months))))


def dying(n: int = 150, months: int = 48, *, seed: int = 3) -> NDArray[np.float64]:
    """Parts that are asked for less and less after some month."""
    dice = np.random.default_rng(seed)
    since = dice.integers(8, months, n)[:, None]
    fall = np.exp(-0.25 * np.maximum(np.arange(months) - since, 0))
    rates = 3.0 * np.exp(dice.normal(0, 0.5, n))[:, None] * fall
    return np.asarray(dice.poisson(rates), dtype=np.float64)
