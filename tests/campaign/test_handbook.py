"""The handbook's commands print what the page says."""

from pathlib import Path

from tests.campaign.handbook import PAGE, performed


def test_the_january_handbook_is_current(tmp_path: Path) -> None:
    """`python -m tests.campaign.handbook` writes the page anew."""
    page = PAGE.read_text(encoding="utf-8")
    assert page.count("```console") >= 10
    assert performed(page, tmp_path) == page
