"""Generated files in the repository are those the generator makes now."""

from docs.generate import ROOT, generated_files


def test_generated_files_are_current() -> None:
    stale = [
        str(path.relative_to(ROOT))
        for path, data in generated_files()
        if not path.exists() or path.read_bytes() != data
    ]
    assert not stale, f"run `make docs` and commit: {', '.join(stale)}"
