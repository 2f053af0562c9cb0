"""Engines: pure computation that knows no database, no Django and no clock.

Owns the arithmetic and the grammar of numbers that rooms rely on; everything it needs is passed in,
plain values come out. Read in this order:

* `vin`     the 17 characters of a vehicle: normalising, structure, check digit, model year
* `plates`  Chinese number plates: normalising, kinds, colours, how they are shown, masked and searched
* `durations` how long work really takes, learned from clocked times
* `calibration` how honest a certainty was, and what must be added so that it is
* `dayplan` the plan of a workshop day: who does which step when and where
* `jobshop` the flexible job shop: the same question without people and promises, as published test sets pose it
* `demand`  what will be asked for of every part, and how much of it to have
* `reliability` how long parts live, and which begin to fail more often than they should
* `sanbao`  the clock of 三包: what the law counts of a car's repairs
"""
