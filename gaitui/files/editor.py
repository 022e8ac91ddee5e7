"""Who edits a report, as locks and journals tell it to others."""

import os
import pwd
import socket
from datetime import datetime

from msgspec import Struct


class Editor(Struct, frozen=True):
    """A user in one process on one host, and since when."""

    user: str
    host: str
    pid: int
    since: datetime

    @property
    def words(self) -> str:
        """`用户 gk01，主机 gw1，10:41 起` for a message."""
        since = self.since.astimezone()
        return f"用户 {self.user}，主机 {self.host}，{since:%m月%d日 %H:%M} 起"


def this_editor(now: datetime | None = None) -> Editor:
    """The editor that this process is."""
    try:
        user = pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        user = str(os.getuid())
    return Editor(user, socket.gethostname(), os.getpid(), now or datetime.now().astimezone())
