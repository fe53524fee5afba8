"""How large a saved run may be, when it is written and when it is read."""

TRACE_ROWS = 200_000                # numbers in one column of the trace
MOST_STEPS = 2**24                  # steps of a run: its trace must find room in memory
MOST_CELLS = 2**28                  # steps times columns
LARGEST_STATE = 2**28               # bytes of a state; a run with a larger one is replayed from its log
LARGEST_SEED = 2**31 - 1            # that a person can give; those that are drawn are smaller
