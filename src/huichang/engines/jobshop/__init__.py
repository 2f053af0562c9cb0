"""The flexible job shop: each operation on one of several machines, and all of them done as early as possible.

This is the workshop's day without its people, promises and parts: the bare question who does what in which order, on
which the world publishes test sets, so that what we search with can be held against what is known. It gets plain
values and a number of seconds, and gives back a schedule and a proved bound; it knows no database and no framework.
Read in this order:

* `instance`     the problem, and the text format in which such problems are published
* `schedule`     a schedule, and what must be true of it, checked independently
* `dispatch`     the first schedules, by the rules of a shop floor
* `arrays`, `compiled`   the same as flat arrays, and loops over them as machine code
* `tabu`         better schedules, operation by operation
* `population`   better schedules from two good ones
* `exact`        what is proved, by CP-SAT
* `solve`        all of it on two cores within a time limit

The day planner (`engines.dayplan`) stands on the same thoughts, because a plan of steps, bays and technicians is
held up by a longest path as well: a schedule is kept as an assignment and an order and always laid out from left to
right, so that every move gives a plan that can be done; only what lies on a path to the latest car (there: to a broken
promise) is worth moving; what cannot be told apart by the cost alone is first loaded evenly; and each method starts
from what another one found, so that there is a plan from the first moment on.
"""
