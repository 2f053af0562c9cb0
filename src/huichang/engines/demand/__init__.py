"""Demand: what will be asked for of every part in the next months, and how much of it to have.

Months of the past come in, a row for each part; a full distribution of what is asked for in the time that stock must
cover comes out, and from it a level to order up to. It knows no database, no framework and no clock. Read in this order:

* `history`       series made ready
* `textbook`      the methods of the textbooks, at every month of every series
* `patterns`      how often and evenly it is asked for; new, coming, going, ended
* `features`      what is looked at in a series
* `trees`, `learning`   what all series teach about each: expectation and spread
* `choosing`      which way of expecting has been right for which series
* `distribution`  from expectation and spread to chances
* `forecasting`   all of it: the forecast
* `stocking`      how much to have, and the figures behind it
* `running`       the policy run through months that were

`docs/how/plan-the-stock.md` tells the mathematics in plain words.
"""

from huichang.engines.demand.choosing import Way
from huichang.engines.demand.forecasting import Forecast, forecast
from huichang.engines.demand.history import History, history
from huichang.engines.demand.patterns import Pattern, Phase, classify, intervals, phase
from huichang.engines.demand.running import Run, simulate_policy
from huichang.engines.demand.stocking import (
    Explanation,
    Service,
    explain,
    levels_at_price,
    levels_with_certain,
    order_up_to,
)

__all__ = [
    "Explanation",
    "Forecast",
    "History",
    "Pattern",
    "Phase",
    "Run",
    "Service",
    "Way",
    "classify",
    "explain",
    "forecast",
    "history",
    "intervals",
    "levels_at_price",
    "levels_with_certain",
    "order_up_to",
    "phase",
    "simulate_policy",
]
