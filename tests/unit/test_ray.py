"""Daft on a Ray cluster of two nodes, both on this machine, comes to the same dataset."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.unit.converting import Words, article, contents, json_lines, write_folder
from torkham.shards import convert_in_shards

ROOT = Path(__file__).resolve().parents[2]
RUN = """
import sys

import ray
from ray.cluster_utils import Cluster

if __name__ == "__main__":
    node = {"num_cpus": 1, "object_store_memory": 100 * 1024**2}
    cluster = Cluster(initialize_head=True, head_node_args=node | {"include_dashboard": False})
    cluster.add_node(**node)
    cluster.wait_for_nodes()

    from tests.unit.test_ray import Placed
    from torkham.shards import convert_in_shards
    from torkham.shards.with_daft import Daft

    try:
        convert_in_shards(sys.argv[1], sys.argv[2], Placed, shards=6, engine=Daft(2, cluster.address))
    finally:
        ray.shutdown()
        cluster.shutdown()
"""


class Placed(Words):
    """Leaves in the folder TORKHAM_TEST_NODES the name of the node that it is on."""

    def __init__(self) -> None:
        super().__init__()
        import ray

        node = ray.get_runtime_context().get_node_id() if ray.is_initialized() else "none"
        (Path(os.environ["TORKHAM_TEST_NODES"]) / f"{node}-{os.getpid()}").touch()


@pytest.mark.slow
@pytest.mark.skipif(importlib.util.find_spec("ray") is None, reason="needs the extra ray")
def test_two_nodes_give_the_bytes_of_one_process(tmp_path: Path) -> None:
    source = write_folder(tmp_path / "in", {"a.jsonl": json_lines(*({"text": article(day)} for day in range(60)))})
    nodes = tmp_path / "nodes"
    nodes.mkdir()
    settings = {"PYTHONPATH": str(ROOT), "TORKHAM_TEST_NODES": str(nodes), "RAY_USAGE_STATS_ENABLED": "0"}
    command = [sys.executable, "-c", RUN, source, tmp_path / "there" / "dataset"]
    subprocess.run(command, cwd=ROOT, env=os.environ | settings, check=True)
    assert len({path.name.partition("-")[0] for path in nodes.iterdir()} - {"none"}) == 2

    convert_in_shards(source, tmp_path / "here" / "dataset", Words, shards=6)
    assert contents(tmp_path / "there" / "dataset") == contents(tmp_path / "here" / "dataset")
