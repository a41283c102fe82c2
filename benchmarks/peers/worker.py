"""What every Python peer shares: read the people, then do the work at each line of standard input."""

from __future__ import annotations

import sys
import time
import warnings
from collections.abc import Callable

import pandas as pd

people = pd.read_csv(sys.argv[1])
warnings.simplefilter("ignore")


def serve(work: Callable[[], float]) -> None:
    """Answer each line with the seconds that the work took and the number it came to."""
    print("ready", flush=True)
    for _ in sys.stdin:
        began = time.perf_counter()
        number = work()
        print(f"{time.perf_counter() - began:.6f} {number:.12g}", flush=True)
