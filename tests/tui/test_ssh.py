"""The app over a real OpenSSH server on loopback, and the connection cut in mid-cell."""

import getpass
import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from gaitui.cell import CellRef
from gaitui.intake import take_in
from gaitui.writing import write_workbook
from tests.support import ROOT, luohu, need_tool, report_of
from tests.tui.terminal import Terminal

os.environ["PATH"] += ":/usr/sbin"


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    """A server of the test's own, with keys of its own, on a free port."""
    server, keygen = need_tool("sshd"), need_tool("ssh-keygen")
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(exist_ok=True)
    for name in ("host", "user"):
        subprocess.run([keygen, "-q", "-t", "ed25519", "-N", "", "-f", tmp_path / name], check=True)
    shutil.copy(tmp_path / "user.pub", tmp_path / "authorized")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
    config = tmp_path / "sshd_config"
    config.write_text(
        f"Port {number}\nListenAddress 127.0.0.1\nHostKey {tmp_path}/host\nPidFile none\n"
        f"AuthorizedKeysFile {tmp_path}/authorized\nStrictModes no\nUsePAM no\n"
        "PasswordAuthentication no\nPermitRootLogin yes\n"
    )
    process = subprocess.Popen([server, "-D", "-e", "-f", config], stderr=subprocess.DEVNULL)
    try:
        _await_port(number)
        yield number
    finally:
        process.terminate()
        process.wait(10)


def _await_port(number: int) -> None:
    end = time.monotonic() + 10
    while True:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", number)) == 0:
                return
        assert time.monotonic() < end, "the server did not come up"
        time.sleep(0.05)


def _login(tmp_path: Path, port: int, report: Path) -> str:
    """A shell command that logs in and edits the report; its process id goes to a file."""
    settings = f"LC_ALL=C.UTF-8 PYTHONPATH={ROOT} XDG_STATE_HOME={tmp_path}/state"
    remote = f"{settings} {shlex.quote(sys.executable)} -m gaitui edit {report}"
    options = "-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR"
    user = getpass.getuser()
    ssh = f"ssh -tt {options} -p {port} -i {tmp_path}/user {user}@127.0.0.1"
    return f"echo $$ > {tmp_path}/pid; {ssh} {shlex.quote(remote)}"


def _cut(tmp_path: Path) -> None:
    """Kill the client, as a dropped line does."""
    shell = (tmp_path / "pid").read_text().strip()
    found = subprocess.run(["pgrep", "-P", shell, "ssh"], capture_output=True, check=True)
    os.kill(int(found.stdout.split()[0]), signal.SIGKILL)


def test_a_cut_connection_loses_nothing_that_was_committed(tmp_path: Path, port: int) -> None:
    need_tool("ssh")
    report = tmp_path / "report.xlsx"
    report.write_bytes(write_workbook(luohu()))
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
    first, second = Terminal(tmp_path / "first"), Terminal(tmp_path / "second")
    try:
        first.start(_login(tmp_path, port, report))
        first.wait_for("[1基本")
        first.keys("M-4")
        first.wait_for("[4三✓]")
        first.type("511")
        first.keys("Enter")
        first.type("39")
        first.keys("Enter")
        first.wait_for("✗", " 39 ")
        first.type("77")
        first.wait_for("77")
        _cut(tmp_path)
        first.wait_for("结束")
        second.start(_login(tmp_path, port, report))
        second.wait_for("有没保存的修改", "510 → 511", "38 → 39", "恢复这 2 处")
        second.keys("Enter")
        second.wait_for("[1基本")
        second.keys("C-s")
        second.wait_for("已保存")
    finally:
        first.close()
        second.close()
    saved = report_of(take_in(report))
    assert saved.value(CellRef("requests.new.natural_person")) == 511
    assert saved.value(CellRef("requests.carried_in.natural_person")) == 39
    assert saved.value(CellRef("requests.granted.natural_person")) == 132
