"""What the clauses before a number have said, as far as it bears on what is counted."""

from msgspec import Struct

from gaitui.checks.claims.model import Claim


class Context(Struct):
    """What the clauses before have said, within a sentence (or, for `year`, a paragraph).

    `unseen` are words that nobody has looked at yet for scopes, agents and rivals."""

    topic: set[str] = set()
    year: str = "本年"
    open: set[str] = set()
    about: str = ""
    said: list[str] = []
    unseen: list[str] = []
    scope: str = ""
    agent: bool = False
    rival: bool = False
    blocked: bool = False
    resumed: bool = False
    dated: bool = False
    listed: bool = False
    parent: Claim | None = None
    last: Claim | None = None
    former: Claim | None = None
    claims: list[Claim] = []
    pending: list[tuple[str, ...]] = []


def inside(context: Context) -> Context:
    """The context inside brackets: parts of, or remarks on, the number just before."""
    return Context(
        context.topic,
        context.year,
        set(context.open),
        context.about,
        [*context.said],
        [*context.unseen],
        context.scope,
        context.agent,
        context.rival,
        context.blocked or context.last is None,
        listed=True,
        parent=context.last,
        last=context.last,
        claims=context.claims,
    )
