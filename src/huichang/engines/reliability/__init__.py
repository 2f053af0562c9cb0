"""Reliability: how long parts live, and which of them begins to fail more often than it should.

Claims and cars of all stores come in, months counted from one first month; lives, expectations and alarms come out, with
what they rest on. It knows no database, no framework and no clock. Read in this order:

* `weibull`    the life of a part, from ages at failure or from counts by month in service
* `exposure`   cars at risk: built, sold, in cover by months and km; claims that come late
* `claims`     claims as they are counted, and stores that claim more than their share
* `learning`   what is usual: months, similar parts, lots, drifts
* `scanning`   what is expected of a series, and the months of production that stand out most
* `chance`     what chance alone would do, and the level that it seldom reaches
* `watching`   all of it, for every series, once a month
* `evidence`   what an alarm rests on: since when, how much more, how many cars, what comes next

`docs/how/watch-the-field.md` tells the mathematics in plain words.
"""

from huichang.engines.reliability.claims import Claims
from huichang.engines.reliability.evidence import AHEAD, Between, Evidence, Origin, evidence, origins
from huichang.engines.reliability.exposure import Fleet, inside_cover
from huichang.engines.reliability.watching import RATE, Watch, watch
from huichang.engines.reliability.weibull import Life, NoLife, fit, fit_counts

__all__ = [
    "AHEAD",
    "RATE",
    "Between",
    "Claims",
    "Evidence",
    "Fleet",
    "Life",
    "NoLife",
    "Origin",
    "Watch",
    "evidence",
    "fit",
    "fit_counts",
    "inside_cover",
    "origins",
    "watch",
]
