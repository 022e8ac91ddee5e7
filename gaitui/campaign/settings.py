"""`campaign.toml`: what is collected, for which year and until when, as a file people may edit."""

from datetime import date

import msgspec
import tomli
from msgspec import Struct

from gaitui.definition import Definition, built_in_ids, find, for_year
from gaitui.errors import GaituiError

FILE = "campaign.toml"


class SettingsError(GaituiError):
    """campaign.toml is missing or wrong; the message names the key."""


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """The collecting unit and its year. `roster` is a file in the campaign's folder; `definition`
    an edition's id, or a definition file in the folder."""

    unit: str
    year: int
    deadline: date
    roster: str
    definition: str
    allow_similar: bool = False


def read_settings(data: bytes) -> Settings:
    """Settings from TOML; `SettingsError` says what is wrong."""
    try:
        return msgspec.convert(tomli.loads(data.decode("utf-8-sig")), Settings)
    except (UnicodeDecodeError, tomli.TOMLDecodeError, msgspec.ValidationError) as error:
        raise SettingsError(
            f"{FILE} 有误：{error}。应有 unit、year、deadline、roster、definition 五项。"
        ) from error


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


def definition_for(year: int, name: str | None) -> Definition:
    """The edition a campaign uses: the one named, by id or file, or the year's own."""
    return find(name) if name else for_year(year)


def is_built_in(definition: Definition) -> bool:
    """Whether an edition is shipped, so that its id says it all."""
    return definition.id in built_in_ids()


def _text(text: str) -> str:
    return msgspec.json.encode(text).decode()
