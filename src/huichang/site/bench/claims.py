"""The part `claims`: how long a month of claims takes at the manufacturer's desk."""

import argparse

from huichang.site.bench import databases
from huichang.site.bench.place import Place
from huichang.site.bench.report import Figure, Section, figures

TITLE = "A month of claims at the manufacturer's desk"
DATABASE = "claims"
CLAIMS = 20_000
JUDGE_SECONDS, LIST_SECONDS = 60, 30


def measure(place: Place, words: list[str]) -> Section:
    """On a copy of the demo. Raises CalledProcessError when a step is refused."""
    asked = argparse.ArgumentParser(prog="huichang bench claims")
    asked.add_argument("--claims", type=int, default=CLAIMS, help="索赔多少笔")
    claims = asked.parse_args(words).claims
    databases.demo(place)
    place.drop(DATABASE)
    place.make(DATABASE, like=databases.DEMO)
    try:
        found = place.part("claims_run", DATABASE, str(claims))
    finally:
        place.drop(DATABASE)
    share = 100 * found["clear"] / found["judged"] if found["judged"] else 0
    rows = [
        Figure(
            f"{found['judged']:,} claims of one store decided by rule", found["judge"], "s", JUDGE_SECONDS, 1
        ),
        Figure("of them decided without a person", share, "%", None, 1),
        Figure(f"the rules tried on {found['tried']:,} submissions", found["try"], "s", JUDGE_SECONDS, 1),
        Figure(f"a list of {found['lines']:,} lines published", found["publish"], "s", LIST_SECONDS, 1),
        Figure(f"{found['lines']:,} lines matched at the store", found["take"], "s", LIST_SECONDS, 1),
        Figure("risk scores of all stores", found["risk"], "s", LIST_SECONDS, 1),
        Figure("memory at its most", found["memory_mb"], "MB"),
    ]
    return Section(
        TITLE,
        "Claims of the demo, copied until there are enough (each copy opened in a year of its own, so that a car has the claims"
        " that it had), all of one store, with the demo's nine rules. Judged in batches of two thousand, each in its own"
        " transaction, with every change in the journal.\n\n" + figures(rows),
    )
