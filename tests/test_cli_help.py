"""Help, usage errors and completion: in Chinese, documented, and naming what was meant."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from gaitui.cli.root import gaitui
from tests.support import ROOT, run_gaitui

CHINESE = re.compile(r"[\u4e00-\u9fff]")
DOCS = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
LEFTOVERS = re.compile(r"Usage|Options|Commands|Arguments|required|default|Show this|OPTIONS|TEXT")


def commands(group: click.Group = gaitui, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every command with its groups, the program itself included."""
    yield path
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name)


COMMANDS = [" ".join(path) for path in commands()]


def command_of(path: str) -> click.Command:
    """A command by the words that call it."""
    command: click.Command = gaitui
    for name in path.split():
        assert isinstance(command, click.Group)
        command = command.commands[name]
    return command


@pytest.mark.parametrize("path", COMMANDS)
def test_every_command_has_help_in_chinese(path: str) -> None:
    done = run_gaitui(*path.split(), "--help")
    shown = done.stdout.decode()
    assert (done.returncode, done.stderr) == (0, b"")
    assert shown.startswith(f"用法：{' '.join(['gaitui', path]).strip()} [选项]")
    assert "选项:" in shown and "显示这份说明" in shown
    assert not LEFTOVERS.search(shown)


@pytest.mark.parametrize("path", COMMANDS)
def test_every_command_and_option_is_explained_and_documented(path: str) -> None:
    command = command_of(path)
    title = " ".join(["gaitui", path]).strip()
    section = re.search(rf"^## {title}\n(.*?)(?=^## |\Z)", DOCS, re.MULTILINE | re.DOTALL)
    assert section, f"{title} is not in docs/commands.md"
    assert command.help and CHINESE.search(command.help)
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help and CHINESE.search(parameter.help), parameter.name
            assert max(parameter.opts, key=len) in section[1]
    assert command.help.split("\n")[0] in section[1]


def test_without_arguments_and_terminal_the_program_says_what_to_do() -> None:
    done = run_gaitui()
    assert CHINESE.search((done.stdout + done.stderr).decode())
    assert b"Traceback" not in done.stderr


WRONG = [
    ("chek", "没有命令“chek”（最接近的是“check”）。"),
    ("exprot a b", "没有命令“exprot”（最接近的是“export”）。"),
    ("xyzzy", "没有命令“xyzzy”。"),
    ("check", "缺少参数 FILE…。"),
    ("check --fromat json a", "没有选项“--fromat”（最接近的是“--format”）。"),
    ("check --zzz a", "没有选项“--zzz”。"),
    ("check --format xml a", "--format 的值不对：应为 text、json、csv、junit、sarif 之一。"),
    ("check a --fail-on info", "--fail-on 的值不对：应为 error、warning 之一。"),
    ("check a --format", "选项 --format 缺少值，或多给了值。"),
    ("new a.xlsx --unit 局", "缺少选项 --year。"),
    ("new a.xlsx --year 2024", "缺少选项 --unit：请写机关全称，或用 --prior 给出上年报告。"),
    ("new a.xlsx --unit 局 --year 二〇二四", "--year 的值不对：应为整数。"),
    ("new a.xlsx --unit 局 --year 24", "--year 应为四位数字的年份，例如 2024。"),
    ("new a b --year 2024", "多余的参数：b。"),
    ("export a", "缺少参数 DEST。"),
    ("export a b --width 79", "--width 的值不对：应为 80 到 140 的整数。"),
    ("export a b --draft=1", "选项 --draft 缺少值，或多给了值。"),
    ("export a b --encoding big5", "--encoding 的值不对：应为 utf-8、gb18030、gbk 之一。"),
    ("export a -", "DEST 为 - 时，请用 --to 指明格式。"),
    ("explain A101 A102", "多余的参数：A102。"),
    ("check a --definition gwy-2020x", "没有名为“gwy-2020x”的格式版本（最接近的是“gwy-20"),
    ("--versoin", "没有选项“--versoin”（最接近的是“--version”）。"),
]  # fmt: skip


@pytest.mark.parametrize(("args", "said"), WRONG)
def test_wrong_usage_is_explained_in_chinese_with_what_was_meant(args: str, said: str) -> None:
    done = run_gaitui(*args.split())
    narration = done.stderr.decode()
    assert (done.returncode, done.stdout) == (2, b"")
    assert narration.startswith(f"gaitui：{said}")
    assert not re.search(r"Error|Usage|Invalid|Missing|No such|Got ", narration)


@pytest.mark.parametrize(("typed", "code"), [("a103", "A103"), ("Ｔ５０４", "T504")])
def test_explain_takes_a_code_as_people_type_it(typed: str, code: str) -> None:
    done = run_gaitui("explain", typed)
    lines = done.stdout.decode().splitlines()
    assert (done.returncode, done.stderr) == (0, b"")
    assert lines[0].startswith(f"{code} ")
    assert {"含义", "依据", "示例", "改法"} <= set(lines)


def test_explain_without_a_code_lists_all() -> None:
    listed = run_gaitui("explain").stdout.decode().splitlines()
    assert len(listed) > 20 and "A103  收到与办理的件数不平" in listed


def run_completion(**env: str) -> str:
    """What the program tells a shell that asks it."""
    done = subprocess.run(
        [sys.executable, "-m", "gaitui"],
        env={**os.environ, "PYTHONPATH": str(ROOT), **env},
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    return done.stdout.decode()


def offered(shell: str, words: str) -> list[str]:
    """What a shell is offered for the last word; fish gives the word, others its number."""
    current = words.split(" ")[-1] if shell == "fish" else str(words.count(" "))
    lines = run_completion(
        _GAITUI_COMPLETE=f"{shell}_complete", COMP_WORDS=words, COMP_CWORD=current
    ).splitlines()
    if shell == "zsh":
        return lines[1::3]
    return [line.partition(",")[2].partition("\t")[0] for line in lines]


MARKS = {"bash": "complete -o nosort -F", "zsh": "#compdef gaitui", "fish": "complete --no-files"}


@pytest.mark.parametrize("shell", MARKS)
def test_there_is_a_completion_script_for_each_shell(shell: str) -> None:
    script = run_completion(_GAITUI_COMPLETE=f"{shell}_source")
    assert MARKS[shell] in script and f"_GAITUI_COMPLETE={shell}_complete" in script


def test_bash_takes_the_script(tmp_path: Path) -> None:
    script = tmp_path / "completion.bash"
    script.write_text(run_completion(_GAITUI_COMPLETE="bash_source"), encoding="utf-8")
    asked = ["bash", "--norc", "-c", f"source {script} && complete -p gaitui"]
    done = subprocess.run(asked, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.strip().endswith(b"-F _gaitui_completion gaitui")


@pytest.mark.parametrize("shell", MARKS)
@pytest.mark.parametrize(
    ("words", "offer"),
    [
        ("gaitui ex", ["explain", "explain-cell", "export"]),
        ("gaitui check --fo", ["--format"]),
        ("gaitui check --format ", ["text", "json", "csv", "junit", "sarif"]),
        ("gaitui export a b --encoding g", ["gb18030", "gbk"]),
    ],
)
def test_a_shell_is_offered_commands_options_and_values(
    shell: str, words: str, offer: list[str]
) -> None:
    assert offered(shell, words) == offer
