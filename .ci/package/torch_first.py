"""Only for `make first-paint`: the same program, had it imported torch before its window."""

import sys

if "--multiprocessing-fork" not in sys.argv:        # the engine process imports it when it needs it
    import torch  # noqa: F401
