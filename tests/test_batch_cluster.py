"""The same batch on a Dask cluster of two workers on this machine."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import LUOHU_JSON, ROOT, luohu_document, luohu_workbook, run_gaitui
from tests.test_batch_runs import ENV

pytest.importorskip("distributed")
SHIPPED = ROOT / "gaitui" / "definition" / "data" / "gwy-2021.toml"


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a scheduler with two workers, each a process in a folder of its own."""
    folder = tmp_path_factory.mktemp("cluster")
    known = folder / "scheduler.json"
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.dask_{kind}", *args, "--no-dashboard"],
            cwd=folder,
            env=ENV,
            stderr=subprocess.DEVNULL,
        )
        for kind, args in (
            ("scheduler", ["--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(known)]),
            ("worker", ["--scheduler-file", str(known), "--nthreads", "1"]),
            ("worker", ["--scheduler-file", str(known), "--nthreads", "1"]),
        )
    ]
    try:
        yield _address(known, processes)
    finally:
        for process in processes:
            process.kill()
            process.wait()


def _address(known: Path, processes: list["subprocess.Popen[bytes]"]) -> str:
    while not known.exists() or not known.read_bytes():
        assert all(process.poll() is None for process in processes)
        time.sleep(0.05)
    return str(json.loads(known.read_bytes())["address"])


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "in"
    folder.mkdir()
    for number in range(30):
        document = luohu_document()
        document["cells"]["requests.new.business"] = number
        (folder / f"{number:02}.json").write_text(json.dumps(document), encoding="utf-8")
    (folder / "05.json").write_bytes(luohu_workbook())
    (folder / "06.json").write_bytes(b"PK\x03\x04 cut off")
    return folder


@pytest.mark.parametrize(
    "more", [[], ["--prior", str(LUOHU_JSON)], ["--definition", str(SHIPPED)], ["-", "gone.xlsx"]]
)
def test_a_cluster_says_what_this_machine_says(more: list[str], cluster: str, inbox: Path) -> None:
    args = ("check", "in", *more, "--format", "json")
    stdin = LUOHU_JSON.read_bytes()
    here = run_gaitui(*args, stdin=stdin, cwd=inbox.parent)
    there = run_gaitui(*args, "--cluster", cluster, stdin=stdin, cwd=inbox.parent)
    assert there.stderr.decode() == ""
    assert (there.returncode, there.stdout) == (here.returncode, here.stdout)


def test_a_cluster_that_is_not_there_is_told(inbox: Path) -> None:
    done = run_gaitui("check", inbox, "--cluster", "tcp://127.0.0.1:1")
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode().startswith("gaitui：连不上集群 tcp://127.0.0.1:1。")


def test_a_missing_extra_is_told(inbox: Path, tmp_path: Path) -> None:
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "distributed.py").write_text("raise ImportError('none here')")
    path = f"{tmp_path / 'lib'}:{ROOT}"
    done = run_gaitui("check", inbox, "--cluster", "tcp://127.0.0.1:1", PYTHONPATH=path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert "pip install 'gaitui[cluster]'" in done.stderr.decode()
