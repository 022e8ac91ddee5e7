"""A batch on an existing Dask cluster, through its concurrent.futures interface.

Workers may share no disk with us: the file's bytes, the edition and last year's report travel
with each task.
"""

from collections import deque
from collections.abc import Generator, Sequence
from concurrent.futures import CancelledError, Executor, Future
from functools import cache
from pathlib import Path
from typing import Any

from msgspec import Struct

from gaitui import __version__, commands
from gaitui.batch.local import lost_file
from gaitui.definition import Definition, find, parse_definition
from gaitui.errors import GaituiError, UnreadableError
from gaitui.files import read_input
from gaitui.intake import take_in_bytes
from gaitui.render.document import render_json
from gaitui.render.outcome import FileResult
from gaitui.report import Report

_SECONDS = 120
"""How long the oldest open task may take, its way there and back included."""
_PATIENCE = 15
"""Seconds to reach the cluster."""


class Terms(Struct, frozen=True):
    """What all files of a batch are checked by, fit to travel: an edition's id or its file's
    name and text, last year's report as its JSON document, and which of several reports in a
    file is meant."""

    definition: str | None = None
    source: bytes | None = None
    prior: bytes | None = None
    select: str | None = None


def terms(definition: str | None, prior: Report | None, select: str | None = None) -> Terms:
    """Terms as the user named them; `definition` is an id or a path."""
    own = definition is not None and definition.endswith(".toml")
    source = Path(definition).read_bytes() if own and definition else None
    document = render_json(prior).encode() if prior else None
    return Terms(definition, source, document, select)


@cache
def _definition(agreed: Terms) -> Definition | None:
    if agreed.definition is None:
        return None
    if agreed.source is None:
        return find(agreed.definition)
    return parse_definition(agreed.source, Path(agreed.definition).name)


@cache
def _prior(agreed: Terms) -> Report | None:
    """Last year's report, put together once in a worker."""
    if agreed.prior is None:
        return None
    return take_in_bytes(agreed.prior, "", _definition(agreed)).report


def check_received(name: str, data: bytes, agreed: Terms) -> FileResult:
    """What a worker does: one file, by its bytes."""
    intake = take_in_bytes(data, name, _definition(agreed), _prior(agreed), agreed.select)
    return commands.file_result(intake)


def version() -> str:
    """Which gaitui a worker has."""
    return __version__


def check_on_cluster(
    address: str, paths: Sequence[str], agreed: Terms, stdin: bytes = b""
) -> Generator[FileResult]:
    """Results in the order of the paths, as `check_local` gives them.

    Raises `GaituiError` where the cluster cannot be used.
    """
    client = _connect(address)
    executor = client.get_executor(pure=False)
    try:
        _require_same_version(executor)
        yield from _results(executor, 2 * sum(client.nthreads().values()) + 2, paths, agreed, stdin)
    finally:
        executor.shutdown(wait=False)
        client.close(timeout=2)


def _connect(address: str) -> Any:
    """A client of the scheduler; distributed does not say its types."""
    try:
        from distributed import Client
    except ImportError as error:
        raise GaituiError(
            "使用 --cluster 要先安装：pip install 'gaitui[cluster]'；"
            "不用集群时，去掉 --cluster，用 --jobs 在本机并行。"
        ) from error
    try:
        connect: Any = Client
        return connect(address, timeout=_PATIENCE, set_as_default=False)
    except (OSError, ValueError, ImportError, TimeoutError) as error:
        raise GaituiError(
            f"连不上集群 {address}。请核对地址（例如 tcp://主机:8786），"
            "确认调度程序正在运行；也可以去掉 --cluster 在本机核对。"
        ) from error


def _require_same_version(executor: Executor) -> None:
    """One worker answers for all; a cluster without workers would never answer."""
    try:
        theirs = executor.submit(version).result(_PATIENCE)
    except TimeoutError as error:
        raise GaituiError("集群没有空闲的工作进程。请稍后再试，或去掉 --cluster。") from error
    except Exception as error:
        raise GaituiError(
            f"集群上没有可用的 gaitui（{type(error).__name__}）。请在每台工作机上安装同一版本。"
        ) from error
    if theirs != __version__:
        raise GaituiError(f"集群上的 gaitui 是 {theirs}，本机是 {__version__}。请安装同一版本。")


def _results(
    executor: Executor, window: int, paths: Sequence[str], agreed: Terms, stdin: bytes
) -> Generator[FileResult]:
    under_way: deque[tuple[str, Future[FileResult] | FileResult]] = deque()
    for path in paths:
        under_way.append((path, _submit(executor, path, agreed, stdin)))
        if len(under_way) >= window:
            yield _result(*under_way.popleft())
    while under_way:
        yield _result(*under_way.popleft())


def _submit(
    executor: Executor, path: str, agreed: Terms, stdin: bytes
) -> Future[FileResult] | FileResult:
    """A task, or at once the result of a file that has no bytes."""
    try:
        data = stdin if path == "-" else read_input(Path(path))
    except UnreadableError:
        return commands.check_file(Path(path))
    return executor.submit(check_received, path, data, agreed)


def _result(path: str, answer: Future[FileResult] | FileResult) -> FileResult:
    if isinstance(answer, FileResult):
        return answer
    try:
        return answer.result(_SECONDS)
    except TimeoutError:
        answer.cancel()
        return lost_file(path, f"超过 {_SECONDS} 秒没有读完，已停止")
    except (Exception, CancelledError) as error:
        return lost_file(path, f"集群上的核对进程失败（{type(error).__name__}）")
