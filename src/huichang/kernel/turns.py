"""One at a time: whoever names the same thing waits until the one before has finished."""

from django.db import connection


def wait_for_turn(name: str) -> None:
    """Hold `name` until the transaction ends; another transaction that asks for it waits. One statement.

    For things that are no row to lock: a day of bookings, the sheets of a store, a row that is only ever added.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
