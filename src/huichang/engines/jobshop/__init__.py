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

The same moves serve the day planner (`engines.dayplan`), where people, promises and parts come in. In both a solution is
an order and an assignment, always laid out from left to right, so that every move gives a plan that can be done. In both
only what holds the objective up is worth moving: here an operation on a longest path, there a car that is late and those
that it fights with for bays and people. In both a move is to take out and to put back where it hurts least, judged by an
estimate that costs next to nothing, many thousand times a second in machine code (`compiled`). And in both a rule of the
shop floor gives the first solution, so that there is one from the first moment on.
"""
