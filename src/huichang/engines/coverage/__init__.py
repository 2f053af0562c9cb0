"""Who bears a repair: which promise covers a part of a car on a day at so many kilometres, with the clause and the sum.

Pure: terms of promises, the car and what is asked in; a verdict with one sentence out. `values` has what is read and
answered, `reach` which promise speaks of what, `spans` how far a promise goes, `answering` the answer.
"""
