"""Many runs of one function: in this process, or on dask.distributed when asked."""

from impact.jobs.cluster import LOCAL, admit, processors, reach
from impact.jobs.progress import Progress, progress_bar, silent
from impact.jobs.run import run_jobs

__all__ = ["LOCAL", "Progress", "admit", "processors", "progress_bar", "reach", "run_jobs", "silent"]
