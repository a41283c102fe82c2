"""Memory that the bootstrap needs at most: the process's own peak, in MiB, on standard output."""

from __future__ import annotations

import resource

from people import HORIZON, people, table_of
from race import arguments

from impact.estimate import risk_difference

chosen = arguments(n=50_000, replicates=1_000)
risk_difference(table_of(people(chosen.n)), [HORIZON], "iptw", "ato", replicates=chosen.replicates, seed=1)
print(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f}")
