"""click in Chinese: help pages, usage errors, and the one place that owns exit codes."""

import errno
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from enum import IntEnum
from typing import Any, TextIO

import click

from gaitui.errors import GaituiError, nearest, printable


class ExitCode(IntEnum):
    """What the process says when it ends."""

    OK = 0
    FINDINGS = 1
    FAILED = 2
    INTERRUPTED = 130


_HEADINGS = {"Options": "选项", "Commands": "命令", "Arguments": "参数"}


class ChineseFormatter(click.HelpFormatter):
    """Help with Chinese headings."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        super().write_usage(prog, args, "用法：")

    def write_heading(self, heading: str) -> None:
        super().write_heading(_HEADINGS.get(heading, heading))

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        translated = [(term, text.replace("[required]", "[必填]")) for term, text in rows]
        super().write_dl(translated, col_max, col_spacing)


class ChineseContext(click.Context):
    """A context whose help is formatted in Chinese."""

    formatter_class = ChineseFormatter


def _chinese_help(command: click.Command, context: click.Context) -> click.Option | None:
    option = click.Command.get_help_option(command, context)
    if option is not None:
        option.help = "显示这份说明"
    return option


class ChineseCommand(click.Command):
    """A command with Chinese help."""

    context_class = ChineseContext

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("options_metavar", "[选项]")
        super().__init__(*args, **kwargs)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        return _chinese_help(self, ctx)


class ChineseGroup(click.Group):
    """A group of commands with Chinese help."""

    context_class = ChineseContext
    command_class = ChineseCommand

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("options_metavar", "[选项]")
        kwargs.setdefault("subcommand_metavar", "命令 [参数]…")
        super().__init__(*args, **kwargs)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        return _chinese_help(self, ctx)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if not name.startswith("-") and self.get_command(ctx, name) is None:
            known = nearest(name, self.list_commands(ctx))
            raise click.UsageError(f"没有命令“{name}”{known}", ctx)
        return super().resolve_command(ctx, args)


def run(command: click.Command, args: Sequence[str] | None = None) -> int:
    """Run a command and give the exit code; all error messages go to stderr, in Chinese."""
    _prepare_streams()
    try:
        result = command.main(args, prog_name="gaitui", standalone_mode=False)
        sys.stdout.flush()
        return int(result or ExitCode.OK)
    except (KeyboardInterrupt, click.Abort):
        complain("已中断。")
        return ExitCode.INTERRUPTED
    except (click.ClickException, GaituiError) as error:
        _explain_failure(error)
        return ExitCode.FAILED
    except OSError as error:
        return _output_failed(error)
    except SystemExit as error:
        # click ends the process itself in two cases: after a completion, and with 1, our code
        # for findings, when the reader of our output has gone.
        return int(error.code or 0) if "_GAITUI_COMPLETE" in os.environ else ExitCode.OK


def _prepare_streams() -> None:
    """Streams that were closed swallow what they get; characters that do not fit are replaced."""
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "r" if name == "stdin" else "w"))  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        reconfigure: Callable[..., None] | None = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")


def _explain_failure(error: click.ClickException | GaituiError) -> None:
    complain(usage_message(error) if isinstance(error, click.ClickException) else str(error))
    context = getattr(error, "ctx", None)
    if context is not None:
        click.echo(f"用 {context.command_path} --help 查看用法。", err=True)


def _output_failed(error: OSError) -> int:
    """Standard output took no more; what is left in its buffer goes nowhere."""
    with open(os.devnull, "wb") as nowhere:
        os.dup2(nowhere.fileno(), sys.stdout.fileno())
    if error.errno == errno.EPIPE:
        return ExitCode.OK
    full = error.errno in (errno.ENOSPC, errno.EDQUOT)
    complain(f"写不出结果：{'磁盘满了' if full else error.strerror or error}。")
    return ExitCode.FAILED


def complain(message: str) -> None:
    """An error on stderr; a message may have several lines."""
    line = "gaitui：" + "\n".join(map(printable, message.split("\n")))
    click.echo(click.style(line, fg="red") if has_colours(sys.stderr) else line, err=True)


def has_colours(stream: TextIO) -> bool:
    """Whether a stream is a terminal whose user wants colours (https://no-color.org)."""
    return stream.isatty() and not os.environ.get("NO_COLOR")


def usage_message(error: click.ClickException) -> str:
    """A usage error in Chinese."""
    match error:
        case click.NoSuchOption():
            known = nearest(error.option_name, error.possibilities or ())
            return f"没有选项“{error.option_name}”{known}。"
        case click.MissingParameter():
            name = _parameter(error)
            kind = "选项" if error.param and error.param.param_type_name == "option" else "参数"
            return f"缺少{kind} {name}。"
        case click.BadParameter():
            return f"{_parameter(error)} 的值不对：{_reason(error)}"
        case click.BadOptionUsage():
            return f"选项 {error.option_name} 缺少值，或多给了值。"
    message = error.message
    if "unexpected extra argument" in message:
        return f"多余的参数：{message.partition('(')[2].rstrip(')')}。"
    return message if message.endswith("。") else f"{message}。"


def _parameter(error: click.BadParameter) -> str:
    if error.param is None:
        return error.param_hint if isinstance(error.param_hint, str) else "参数"
    if error.param.param_type_name == "option":
        return max(error.param.opts, key=len)
    return error.param.make_metavar(error.ctx) if error.ctx else error.param.name or ""


def _reason(error: click.BadParameter) -> str:
    param = error.param
    if param is not None and isinstance(param.type, click.Choice):
        return f"应为 {'、'.join(map(str, param.type.choices))} 之一。"
    if param is not None and isinstance(param.type, click.IntRange):
        return f"应为 {param.type.min} 到 {param.type.max} 的整数。"
    if param is not None and isinstance(param.type, click.types.IntParamType):
        return "应为整数。"
    return error.message if error.message.endswith("。") else f"{error.message}。"
