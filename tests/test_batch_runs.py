"""`gaitui check` on many files: whole processes, real signals, real terminals."""

import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from gaitui.batch.local import check_local
from tests.support import ROOT, edit_part, luohu_document, luohu_workbook, run_gaitui

ENV = {**os.environ, "PYTHONPATH": str(ROOT)}


@pytest.fixture(scope="session")
def document() -> str:
    return json.dumps(luohu_document(), ensure_ascii=False)


@pytest.fixture
def inbox(tmp_path: Path, document: str) -> Path:
    """Three hundred reports, each of its own unit, some of them broken."""
    folder = tmp_path / "in"
    for number in range(300):
        path = folder / f"{number // 100}" / f"{number:03}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        text = document.replace("深圳市罗湖区人民政府", f"测试市第{number}局")
        if number % 10 == 3:
            text = text.replace('"requests.new.business": ', '"requests.new.business": 1')
        path.write_text(text[:-9] if number % 50 == 7 else text, encoding="utf-8")
    (folder / "0" / "050.json").write_bytes(luohu_workbook())
    return folder


@pytest.mark.parametrize("output", ["text", "json", "csv", "junit", "sarif"])
def test_two_processes_say_what_one_says(output: str, inbox: Path) -> None:
    one, two = (
        run_gaitui("check", "in", "--jobs", jobs, "--format", output, cwd=inbox.parent)
        for jobs in (1, 2)
    )
    assert (one.returncode, one.stderr) == (two.returncode, two.stderr) == (1, b"")
    assert one.stdout == two.stdout != b""


def test_three_hundred_files_come_in_order_with_their_own_results(inbox: Path) -> None:
    done = run_gaitui("check", "in", "--format", "json", "--jobs", 2, cwd=inbox.parent)
    files = json.loads(done.stdout)["files"]
    assert [file["path"] for file in files] == [
        f"in/{number // 100}/{number:03}.json" for number in range(300)
    ]
    for number, file in enumerate(files):
        unit = None if number % 50 == 7 else f"测试市第{number}局"
        assert file["unit"] == ("深圳市罗湖区人民政府" if number == 50 else unit)
        found = {finding["code"] for finding in file["findings"]}
        assert ("W601" in found) == (number % 50 == 7)
        assert ("A103" in found) == (number % 10 == 3)


def test_the_page_is_written_beside_the_results(inbox: Path) -> None:
    done = run_gaitui("check", "in", "--report", "out/page", cwd=inbox.parent)
    page = (inbox.parent / "out" / "page" / "index.html").read_text(encoding="utf-8")
    assert done.stderr.decode() == "已写出 out/page/index.html\n"
    assert page.count('<a href="#f') == 300
    assert "测试市第299局" in page


def test_a_pattern_that_no_shell_expanded_is_expanded(inbox: Path) -> None:
    done = run_gaitui("check", "in/*/00?.json", "--format", "json", cwd=inbox.parent)
    assert len(json.loads(done.stdout)["files"]) == 10


