"""planning: the plan of the day — who does which step of which car in which bay and when, what it costs and why.

It proposes (by itself after everything that happens), people accept, drag and undo; what is accepted is written as
dispatch of the workshop, whose exclusion constraints have the last word. It answers what lower rooms ask: is there an
honest finish (booking), when is it ready and how sure is that (workshop), what is the right next job (technician).

Read in this order: states.py, rules.py, models/, reading.py (the store as the engine's problem), keeping.py (the accepted
plan and what writing it means), proposing.py, accepting.py, moving.py, pulling.py, answers.py, then queries/.
"""
