"""Small shops for the tests, and random ones for hypothesis."""

from hypothesis import strategies as st

from huichang.engines.jobshop.instance import Choice, Operation, Shop

TWO_CARS = """2 2 1.5
2  2 1 3 2 5  1 2 4
2  1 1 2      2 1 6 2 3
"""
"""Two jobs on two machines. Job 0 on machine 1 until 3 and machine 2 from 3 to 7; job 1 on machine 1 from 3 to 5 and
on machine 2 from 7 to 10 or machine 1 from 5 to 11; turned round, job 1 ends at 2 and 5, job 0 at 5 and 9; job 0
wholly on machine 2 ends at 5 and 9 too. No schedule is shorter than 9."""


def operation(*choices: tuple[int, int]) -> Operation:
    """An operation from pairs of machine and time."""
    return tuple(Choice(machine, time) for machine, time in choices)


@st.composite
def random_shops(draw: st.DrawFn, jobs: int = 5, machines: int = 4, steps: int = 4, least: int = 0) -> Shop:
    """Shops of at most so many jobs, machines and operations in a job; `least` is the shortest time."""
    count = draw(st.integers(1, machines))
    choices = st.dictionaries(st.integers(0, count - 1), st.integers(least, 9), min_size=1)
    operations = choices.map(lambda times: operation(*times.items()))
    rows = draw(st.lists(st.lists(operations, min_size=1, max_size=steps), min_size=1, max_size=jobs))
    return Shop(tuple(map(tuple, rows)), count)


def text_of(shop: Shop, first: int = 1) -> str:
    """The shop in the published format; machines are counted from `first`."""
    lines = [f"{len(shop.jobs)} {shop.machines}"]
    for job in shop.jobs:
        numbers = [len(job)]
        for choices in job:
            numbers.append(len(choices))
            numbers.extend(number for choice in choices for number in (choice.machine + first, choice.time))
        lines.append(" ".join(map(str, numbers)))
    return "\n".join(lines) + "\n"
