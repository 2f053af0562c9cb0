"""Migrations without the work that only other databases need."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.migrations.state import ProjectState


@contextmanager
def quickly() -> Iterator[None]:
    """Within this block an added index or constraint is noted in the state of its model, and that is all.

    Django would also build the model's class, and those of all models around it, anew; that is for databases that have
    to copy a table in order to change it. PostgreSQL gets one statement, and the next change of a field builds the
    classes anyway. It takes more than half of the time of the migrations of a new database.
    """
    usual = ProjectState._append_option  # type: ignore[attr-defined]

    def note(state: Any, app_label: str, model_name: str, option: str, added: object) -> None:
        options = state.models[app_label, model_name].options
        options[option] = [*options[option], added]

    ProjectState._append_option = note  # type: ignore[attr-defined]
    try:
        yield
    finally:
        ProjectState._append_option = usual  # type: ignore[attr-defined]
