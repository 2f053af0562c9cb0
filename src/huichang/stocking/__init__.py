"""stocking: what should lie on the shelves (备货): demand as it was asked for, what is expected, what to order and why.

Every night each part of a store gets its level, and where it lacks or lies idle a suggestion that explains itself; a buyer
accepts, changes or drops it, and what came of that is seen afterwards. Read in this order: states.py, rules.py, models/,
certain.py, reading.py, forecasting.py, saying.py, suggesting.py, deciding.py, judging.py, calculating.py, lost_sales.py,
then queries/.
"""
