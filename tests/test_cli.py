"""The command line as other programs see it: exit codes, exact output, pipes and streams."""

import json
import os
import pty
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support import LUOHU_JSON, ROOT, luohu_document, luohu_workbook, run_gaitui

GOLDEN = Path(__file__).parent / "golden"
ESCAPE = "\x1b["


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a good report, one with warnings only, one with errors, and no report."""
    document = luohu_document()
    write(tmp_path / "warned.json", document)
    preamble = document["narratives"]["preamble"].replace("国办政务公开办函", "国办公开办函")
    document["narratives"] |= {"preamble": preamble, "overview": "2024年，工作正常。"}
    write(tmp_path / "good.json", document)
    document["cells"] |= {"requests.new.business": 17, "requests.granted.total": "１５０件"}
    del document["cells"]["disclosure.licensing.decisions"]
    document["narratives"] |= {"other": ""}
    write(tmp_path / "broken.json", document)
    (tmp_path / "broken.xlsx").write_bytes(b"PK\x03\x04 cut off")
    (tmp_path / "good.xlsx").write_bytes(luohu_workbook())
    return tmp_path


def write(path: Path, document: dict[str, Any]) -> None:
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")


@pytest.mark.parametrize(
    ("args", "code"),
    [
        ("check good.json", 0),
        ("check warned.json", 0),
        ("check warned.json --fail-on warning", 1),
        ("check good.json --fail-on warning", 0),
        ("check broken.json", 1),
        ("check broken.json --format json", 1),
        ("check good.json broken.json", 1),
        ("check broken.xlsx", 2),
        ("check missing.xlsx", 2),
        ("check .", 1),
        ("check missing/*.xlsx", 2),
        ("check good.json broken.xlsx", 1),
        ("check good.json missing.xlsx", 1),
        ("check broken.xlsx missing.xlsx", 1),
        ("export good.json out.txt", 0),
        ("export broken.json out.txt", 1),
        ("export broken.json out.txt --draft", 0),
        ("export broken.json out.xlsx", 0),
        ("export broken.json out.json", 0),
        ("export broken.json out.csv", 0),
        ("export broken.xlsx out.json", 2),
        ("export missing.json out.json", 2),
        ("export good.json missing/out.json", 2),
        ("export good.json out.pdf", 2),
        ("export good.json .", 2),
        ("new out.xlsx --unit 测试局 --year 2024", 0),
        ("new good.xlsx --unit 测试局 --year 2024", 2),
        ("new out.xlsx --unit 测试局 --year 1800", 2),
        ("new out.xlsx --unit 测试局 --year 20240", 2),
        ("new out.xlsx --unit 测试局 --year 2024 --definition gwy-2019", 2),
        ("new out.xlsx --unit 测试局 --year 2024 --definition missing.toml", 2),
        ("new out.txt --unit 测试局 --year 2024", 2),
        ("explain a103", 0),
        ("explain A999", 2),
        ("explain", 0),
        ("--version", 0),
        ("--help", 0),
    ],
)  # fmt: skip
def test_the_exit_code_tells_how_it_went(args: str, code: int, folder: Path) -> None:
    done = run_gaitui(*args.split(), cwd=folder)
    assert done.returncode == code, done.stderr.decode()
    assert b"Traceback" not in done.stderr
    if code == 2 and not args.startswith("check"):
        assert done.stdout == b"" and done.stderr.startswith("gaitui：".encode())


def test_an_interrupt_ends_with_130(tmp_path: Path) -> None:
    fifo = tmp_path / "slow.json"
    os.mkfifo(fifo)
    command = [sys.executable, "-m", "gaitui", "check", str(fifo)]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, env=env)
    writer = open_when_read(fifo, process)
    process.send_signal(signal.SIGINT)
    # A signal that came between opening and reading is noticed only when the read returns.
    os.close(writer)
    out, narration = process.communicate()
    assert process.returncode == 130
    assert (out, narration.decode().strip()) == (b"", "gaitui：已中断。")


def open_when_read(fifo: Path, process: subprocess.Popen[bytes]) -> int:
    """Open a pipe as soon as the process reads from it."""
    while process.poll() is None:
        try:
            return os.open(fifo, os.O_WRONLY | os.O_NONBLOCK)
        except OSError:
            continue
    raise AssertionError(process.communicate())


def normalised(output: bytes) -> str:
    """Output without what changes with the version of the program."""
    text = re.sub(r'"gaitui": "[^"]*"', '"gaitui": "(version)"', output.decode())
    return re.sub(r'"sha256": "[0-9a-f]{64}"', '"sha256": "(sha256)"', text)


@pytest.mark.parametrize(
    ("golden", "args"),
    [
        ("check.txt", "check good.xlsx broken.json broken.xlsx"),
        ("check.json", "check good.xlsx broken.json broken.xlsx --format json"),
    ],
)
def test_results_are_those_in_the_golden_file(golden: str, args: str, folder: Path) -> None:
    done = run_gaitui(*args.split(), cwd=folder)
    assert done.stderr == b""
    assert normalised(done.stdout) == (GOLDEN / golden).read_text(encoding="utf-8")


def test_both_results_show_the_same_findings(folder: Path) -> None:
    files = ("good.xlsx", "broken.json", "warned.json", "broken.xlsx")
    shown = run_gaitui("check", *files, cwd=folder).stdout.decode()
    document = json.loads(run_gaitui("check", *files, "--format", "json", cwd=folder).stdout)
    findings = [item for file in document["files"] for item in file["findings"]]
    assert re.findall(r"^  [✗!·] ([A-Z][0-9]+) (.*)$", shown, re.MULTILINE) == [
        (item["code"], item["message"]) for item in findings
    ]
    counts = {key: sum(file["counts"][key] for file in document["files"])
              for key in ("error", "warning", "info")}  # fmt: skip
    checks_run = sum(file["checks_run"] for file in document["files"])
    assert shown.splitlines()[-1] == (
        f"结论：不通过。4 个文件，共核对 {checks_run} 项："
        f"{counts['error']} 个错误，{counts['warning']} 个提醒，{counts['info']} 个说明。"
    )


def test_a_json_input_has_no_sheet_and_no_address(folder: Path) -> None:
    done = run_gaitui("check", "broken.json", "--format", "json", cwd=folder)
    (file,) = json.loads(done.stdout)["files"]
    assert file["findings"]
    assert {(item["sheet"], item["address"]) for item in file["findings"]} == {(None, None)}


@pytest.mark.parametrize("target", ["xlsx", "json", "txt", "csv"])
@pytest.mark.parametrize("source", ["good.json", "good.xlsx"])
def test_a_pipe_gives_what_a_file_gives(source: str, target: str, folder: Path) -> None:
    out = folder / f"out.{target}"
    to_file = run_gaitui("export", source, out, cwd=folder)
    assert (to_file.returncode, to_file.stdout) == (0, b"")
    assert to_file.stderr.decode() == f"已写出 {out}\n"
    data = (folder / source).read_bytes()
    suffix = source.partition(".")[2]
    for args in (["--from", suffix], []):
        piped = run_gaitui("export", "-", "-", *args, "--to", target, stdin=data)
        assert (piped.returncode, piped.stderr) == (0, b"")
        assert piped.stdout == out.read_bytes()


def test_standard_input_is_checked_and_named_by_its_dash(folder: Path) -> None:
    done = run_gaitui("check", "-", stdin=(folder / "good.json").read_bytes())
    assert done.returncode == 0
    assert done.stdout.decode().startswith("-（深圳市罗湖区人民政府，2024 年度，gwy-2021）\n")


@pytest.mark.parametrize(("stated", "data"), [("json", b"PK\x03\x04"), ("xlsx", b"{}")])
def test_standard_input_of_another_format_than_stated_is_refused(stated: str, data: bytes) -> None:
    done = run_gaitui("export", "-", "-", "--from", stated, "--to", "csv", stdin=data)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.decode() == f"gaitui：标准输入不是 {stated} 格式。\n"


def in_terminal(*args: str, **env: str) -> str:
    """What a command shows in a terminal."""
    controller, terminal = pty.openpty()
    command = [sys.executable, "-m", "gaitui", *args]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm", **env}
    with subprocess.Popen(command, stdout=terminal, stderr=terminal, env=environment):
        os.close(terminal)
        shown = b""
        while True:
            try:
                part = os.read(controller, 65536)
            except OSError:  # Linux says EIO once the terminal's other side is closed.
                part = b""
            if not part:
                break
            shown += part
    os.close(controller)
    return shown.decode()


@pytest.mark.parametrize("args", [["check", str(LUOHU_JSON)], ["chekc"]])
def test_colour_is_for_terminals_and_only_repeats_the_signs(args: list[str]) -> None:
    coloured = in_terminal(*args, NO_COLOR="")
    plain = in_terminal(*args, NO_COLOR="1")
    piped = run_gaitui(*args)
    assert ESCAPE in coloured
    assert ESCAPE not in plain
    assert b"\x1b" not in piped.stdout + piped.stderr
    bare = re.sub(r"\x1b\[[0-9;]*m", "", coloured)
    assert bare == plain == (piped.stdout + piped.stderr).decode().replace("\n", "\r\n")


LOCALES: dict[str, dict[str, Any]] = {
    "C": {"LC_ALL": "C"},
    "POSIX": {"LC_ALL": "POSIX"},
    "C without UTF-8": {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
    "GBK": {"PYTHONIOENCODING": "gb18030"},
    "ASCII": {"PYTHONIOENCODING": "ascii"},
}


@pytest.mark.parametrize("name", LOCALES)
@pytest.mark.parametrize(
    "args",
    ["check broken.json", "check 没有.json", "--help", "chekc", "explain A101", "check \udcff"],
)
def test_no_locale_breaks_the_program(name: str, args: str, folder: Path) -> None:
    expected = run_gaitui(*args.split(), cwd=folder)
    done = run_gaitui(*args.split(), cwd=folder, **LOCALES[name])
    assert done.returncode == expected.returncode
    assert b"Traceback" not in done.stderr
    encoding = LOCALES[name].get("PYTHONIOENCODING", "utf-8")
    if encoding != "ascii" and "没有" not in args and "\udcff" not in args:
        assert done.stdout.decode(encoding) == expected.stdout.decode()
        assert done.stderr.decode(encoding) == expected.stderr.decode()


def test_a_file_name_that_is_no_text_does_not_break_the_json(folder: Path) -> None:
    name = os.fsdecode(b"\xff.json")
    (folder / name).write_bytes((folder / "good.json").read_bytes())
    done = run_gaitui("check", name, "--format", "json", cwd=folder)
    assert done.returncode == 0
    assert json.loads(done.stdout)["files"][0]["path"] == "\ufffd.json"
