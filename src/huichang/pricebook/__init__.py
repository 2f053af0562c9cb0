"""pricebook: what work costs. Labour operations and hours, rates, maintenance packages, discount limits, tax.

Read in this order: rules.py, models/, labour.py, packages.py, queries.py.
"""
