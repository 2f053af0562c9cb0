"""The one decorator of the house."""

from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django.db import DataError, IntegrityError, OperationalError, transaction

from huichang.kernel import journal, refusals
from huichang.kernel.actor import Actor, Warrant
from huichang.kernel.catalogue import SAYS, USE_CASES

__all__ = ["SAYS", "USE_CASES", "use_case"]

P = ParamSpec("P")
R = TypeVar("R")
_running: ContextVar[str] = ContextVar("running", default="")


def use_case(
    permission: str, says: str
) -> Callable[[Callable[Concatenate[Warrant, P], R]], Callable[Concatenate[Actor, P], R]]:
    """One thing a person can do: one transaction, one permission, one journal entry, one line in the catalogue.

    `says` is what the journal shows, in the words of the trade (“客户同意项目”). Crashes (RuntimeError) when the body
    finishes without the permission having been proved at a store, or when it calls another use-case. A broken
    database constraint that has a sentence becomes that refusal. What is refused leaves the transaction of the
    request usable: the answer's page may still read.
    """

    def declare(body: Callable[Concatenate[Warrant, P], R]) -> Callable[Concatenate[Actor, P], R]:
        name = f"{body.__module__}.{body.__name__}".removeprefix("huichang.")

        @wraps(body)
        def run(actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> R:
            if outer := _running.get():
                raise RuntimeError(f"{outer} called {name}: share a plain function instead")
            token, warrant = _running.set(name), Warrant(actor, permission)
            try:
                # A machine's refusal is answered without another look into the database: its transaction ends anyway.
                with transaction.atomic(savepoint=actor.door != "api"):
                    result = body(warrant, *args, **kwargs)
                    if not warrant.shown_at:
                        raise RuntimeError(f"{name} never checked {permission}")
                    journal.enter(name, warrant)
                return result
            except (IntegrityError, DataError, OperationalError) as error:
                refusal = refusals.from_database(error)
                if refusal is None:
                    raise
                raise refusal from error
            finally:
                _running.reset(token)

        USE_CASES[name] = run
        SAYS[name] = says
        return run

    return declare
