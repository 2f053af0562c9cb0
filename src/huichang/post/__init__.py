"""post: messages out. Templates with fields, an outbox in the database, the built-in channel, quiet hours.

Read in this order: templates.py, models/, outbox.py, jobs.py.
"""
