"""The mathematics of Saddle: no Qt, no files, no clocks."""

import os

# One thread a computation, before anything brings its own threads: torch.set_num_threads holds for the thread that
# calls it, and two OpenMP threads in each of two loops that run side by side are slower than one loop (measured:
# 66,000 products a second together, where one thread each makes 300,000).
for _name in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(_name, "1")
