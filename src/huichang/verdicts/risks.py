"""The risk scores of stores, calculated once a day and kept by month."""

from dataclasses import asdict
from datetime import datetime

from django.conf import settings
from django.utils.timezone import localdate

from huichang.kernel.actor import Warrant
from huichang.kernel.months import first_of
from huichang.kernel.turns import wait_for_turn
from huichang.kernel.use_case import use_case
from huichang.verdicts import lookback, permissions, scoring
from huichang.verdicts.models import Risk
from huichang.verdicts.scoring import Seen
from huichang.verdicts.states import Reason
from huichang.warranty.queries import conduct
from huichang.warranty.queries.conduct import Conduct
from huichang.workshop.queries import arrivals


@use_case(permissions.SCORE, "计算门店索赔风险")
def score_stores(warrant: Warrant, store_id: int, *, at: datetime, again: bool = False) -> int:
    """The scores of all stores with claims for this month, as of now; how many they are, none when that was done today (unless
    `again`). Four statements."""
    warrant.show_at(store_id)
    month, on = first_of(localdate(at)), localdate(at)
    wait_for_turn("verdicts:risk")
    last = Risk.objects.filter(month=month).order_by("-at").first()
    if last is not None and localdate(last.at) == on and not again:
        return 0
    since = at - lookback.WINDOW
    seen = conduct.of_stores(since, at, zone=settings.TIME_ZONE, down=lookback.turned_down(since))
    visits = arrivals.by_store(since, at)
    network = _sum([_figures(each, visits.get(each.store_id, 0)) for each in seen])
    rows = []
    for each in seen:
        mine = _figures(each, visits.get(each.store_id, 0))
        points, reasons = scoring.score(mine, network, claims=each.claims)
        rows.append(
            Risk(
                store_id=each.store_id,
                month=month,
                score=points,
                reasons=[asdict(reason) for reason in reasons],
                claims=each.claims,
                visits=visits.get(each.store_id, 0),
                at=at,
            )
        )
    Risk.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["store", "month"],
        update_fields=["score", "reasons", "claims", "visits", "at"],
    )
    warrant.note = f"{len(rows)} 家门店"
    return len(rows)


def _figures(seen: Conduct, visits: int) -> dict[str, Seen]:
    """A store's sums as figures: so much of so much."""
    return {
        Reason.FREQUENCY: Seen(seen.claims, visits),
        Reason.AMOUNT: Seen(seen.asked, seen.expected),
        Reason.TURNED_DOWN: Seen(seen.turned_down, seen.claims),
        Reason.LATE: Seen(seen.late, seen.claims),
        Reason.REPEAT: Seen(seen.repeat, seen.claims),
        Reason.PARTS: Seen(seen.parts_bad, seen.parts),
        Reason.PHOTOS: Seen(seen.photos_missing, seen.claims),
    }


def _sum(stores: list[dict[str, Seen]]) -> dict[str, Seen]:
    """The network: the sums of its stores."""
    return {
        reason: Seen(sum(each[reason].part for each in stores), sum(each[reason].whole for each in stores))
        for reason in Reason
    }
