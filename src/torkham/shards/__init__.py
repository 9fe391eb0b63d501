"""Conversion in shards: for more articles than one process should do, and for engines that do many at a time.

`cutting` says which records are in which shard, `survey` which texts are copies of one in an earlier shard, `worker`
does one shard, an engine of `engines` all of them, `folder` keeps what is done, `assembly` makes a dataset of it, and
`run` leads through these. Articles themselves are converted by `torkham.convert`.
"""

from __future__ import annotations

from torkham.shards.engines import Engine, Processes, WorkerDiedError, in_process
from torkham.shards.run import convert_in_shards

__all__ = ["Engine", "Processes", "WorkerDiedError", "convert_in_shards", "in_process"]
