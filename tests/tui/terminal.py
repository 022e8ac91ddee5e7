"""The app in a real terminal: tmux runs it, keys go in, the screen comes back as text."""

import os
import shlex
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.support import ROOT, need_tool

PATIENCE = 20.0
"""Seconds a screen is waited for on a loaded machine."""
_POLL = 0.05


class Terminal:
    """One tmux session of its own server, with a home and state folder of its own."""

    def __init__(self, folder: Path, columns: int = 80, rows: int = 24) -> None:
        self._tmux = need_tool("tmux")
        self.folder = folder
        self._socket = str(folder / "tmux.sock")
        self._size = ["-x", str(columns), "-y", str(rows)]

    def start(self, command: str, term: str = "tmux-256color", **extra: str) -> None:
        """Run a shell command in a fresh session; its exit is shown as `结束 N`."""
        settings: Mapping[str, str] = {
            "HOME": str(self.folder),
            "XDG_STATE_HOME": str(self.folder / "state"),
            "PYTHONPATH": str(ROOT),
            "LC_ALL": "C.UTF-8",
            "TERM": term,
            **extra,
        }
        exports = "; ".join(f"export {key}={shlex.quote(item)}" for key, item in settings.items())
        script = f"{exports}; {command}; echo 结束 $?; exec sleep 600"
        self._run("-f", "/dev/null", "new-session", "-d", *self._size, "sh", "-c", script)

    def keys(self, *names: str) -> None:
        """Press keys by tmux's names (`M-4`, `F8`, `Enter`), one after the other."""
        for name in names:
            self._run("send-keys", name)

    def type(self, text: str) -> None:
        """Type a text letter by letter."""
        self._run("send-keys", "-l", text)

    def paste(self, text: str) -> None:
        """Paste as a terminal does, in brackets."""
        subprocess.run(
            [self._tmux, "-S", self._socket, "load-buffer", "-"], input=text.encode(), check=True
        )
        self._run("paste-buffer", "-p", "-r")

    def resize(self, columns: int, rows: int) -> None:
        self._run("resize-window", "-x", str(columns), "-y", str(rows))

    def screen(self) -> str:
        """What the terminal shows."""
        return self._run("capture-pane", "-p")

    def wait_for(self, *texts: str, gone: Sequence[str] = ()) -> str:
        """The screen once it shows all texts and none of the `gone` ones."""
        end = time.monotonic() + PATIENCE
        while True:
            screen = self.screen()
            if all(text in screen for text in texts) and not any(text in screen for text in gone):
                return screen
            if time.monotonic() > end:
                raise AssertionError(f"waited for {texts}, without {gone}:\n{screen}")
            time.sleep(_POLL)

    def close(self) -> None:
        """End the server this object started."""
        subprocess.run(
            [self._tmux, "-S", self._socket, "kill-server"], check=False, capture_output=True
        )

    def _run(self, *arguments: str) -> str:
        environment = {**os.environ, "LC_ALL": "C.UTF-8"}
        done = subprocess.run(
            [self._tmux, "-S", self._socket, *arguments],
            capture_output=True,
            check=True,
            env=environment,
        )
        return done.stdout.decode()


def gaitui(*arguments: str) -> str:
    """The command line that runs gaitui, quoted for a shell."""
    return shlex.join([sys.executable, "-m", "gaitui", *arguments])
