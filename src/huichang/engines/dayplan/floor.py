"""The floor while a plan is being laid: what is still free, and the earliest place for one more step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import chain, combinations, islice, pairwise
from typing import NamedTuple

from huichang.engines.dayplan.minutes import calendar, first, pieces, span, starts
from huichang.engines.dayplan.shop import Shop, Work
from huichang.engines.dayplan.values import Placed

CREWS = 40
"""How many crews are compared for a pausing step of several hands: all pairs out of nine people, all threes of seven."""
LAST_CREWS = 2000
"""How many are tried when none of these has a place at all."""
STRANGER = 10
"""Minutes that a step may end later to stay with its team."""
KNOWN = 10
"""Minutes that a step may end later to stay with the people that the accepted plan names."""
KNOWN_BAY = 1
"""The same for the bay: it decides between equals only."""


class Spot(NamedTuple):
    """Where one step lies; minutes from now."""

    start: int
    end: int
    people: tuple[int, ...]
    bay: int | None


class Floor:
    """Free minutes of people, bays and cars. Steps are laid down and taken up one at a time."""

    def __init__(
        self, shop: Shop, known: Mapping[int, tuple[tuple[int, ...], int | None]] | None = None
    ) -> None:
        """`known`: number of a step → people and bay in the plan that everybody knows; kept where it costs little."""
        self.shop = shop
        self.known = known or {}
        self.free = dict(shop.present)
        self.open = dict(shop.open)
        self.still = dict.fromkeys(shop.of_car, shop.day)
        """Car → the minutes in which nothing is done to it."""
        self.spots: dict[int, Spot] = {}
        self._painted: dict[int, list[tuple[int, int, str]]] = {}
        self._starts_of_person: dict[int, dict[int, int]] = {each: {} for each in self.free}
        self._starts_in_bay: dict[int, dict[int, int]] = {each: {} for each in self.open}
        for step_id, placed in shop.started.items():
            work = shop.work[shop.number[step_id]]
            self.lay(
                work,
                Spot(placed.start - shop.now, placed.end - shop.now, placed.technicians, placed.bay),
            )

    def lay(self, work: Work, spot: Spot) -> None:
        """The step takes its place."""
        taken = span(max(spot.start, 0), spot.end)
        for person in spot.people:
            if person in self.free:
                self.free[person] &= ~taken
                self._starts_of_person[person].clear()
        if spot.bay is not None and spot.bay in self.open:
            self.open[spot.bay] &= ~taken
            self._starts_in_bay[spot.bay].clear()
            if work.step.colour is not None:
                self._painted.setdefault(spot.bay, []).append((spot.start, spot.end, work.step.colour))
        self.still[work.step.car] &= ~taken
        self.spots[work.place] = spot

    def take_up(self, work: Work) -> Spot:
        """The step gives its place back. Not for started work, which may lie over other started work."""
        spot = self.spots.pop(work.place)
        given = span(spot.start, spot.end)
        for person in spot.people:
            self.free[person] |= given & self.shop.present[person]
            self._starts_of_person[person].clear()
        if spot.bay is not None:
            self.open[spot.bay] |= given
            self._starts_in_bay[spot.bay].clear()
            if work.step.colour is not None:
                self._painted[spot.bay].remove((spot.start, spot.end, work.step.colour))
        self.still[work.step.car] |= given
        return spot

    def soonest(self, work: Work) -> int:
        """The minute from which the step may begin: everything there, everything before it done."""
        ends = [self.spots[need].end for need in work.needs]
        return max([work.earliest, *ends])

    def find(self, work: Work, at: int | None = None) -> Spot | None:
        """The place where the step ends soonest, not beginning before `at`; None: there is no room for it."""
        at = self.soonest(work) if at is None else at
        if not work.hands:
            return self._by_itself(work, at)
        if work.step.technicians or work.hands > 1:
            return self._by_crew(work, at)
        return self._pausing(work, at) if work.step.may_pause else self._in_one_go(work, at)

    def spare(self, work: Work, due: int, patience: int) -> Spot | None:
        """A place for a step that has time: by whoever is missed least, of those who are done soon enough.

        Soon enough is by `due`, or as soon as anybody; and not more than `patience` minutes later than the first.
        """
        if work.hands != 1 or work.step.technicians:
            return self.find(work)
        at, found = self.soonest(work), []
        for person, length in work.people:
            mine = replace(work, people=((person, length),))
            if spot := self._pausing(mine, at) if work.step.may_pause else self._in_one_go(mine, at):
                found.append((spot.end + self.handicap(work, person), self.shop.rank[person], spot))
        if not found:
            return None
        soonest = min(end for end, _, _ in found)
        until = max(soonest, min(due, soonest + patience))
        return min((rank, end, spot) for end, rank, spot in found if end <= until)[2]

    def placed(self, place: int) -> Placed:
        """The step's place as the plan tells it; times from the origin."""
        work, spot = self.shop.work[place], self.spots[place]
        now = self.shop.now
        if work.step.id in self.shop.started:
            return self.shop.started[work.step.id]
        together = span(spot.start, spot.end)
        for person in spot.people:
            together &= self.shop.present[person]
        worked = tuple((now + begin, now + end) for begin, end in pieces(together))
        return Placed(work.step.id, now + spot.start, now + spot.end, spot.people, spot.bay, worked)

    def handicap(self, work: Work, person: int) -> int:
        """Minutes by which the person must be sooner done than another to get the step."""
        minutes = 0
        if work.step.team is not None and self.shop.technicians[person].team != work.step.team:
            minutes += STRANGER
        if work.place in self.known and person not in self.known[work.place][0]:
            minutes += KNOWN
        return minutes

    def _by_itself(self, work: Work, at: int) -> Spot | None:
        length = work.shortest
        room = starts(self.still[work.step.car], length) & self._any_bay(work, length)
        room = room >> at
        if not room:
            return None
        begin = at + first(room)
        return Spot(begin, begin + length, (), self._bay_at(work, begin, length))

    def _in_one_go(self, work: Work, at: int) -> Spot | None:
        best, best_key = None, 1 << 60
        room: dict[int, int] = {}
        still = self.still[work.step.car]
        for person, length in work.people:
            if length not in room:
                room[length] = (starts(still, length) & self._any_bay(work, length)) >> at
            common = (self._person_starts(person, length) >> at) & room[length]
            if not common:
                continue
            begin = at + first(common)
            key = begin + length + self.handicap(work, person)
            if key < best_key:
                best, best_key = (person, begin, length), key
        if best is None:
            return None
        person, begin, length = best
        return Spot(begin, begin + length, (person,), self._bay_at(work, begin, length))

    def _pausing(self, work: Work, at: int) -> Spot | None:
        """In one go if that ends sooner, else over a break."""
        best = self._in_one_go(work, at)
        best_key = best.end + self.handicap(work, best.people[0]) if best else 1 << 60
        for person, length in work.people:
            if found := self._over_a_break(work, at, (person,), length, best_key):
                best, best_key = found
        return best

    def _by_crew(self, work: Work, at: int) -> Spot | None:
        best, best_key = self._together(work, at), 1 << 60
        if not work.step.may_pause:
            return best
        if best:
            best_key = best.end + sum(self.handicap(work, person) for person in best.people)
        crews: Iterable[tuple[tuple[int, int], ...]] = self._crews(work, at)
        if best is None:
            # Those who are free soonest may never be there together: then anybody.
            crews = chain(crews, islice(combinations(work.people, work.hands), LAST_CREWS))
        for crew in crews:
            people, length = tuple(person for person, _ in crew), max(length for _, length in crew)
            if found := self._over_a_break(work, at, people, length, best_key):
                best, best_key = found
        return best

    def _over_a_break(
        self, work: Work, at: int, crew: tuple[int, ...], length: int, limit: int
    ) -> tuple[Spot, int] | None:
        """The place that ends soonest of those that lie over a break of the crew, if its key is below `limit`.

        The key is the end with the crew's handicap.
        """
        present, free, busy = -1, -1, 0
        for person in crew:
            present &= self.shop.present[person]
            free &= self.free[person]
            busy |= self.shop.present[person] & ~self.free[person]
        if not free >> at:
            return None
        minutes, later, best = calendar(present), sum(self.handicap(work, person) for person in crew), None
        day, still = self.shop.day, self.still[work.step.car]
        for (opens, closes), (opens_again, _) in pairwise(minutes.windows):
            if opens_again + later >= limit:
                break
            soonest = max(at, opens, closes - length + 1)
            if soonest >= closes:
                continue
            barred = busy | (day ^ still)
            for bay in work.bays or (None,):
                taken = barred if bay is None else barred | (day ^ self.open_to(work, bay))
                # It must begin behind the last minute that is taken before the break, and there at once.
                begin = soonest + ((taken >> soonest) & ((1 << (closes - soonest)) - 1)).bit_length()
                if begin >= closes or (end := minutes.end(begin, length)) is None:
                    continue
                key = end + later
                if work.place in self.known and self.known[work.place][1] != bay:
                    key += KNOWN_BAY
                if key < limit and not (taken >> begin) & ((1 << (end - begin)) - 1):
                    best, limit = Spot(begin, end, crew, bay), key
        return (best, limit) if best else None

    def _together(self, work: Work, at: int) -> Spot | None:
        """Several hands at once and in one go: the slowest of them sets the pace."""
        best, best_key = None, 1 << 60
        for length in sorted({length for _, length in work.people[work.hands - 1 :]}):
            quick = [person for person, needed in work.people if needed <= length]
            room = starts(self.still[work.step.car], length) & self._any_bay(work, length)
            # counts[k]: minutes at which more than k of them can begin.
            counts = [0] * work.hands
            for person in quick:
                can = self._person_starts(person, length)
                for already in range(work.hands - 1, 0, -1):
                    counts[already] |= counts[already - 1] & can
                counts[0] |= can
            common = (counts[-1] & room) >> at
            if not common:
                continue
            begin = at + first(common)
            able = [person for person in quick if self._person_starts(person, length) >> begin & 1]
            able.sort(key=lambda person: self.handicap(work, person))
            crew = tuple(able[: work.hands])
            pace = max(needed for person, needed in work.people if person in crew)
            key = begin + pace + sum(self.handicap(work, person) for person in crew)
            if key < best_key:
                best, best_key = Spot(begin, begin + pace, crew, self._bay_at(work, begin, length)), key
        return best

    def _crews(self, work: Work, at: int) -> list[tuple[tuple[int, int], ...]]:
        """The crews worth comparing: out of those who are free soonest."""
        if work.hands == len(work.people):
            return [work.people]
        soon = sorted(work.people, key=lambda it: first(self.free[it[0]] >> at or 1 << self.shop.horizon))
        count = work.hands
        crews = list(combinations(soon[:count], count))
        while count < len(soon):
            count += 1
            more = list(combinations(soon[:count], work.hands))
            if len(more) > CREWS:
                break
            crews = more
        return crews

    def _person_starts(self, person: int, length: int) -> int:
        known = self._starts_of_person[person]
        if length not in known:
            known[length] = starts(self.free[person], length)
        return known[length]

    def open_to(self, work: Work, bay: int) -> int:
        """The minutes in which the step may lie in the bay."""
        open_, colour = self.open[bay], work.step.colour
        if colour is not None:
            setup = self.shop.problem.setup_minutes
            for begin, end, other in self._painted.get(bay, ()):
                if other != colour:
                    open_ &= ~span(max(begin - setup, 0), max(end + setup, 0))
        return open_

    def _bay_starts(self, work: Work, bay: int, length: int) -> int:
        if work.step.colour is not None:
            return starts(self.open_to(work, bay), length)
        known = self._starts_in_bay[bay]
        if length not in known:
            known[length] = starts(self.open[bay], length)
        return known[length]

    def _any_bay(self, work: Work, length: int) -> int:
        """The minutes at which the step could begin in one of its bays."""
        if not work.bays:
            return -1
        found = 0
        for bay in work.bays:
            found |= self._bay_starts(work, bay, length)
        return found

    def _bay_at(self, work: Work, begin: int, length: int) -> int | None:
        able = [bay for bay in work.bays if self._bay_starts(work, bay, length) >> begin & 1]
        if work.place in self.known and self.known[work.place][1] in able:
            return self.known[work.place][1]
        return able[0] if able else None