def test_a_folder_without_reports_is_wrong_usage(tmp_path: Path) -> None:
    done = run_gaitui("check", tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert "没有可以核对的文件" in done.stderr.decode()


def test_standard_input_takes_its_place_in_a_batch(inbox: Path, document: str) -> None:
    args = ("check", "in/0", "-", "in/1/100.json", "--format", "json")
    done = run_gaitui(*args, stdin=document.encode(), cwd=inbox.parent)
    files = json.loads(done.stdout)["files"]
    assert [file["path"] for file in files[-2:]] == ["-", "in/1/100.json"]
    assert files[-2]["unit"] == "深圳市罗湖区人民政府"


NAMES = [b"\xff\xfe.json", b"a\nb.json", b"[b][red].json", "长".encode() * 83 + b".json"]
NAMES += [b"--jobs.json", b"\x1b[31mred.json", b"%s{0}<i>&amp;.json", b" .json", b"'\".json"]


@pytest.mark.parametrize("output", ["text", "json", "csv", "junit", "sarif"])
def test_hostile_names_break_no_output(output: str, tmp_path: Path, document: str) -> None:
    folder = tmp_path / "[/b]"
    folder.mkdir(parents=True)
    for name in NAMES:
        with open(os.path.join(os.fsencode(folder), name), "wb") as stream:
            stream.write(document.encode())
    args = ("check", "[/b]", "--format", output, "--report", "page")
    done = run_gaitui(*args, cwd=tmp_path)
    assert done.returncode == 0, done.stderr.decode()
    assert b"\x1b" not in done.stdout.replace(
        b"\x1b[31mred.json", b"" if output == "csv" else b"\x1b"
    )
    text = done.stdout.decode()
    match output:
        case "json":
            assert len(json.loads(text)["files"]) == len(NAMES)
        case "sarif":
            assert len(json.loads(text)["runs"][0]["results"]) >= len(NAMES)
        case "junit":
            assert len(ET.fromstring(done.stdout)) == len(NAMES)
        case "text":
            assert f"{len(NAMES)} 个文件" in text.splitlines()[-1]
    page = (tmp_path / "page" / "index.html").read_text(encoding="utf-8")
    assert "<i>" not in page and "&lt;i&gt;&amp;amp;" in page


def test_a_file_that_vanishes_midway_is_its_own_finding(inbox: Path) -> None:
    paths = sorted(map(str, inbox.rglob("*.json")))
    results = check_local(paths, None, None, 2)
    first = next(results)
    Path(paths[-1]).unlink()
    *_, last = results
    assert (first.path, last.path) == (paths[0], paths[-1])
    assert [finding.code for finding in last.findings] == ["W601"]
    assert "文件不存在" in last.findings[0].message


def test_a_file_that_kills_its_worker_is_one_finding(
    inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from gaitui import commands

    check_file = commands.check_file

    def deadly(path: Path, *terms: Any) -> object:
        if path.name == "120.json":
            os.kill(os.getpid(), signal.SIGKILL)
        return check_file(path, *terms)

    paths = sorted(map(str, inbox.rglob("*.json")))
    expected = list(check_local(paths, None, None, 2))
    monkeypatch.setattr(commands, "check_file", deadly)
    results = list(check_local(paths, None, None, 2))
    changed = [index for index in range(300) if results[index] != expected[index]]
    assert changed == [120]
    (finding,) = results[120].findings
    assert (finding.code, finding.message) == ("W601", "读取时核对进程被终止（SIGKILL）。")


def test_last_years_report_reaches_every_worker(inbox: Path, document: str) -> None:
    prior = json.loads(document) | {"year": 2023}
    (inbox.parent / "2023.json").write_text(json.dumps(prior), encoding="utf-8")
    seen = [
        json.loads(
            run_gaitui(
                *("check", *files, "--prior", "2023.json", "--format", "json"), cwd=inbox.parent
            ).stdout
        )["files"]
        for files in (["in/0"], ["in/0/000.json"])
    ]
    assert seen[0][0] == seen[1][0]


@contextmanager
def stuck(inbox: Path, *args: str) -> Iterator["subprocess.Popen[bytes]"]:
    """A batch with one file, the hundredth, that never ends; begun once it is being read. Its
    output goes to a file, because nobody would empty a pipe meanwhile."""
    fifo = inbox.parent / "slow.json"
    os.mkfifo(fifo)
    command = [sys.executable, "-m", "gaitui", "check", "in/0", "slow.json", "in/1", *args]
    with open(inbox.parent / "out", "wb") as out:
        process = subprocess.Popen(
            command, stdout=out, stderr=subprocess.PIPE, cwd=inbox.parent, env=ENV
        )
    writer = -1
    while writer < 0 and process.poll() is None:
        try:
            writer = os.open(fifo, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:
            time.sleep(0.01)
    yield process
    os.close(writer)


@pytest.mark.parametrize(
    ("number", "output"),
    [(signal.SIGTERM, "text")]
    + [(signal.SIGINT, output) for output in ("text", "json", "csv", "junit", "sarif")],
)
def test_an_interrupt_ends_with_what_is_known(
    number: signal.Signals, output: str, inbox: Path
) -> None:
    args = ("--jobs", "2", "--format", output, "--report", "page")
    with stuck(inbox, *args) as process:
        process.send_signal(number)
        _, narration = process.communicate()
    out = (inbox.parent / "out").read_bytes()
    assert process.returncode == 130
    assert narration.decode().split() == ["已写出", "page/index.html", "gaitui：已中断。"]
    text = out.decode()
    match output:
        case "text":
            assert text.splitlines()[-1].startswith("结论：没有核对完。已核对 ")
        case "json":
            assert 90 <= len(json.loads(text)["files"]) <= 200
        case "sarif":
            (run,) = json.loads(text)["runs"]
            assert run["invocations"] == [{"executionSuccessful": False}]
        case "junit":
            assert 90 <= len(ET.fromstring(out)) <= 200
    page = (inbox.parent / "page" / "index.html").read_text(encoding="utf-8")
    assert "核对中途停止" in page and page.endswith("</html>\n")


def test_no_worker_outlives_a_killed_batch(inbox: Path) -> None:
    with stuck(inbox, "--jobs", "2") as process:
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        workers = [int(pid) for pid in children.read_text().split()]
        process.kill()
        process.wait()
    assert len(workers) == 2
    for _ in range(1000):
        workers = [pid for pid in workers if is_alive(pid)]
        if not workers:
            return
        time.sleep(0.01)
    raise AssertionError(workers)


def is_alive(pid: int) -> bool:
    """Whether a process runs; a zombie whose parent has not asked yet does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_reader_that_goes_away_ends_the_batch_quietly(inbox: Path) -> None:
    command = [sys.executable, "-m", "gaitui", "check", "in", "--jobs", "2"]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=inbox.parent, env=ENV
    )
    assert process.stdout and process.stderr
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == b""
    assert process.wait() == 0


def in_terminal(folder: Path, *args: str) -> str:
    """What a terminal is sent on stderr, stdout being a pipe."""
    controller, terminal = pty.openpty()
    command = [sys.executable, "-m", "gaitui", "check", *args]
    env = {**ENV, "TERM": "xterm", "COLUMNS": "80", "NO_COLOR": "1"}
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=terminal, cwd=folder, env=env):
        os.close(terminal)
        shown = b""
        while True:
            try:
                part = os.read(controller, 65536)
            except OSError:
                part = b""
            if not part:
                break
            shown += part
    os.close(controller)
    return shown.decode()


def test_a_terminal_is_shown_how_far_it_has_come(inbox: Path) -> None:
    shown = in_terminal(inbox.parent, "in")
    assert re.search(r"核对 .* +[0-9]+/300 [0-9]+ 个/秒，还要", shown)
    assert in_terminal(inbox.parent, "in/0/000.json") == ""


def test_a_bomb_in_a_batch_is_one_finding(inbox: Path) -> None:
    broken = edit_part(luohu_workbook(), "xl/workbook.xml", lambda text: text[:-20])
    (inbox / "0" / "000.json").write_bytes(broken)
    done = run_gaitui("check", "in/0", "--format", "json", cwd=inbox.parent)
    first, second, *_ = json.loads(done.stdout)["files"]
    assert first["counts"]["error"] == 1 and second["unit"] == "测试市第1局"
