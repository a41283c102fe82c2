"""Memory that the bootstrap needs at most: the process's own peak, in MiB, on standard output."""

from __future__ import annotations

import re
from pathlib import Path

from people import HORIZON, people, table_of
from race import arguments

from impact.estimate import risk_difference

chosen = arguments(n=50_000, replicates=1_000)
risk_difference(table_of(people(chosen.n)), [HORIZON], "iptw", "ato", replicates=chosen.replicates, seed=1)
# Not getrusage: what it says of a child begins with the peak of the process that started it.
peak = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
print(int(peak[1]) // 1024 if peak else "unknown")
