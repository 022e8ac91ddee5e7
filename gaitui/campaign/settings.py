"""`campaign.toml`: what is collected, for which year and until when, as a file people may edit."""

import re
from datetime import date
from typing import Annotated

import msgspec
import tomli
from msgspec import Meta, Struct

from gaitui.errors import GaituiError

FILE = "campaign.toml"
_LINE = re.compile(r"at line ([0-9]+)")
_KEY = re.compile(r"`(?:\$\.)?([^`]*)`")


class SettingsError(GaituiError):
    """campaign.toml is missing or wrong; the message names the key."""


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """The collecting unit and its year. `roster` is a file in the campaign's folder; `definition`
    an edition's id, or a definition file in the folder."""

    unit: str
    year: Annotated[int, Meta(ge=1000, le=9998)]
    deadline: date
    roster: str
    definition: str
    allow_similar: bool = False


def read_settings(data: bytes) -> Settings:
    """Settings from TOML; `SettingsError` says what is wrong."""
    try:
        return msgspec.convert(tomli.loads(data.decode("utf-8-sig")), Settings)
    except UnicodeDecodeError as error:
        raise SettingsError(f"{FILE} 有误：编码不是 UTF-8。请另存为 UTF-8。") from error
    except (tomli.TOMLDecodeError, RecursionError) as error:
        where = _LINE.search(str(error))
        place = f"第 {where[1]} 行" if where else ""
        raise SettingsError(
            f'{FILE} 有误：{place}写法不对。应像 deadline = 2025-01-31、unit = "机关名称" 这样写。'
        ) from error
    except msgspec.ValidationError as error:
        raise SettingsError(
            f"{FILE} 有误：{_what_is_wrong(str(error))}。"
            "应有 unit、year、deadline、roster、definition 五项。"
        ) from error


def _what_is_wrong(message: str) -> str:
    """msgspec's words in Chinese; it names the key between grave accents."""
    key = "".join(_KEY.findall(message)[-1:])
    if "missing" in message:
        return f"缺少 {key}"
    return f"不认识 {key}" if "unknown" in message else f"{key or '内容'} 的值不对"


def render_settings(settings: Settings) -> bytes:
    """The TOML text, its strings written as JSON writes them."""
    lines = [
        "# 年度报告收集：填报单位、年度、报送期限。可以手改；名单改动后重新 send。",
        f"unit = {_text(settings.unit)}",
        f"year = {settings.year}",
        f"deadline = {settings.deadline.isoformat()}",
        f"roster = {_text(settings.roster)}",
        f"definition = {_text(settings.definition)}",
    ]
    if settings.allow_similar:
        lines.append("allow_similar = true")
    return ("\n".join(lines) + "\n").encode()


def usual_deadline(year: int) -> date:
    """31 January of the next year (《政府信息公开条例》第四十九条)."""
    return date(year + 1, 1, 31)


def _text(text: str) -> str:
    return msgspec.json.encode(text).decode()
