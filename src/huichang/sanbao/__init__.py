"""sanbao: the clock of 三包 for every family car (令第43号): what of its repairs the law counts, and which right follows.

Read in this order: states.py, rules.py (with components.json), models/, limits.py and components.py (the law's numbers and
lists as dated data), certificates.py (what the car's 三包凭证 says), reading.py (repairs out of orders), queries/counting.py and
clockwork.py (the count), judging.py and repairs.py (what people decide), spare_cars.py, requests.py, then the other queries/
and papers/.
"""
