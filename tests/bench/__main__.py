"""`make bench`: nothing is measured yet."""

print("no benchmarks yet")
