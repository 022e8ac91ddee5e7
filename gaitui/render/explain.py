"""One catalogue entry as plain text, for `gaitui explain` and the app's help."""

from gaitui.definition.catalogue import CatalogueEntry
from gaitui.finding import SEVERITY_NAMES


def severity_names(entry: CatalogueEntry) -> str:
    """The severities an entry may have, worst first: `错误或提醒`."""
    return "或".join(SEVERITY_NAMES[severity] for severity in entry.severities)


def render_explanation(entry: CatalogueEntry) -> str:
    """Title line, then meaning, basis, example and steps, one paragraph a line, unwrapped;
    ends with a line feed."""
    parts = {"含义": entry.meaning, "依据": entry.basis, "示例": entry.example}
    lines = [f"{entry.code} {entry.title}（{severity_names(entry)}）"]
    for heading, paragraph in parts.items():
        lines += ["", heading, f"  {paragraph}"]
    lines += ["", "改法"]
    lines += [f"  {number}. {step}" for number, step in enumerate(entry.mend, 1)]
    return "\n".join(lines) + "\n"
