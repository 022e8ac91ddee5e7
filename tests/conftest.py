"""What every test runs in: a state folder of its own, so that no machine's home is looked at."""

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def _own_state_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path_factory.getbasetemp() / "state"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A report's folder."""
    (tmp_path / "2024").mkdir()
    return tmp_path / "2024"
