"""Many runs of one function: in this process, or on dask.distributed when asked."""

from impact.jobs.cluster import LOCAL, processors
from impact.jobs.progress import Progress, progress_bar, silent
from impact.jobs.run import run_jobs

__all__ = ["LOCAL", "Progress", "processors", "progress_bar", "run_jobs", "silent"]
