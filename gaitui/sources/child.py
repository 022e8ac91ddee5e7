"""Run a library that opens outside files in a process of its own, limited in memory and time:
the readers of this package, and what marks a received workbook.

One process a file: starting it takes some 25 ms, nothing that one file did reaches the next, and
any worker of a batch may do it. A process that dies costs its file, never the run.
"""

import subprocess
import sys
from threading import Timer

from msgspec import Struct

from gaitui.errors import UnreadableError
from gaitui.sources import _child


class Limits(Struct, frozen=True):
    """What a child may take: seconds of processor time, and bytes."""

    cpu_seconds: float
    memory: int


READING = Limits(1.6, 512 << 20)
"""With what starting and messages take, a file costs less than 2 s."""
MAX_OUTPUT = 32 << 20
WALL_SECONDS = 20.0
"""Guards against a child that waits instead of working; one that works is ended by its own limit
of processor time, whatever else the machine is doing."""

_START = (
    "import sys; sys.path += sys.argv[4:]; from gaitui.sources import _child;"
    " sys.exit(_child.main(*sys.argv[1:4]))"
)
_TOO_MUCH = "打开它需要的内存或时间远远超过一份年度报告，已停止读取，请向报送单位核实后重新报送。"


def run_child(job: str, data: bytes, what: str, limits: Limits = READING) -> bytes:
    """What the job (a module with a function `run`) makes of `data`; `UnreadableError` if it
    cannot, or had to be stopped. `what` names the kind of file in messages."""
    given = [job, str(limits.cpu_seconds), str(limits.memory), *filter(None, sys.path)]
    command = [sys.executable, "-I", "-S", "-X", "utf8", "-c", _START, *given]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    guard = Timer(WALL_SECONDS, process.kill)
    guard.start()
    try:
        output = _exchange(process, data)
    finally:
        guard.cancel()
        process.kill()
        process.wait()
    if len(output) > MAX_OUTPUT or process.returncode == _child.TOO_MUCH:
        raise UnreadableError(f"{what}的内容过多，或散布得太远：{_TOO_MUCH}")
    if process.returncode == _child.PASSWORD:
        raise UnreadableError("工作簿有打开密码。请取消密码后重新保存。")
    if process.returncode == _child.DAMAGED:
        raise UnreadableError(
            f"{what}读不出来，可能没有传完或已损坏。请用 Excel 或 WPS 打开另存后重试。"
        )
    if process.returncode != _child.DONE:
        raise UnreadableError(f"{what}没有能够读完：{_TOO_MUCH}")
    return output


def _exchange(process: subprocess.Popen[bytes], data: bytes) -> bytes:
    """Give the child its input and take its output, never more of it than is allowed."""
    assert process.stdin is not None and process.stdout is not None
    with process.stdout:
        try:
            with process.stdin as stream:
                stream.write(data)
        except BrokenPipeError:
            return b""
        output = process.stdout.read(MAX_OUTPUT + 1)
        if len(output) <= MAX_OUTPUT:
            process.wait()
        return output
