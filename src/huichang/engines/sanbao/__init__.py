"""The clock of 三包: what the law counts of a family car's repairs, and which right follows when (令第43号, 2022-01-01).

Pure: times and distances in, counts, states and the arithmetic out. `law` has the numbers with their articles, `days` how
the law counts time, `values` what a car's history is made of, `clock` the answer.
"""
