"""Boosted regression trees on a logarithmic scale: what a linear model leaves over.

Small trees grown by histograms, each a careful step (`rate`) towards what is left; leaves are drawn to nought and need
many rows, so that few data give no tree at all and the linear model stands as it is. Source: Friedman 2001; histograms
and second-order steps as in Chen and Guestrin 2016.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from huichang.engines.jobshop.compiled import compiled

Numbers = NDArray[np.float64]
Places = NDArray[np.int64]

BINS: Final = 32
DEPTH: Final = 3
RATE: Final = 0.15
LEAST_ROWS: Final = 60
COUNTS, SPREADS = 0, 1
"""What is learned: expected pieces (quasi-Poisson) or variance (gamma), both as logarithms."""
_STEP: Final = 2.0
_OUTLIER: Final = 30.0
"""A squared error of more than so many times what was expected counts as so many."""


@dataclass(frozen=True, slots=True, eq=False)
class Trees:
    """Grown trees: for each node the feature (−1: no split) and the last bin to the left, for each leaf its step."""

    edges: Numbers
    feature: Places
    left: Places
    step: Numbers


@compiled
def _binned(x: Numbers, edges: Numbers) -> NDArray[np.uint8]:
    rows, kinds = x.shape
    found = np.empty((kinds, rows), np.uint8)
    for j in range(kinds):
        for i in range(rows):
            found[j, i] = np.searchsorted(edges[j], x[i, j])
    return found


@compiled
def _slopes(kind: int, wanted: float, share: float, level: float) -> tuple[float, float]:
    """First and second derivative of the loss, the first with its sign turned."""
    if kind == COUNTS:
        expected = share * math.exp(level)
        return wanted - expected, expected
    ratio = min(wanted * math.exp(-level), _OUTLIER)
    return share * (ratio - 1.0), share * 0.5 * (1.0 + ratio)


@compiled
def _best_split(
    slope: Numbers, bend: Numbers, rows: Numbers, pull: float, least: float
) -> tuple[int, int]:  # fmt: skip
    kinds = slope.shape[0]
    all_slope, all_bend, all_rows = slope[0].sum(), bend[0].sum(), rows[0].sum()
    before = all_slope * all_slope / (all_bend + pull)
    best, feature, place = 1e-9, -1, 0
    for j in range(kinds):
        s, b, r = 0.0, 0.0, 0.0
        for q in range(BINS - 1):
            s += slope[j, q]
            b += bend[j, q]
            r += rows[j, q]
            if r < least or all_rows - r < least:
                continue
            rest = all_slope - s
            gain = s * s / (b + pull) + rest * rest / (all_bend - b + pull) - before
            if gain > best:
                best, feature, place = gain, j, q
    return feature, place


@compiled
def _grow(
    bins: NDArray[np.uint8], wanted: Numbers, share: Numbers, level: Numbers, kind: int, pull: float,
    least: float, feature: Places, left: Places, step: Numbers,
) -> None:  # fmt: skip
    kinds, count = bins.shape
    slope, bend, node = np.empty(count), np.empty(count), np.empty(count, np.int64)
    for m in range(feature.shape[0]):
        for i in range(count):
            slope[i], bend[i] = _slopes(kind, wanted[i], share[i], level[i])
            node[i] = 0
        for d in range(DEPTH):
            width = 1 << d
            slopes, bends = np.zeros((width, kinds, BINS)), np.zeros((width, kinds, BINS))
            rows = np.zeros((width, kinds, BINS))
            for j in range(kinds):
                for i in range(count):
                    k, b = node[i], bins[j, i]
                    slopes[k, j, b] += slope[i]
                    bends[k, j, b] += bend[i]
                    rows[k, j, b] += 1.0
            for k in range(width):
                found = _best_split(slopes[k], bends[k], rows[k], pull, least)
                feature[m, width - 1 + k], left[m, width - 1 + k] = found
            for i in range(count):
                at = width - 1 + node[i]
                j = feature[m, at]
                node[i] = 2 * node[i] + (1 if j >= 0 and bins[j, i] > left[m, at] else 0)
        leaves = 1 << DEPTH
        s, b = np.zeros(leaves), np.zeros(leaves)
        for i in range(count):
            s[node[i]] += slope[i]
            b[node[i]] += bend[i]
        for k in range(leaves):
            step[m, k] = RATE * max(-_STEP, min(_STEP, s[k] / (b[k] + pull)))
        for i in range(count):
            level[i] += step[m, node[i]]


@compiled
def _climb(bins: NDArray[np.uint8], feature: Places, left: Places, step: Numbers, level: Numbers) -> None:
    for i in range(bins.shape[1]):
        for m in range(feature.shape[0]):
            k = 0
            for d in range(DEPTH):
                at = (1 << d) - 1 + k
                j = feature[m, at]
                k = 2 * k + (1 if j >= 0 and bins[j, i] > left[m, at] else 0)
            level[i] += step[m, k]


def grow(
    x: Numbers, wanted: Numbers, share: Numbers, level: Numbers, *, kind: int, trees: int, pull: float
) -> Trees:  # fmt: skip
    """Trees for what is left of `wanted` at the logarithmic level that a first model gives.

    `kind` COUNTS: `wanted` is expected to be `share`·exp(level); SPREADS: exp(level), the row counting `share`.
    """
    cuts = np.linspace(0.0, 1.0, BINS + 1)[1:-1]
    edges = np.ascontiguousarray(np.quantile(x, cuts, axis=0).T)
    feature = np.full((trees, (1 << DEPTH) - 1), -1, np.int64)
    left = np.zeros_like(feature)
    step = np.zeros((trees, 1 << DEPTH))
    if len(x) >= 2 * LEAST_ROWS:
        _grow(
            _binned(x, edges), wanted, share, level.copy(), kind, pull, float(LEAST_ROWS), feature, left, step
        )
    return Trees(edges, feature, left, step)


def climb(grown: Trees, x: Numbers, level: Numbers) -> Numbers:
    """The level with the steps of all trees added."""
    found = level.copy()
    if len(x):
        _climb(_binned(np.ascontiguousarray(x), grown.edges), grown.feature, grown.left, grown.step, found)
    return found
