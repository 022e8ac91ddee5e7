"""Write every file of the repository that is made from the definition or the samples.

`python -m docs.generate` (or `make docs`) writes them; a test fails when one is out of date.
"""

from collections.abc import Iterator
from pathlib import Path

import click

from gaitui.cli.root import gaitui
from gaitui.commands import Format, readable, render_report
from gaitui.definition import built_in, built_in_ids
from gaitui.render.catalogue import render_cells_markdown, render_findings_markdown
from gaitui.tui.screens.help import board_keys_text, keys_text
from gaitui.writing import write_template

ROOT = Path(__file__).parent.parent
GENERATED = "本页由 `make docs` 生成，请勿手改。"


def generated_files() -> Iterator[tuple[Path, bytes]]:
    """Each generated file's path and what it should hold."""
    definitions = [built_in(definition_id) for definition_id in built_in_ids()]
    yield ROOT / "docs" / "findings.md", render_findings_markdown().encode()
    yield ROOT / "docs" / "cells.md", render_cells_markdown(definitions).encode()
    yield ROOT / "docs" / "commands.md", command_help().encode()
    yield ROOT / "docs" / "keys.md", keys_page().encode()
    for definition in definitions:
        yield ROOT / "templates" / f"{definition.id}.xlsx", write_template(definition)
    samples = ROOT / "samples"
    intake = readable(samples / "luohu-2024.json")
    assert intake.report is not None
    for target in (Format.XLSX, Format.TXT):
        data = render_report(intake.report, intake.findings, target)
        yield samples / f"luohu-2024.{target}", data


def command_help() -> str:
    """The help pages of all commands as one document."""
    parts = ["# 命令", "", GENERATED]
    root = gaitui.context_class(gaitui, info_name="gaitui")
    pages: list[tuple[str, click.Command, click.Context]] = [("gaitui", gaitui, root)]
    for name, command in sorted(gaitui.commands.items()):
        context = command.context_class(command, info_name=name, parent=root)
        pages.append((f"gaitui {name}", command, context))
    for title, command, context in pages:
        context.max_content_width = 90
        parts += ["", f"## {title}", "", "```", command.get_help(context), "```"]
    return "\n".join(parts) + "\n"


def keys_page() -> str:
    """The app's keys as a document."""
    return f"# 键位\n\n{GENERATED}\n\n```\n{keys_text()}\n\n{board_keys_text()}\n```\n"


def main() -> None:
    """Write what is out of date and name it."""
    for path, data in generated_files():
        if not path.exists() or path.read_bytes() != data:
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(data)
            click.echo(f"wrote {path.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
