"""How far a promise goes: from a day so many months (to the end of the month where the day is missing, the last day
inside) or to so many kilometres (the limit inside), whichever comes first."""

from dataclasses import dataclass
from datetime import date

from huichang.engines.coverage.values import START_SAYS, Car, Share, Start, Terms
from huichang.kernel.months import later


@dataclass(frozen=True, slots=True)
class Span:
    """From where to where, in words that a customer can check. `from_km`: the reading at which the km begin."""

    begins_on: date
    until_on: date | None
    until_km: int | None
    begins_says: str
    months: int | None = None
    from_km: int = 0

    def days_over(self, on: date) -> int:
        """Days after the last one; 0 or less while it runs."""
        return (on - self.until_on).days if self.until_on else 0

    def km_over(self, km: int) -> int:
        """Kilometres beyond the limit; 0 or less while it runs."""
        return km - self.until_km if self.until_km is not None else 0

    def holds(self, on: date, km: int) -> bool:
        """Whether it runs: the last day and the last kilometre are inside."""
        return self.begins_on <= on and self.days_over(on) <= 0 and self.km_over(km) <= 0

    def sum_says(self, on: date, km: int) -> str:
        """The arithmetic: `从 2023-05-06（行驶证日期）起算 36 个月到 2026-05-06，已行驶 45,210 / 60,000 公里`."""
        said = f"从 {self.begins_on:%Y-%m-%d}（{self.begins_says}）起算"
        if self.until_on is not None:
            months = f" {self.months} 个月" if self.months is not None else ""
            said += f"{months}到 {self.until_on:%Y-%m-%d}"
        else:
            said += "，不限时间"
        if self.until_km is None:
            return f"{said}，不限里程"
        since = f"（{self.from_km:,} + {self.until_km - self.from_km:,}）" if self.from_km else ""
        return f"{said}，已行驶 {km:,} / {self.until_km:,} 公里{since}"

    def over_says(self, on: date, km: int) -> str:
        """By what it has run out; empty while it runs."""
        if on < self.begins_on:
            return f"但 {self.begins_says} {self.begins_on:%Y-%m-%d} 晚于本次日期 {on:%Y-%m-%d}"
        over = []
        if self.days_over(on) > 0:
            over.append(f"到 {on:%Y-%m-%d} 已超过 {self.days_over(on):,} 天")
        if self.km_over(km) > 0:
            over.append(f"里程已超过 {self.km_over(km):,} 公里")
        return "，".join(over)


def begins(start: Start, car: Car) -> date | None:
    """The day that a promise about the whole car is counted from; None while no paper says it."""
    if start == Start.LICENCE:
        return car.licensed_on
    if start == Start.INVOICE:
        return car.invoiced_on or car.sold_on
    return car.sold_on


def span_of(terms: Terms, begins_on: date, *, from_km: int = 0, share: Share | None = None) -> Span:
    """How far a policy goes from a day; with a share, as far as that share goes."""
    months = share.months if share else terms.months
    km = share.km if share else terms.km
    return Span(
        begins_on,
        later(begins_on, months) if months is not None else None,
        from_km + km if km is not None else None,
        START_SAYS[terms.start],
        months,
        from_km,
    )


def widest(terms: Terms) -> Share | None:
    """The last of a policy's shares by age and kilometres; None for a policy that bears all or nothing."""
    return terms.shares[-1] if terms.shares else None


def share_at(terms: Terms, begins_on: date, *, on: date, km: int, from_km: int = 0) -> Share | None:
    """The first share whose months and kilometres still hold; None when all have run out."""
    return next(
        (
            each
            for each in terms.shares
            if span_of(terms, begins_on, from_km=from_km, share=each).holds(on, km)
        ),
        None,
    )
