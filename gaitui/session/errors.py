"""What an edit in progress may refuse; each says in Chinese what to do instead."""

from pathlib import Path

from gaitui.errors import GaituiError


class SessionError(GaituiError):
    """An edit or a save that is not possible as asked; nothing was changed."""


class ReadOnlyError(SessionError):
    """The session, or the file itself, is only for reading; `save_as` is the way on."""


class ChangedOnDiskError(SessionError):
    """The file is no longer the one opened or last saved; `save(overwrite=True)` keeps that
    one as a backup, `save_as` leaves it alone."""


class NotOursError(SessionError):
    """The file was not made by gaitui and is never overwritten; `save_as` is the way on."""


class TargetExistsError(SessionError):
    """A file of that name is there already; `save_as(path, overwrite=True)` keeps it as a
    backup."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} 已经存在。请换一个文件名；要替换它，请确认覆盖（旧的会留作备份）。"
        )
