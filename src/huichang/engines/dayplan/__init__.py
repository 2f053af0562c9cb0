"""The plan of a day: which step is done when, where and by whom.

Owns the arithmetic of the workshop's plan. It gets plain values (minutes, numbers, texts) and gives a plan
back; it knows no database, no framework and no time of day. Read in this order:

* `values`     what goes in and what comes out
* `cost`       what makes one plan better than another
* `checking`   what must be true of every plan, said a second time and independently
* `minutes`, `shop`, `floor`   sets of minutes, the problem made ready, placing one step
* `construct`  the first plan, always within 300 ms
* `laying`     a plan laid out again as it stands, or pushed to what is true by now
* `windows`    some cars planned anew, exactly (CP-SAT)
* `ways`, `prices`   all ways to do the steps as arrays, and what every slot of everybody is worth to all cars together
* `search`, `exchange`, `improve`   a better plan within a time; the plan after something happened, in two seconds
* `bound`, `branching`   how good a plan can be at best, proved
* `answering`, `exchanging`, `descending`   the innermost loops of prices, exchange and branching, as machine code;
               `machine` says whether it is there
* `reasons`    why a step lies where it lies, and what a new plan changes
* `asking`     when would this car be ready, when could it come instead
* `moving`     the verdict on a step that is dragged to another place
* `sampling`   how sure the plan is, by running through the day many times
* `rules`      how a foreman does it without a plan: what the plan is measured against
* `generator`  workshop days from a seed, for measuring and tests
"""
