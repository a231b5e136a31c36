"""Work on other machines: a Dask cluster in place of the server's own workers."""

from core.cluster.executor import Cluster

__all__ = ["Cluster"]
