"""billing: who owes what, and what was paid. Statements per payer, payments, deposits, receivables, the day's close.

Read in this order: states.py, rules.py, models/, statements.py, payments.py, credit.py, day_close.py, queries/.
"""
