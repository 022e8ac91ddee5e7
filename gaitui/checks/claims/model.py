"""What texts say about the tables: counts, claims of none, growth, lists that add up."""

from decimal import Decimal

from msgspec import Struct

from gaitui.checks.claims.figures import Figure


class Claim(Struct, frozen=True):
    """A number (or "none", as 0) said of one subject, or of several taken together.

    `scope` is the word that names another circle of offices than the tables', if any;
    `year` is 本年 or 上年.
    """

    quote: str
    number: Decimal
    decimals: int
    unit: str
    subjects: tuple[str, ...]
    scope: str = ""
    is_none: bool = False
    year: str = "本年"


class Growth(Struct, frozen=True):
    """A change against last year, said right after a claim: in per cent, or as a number.

    `previous` is last year's number and `change` the difference, where the text states them;
    `others` are claims before in the sentence that it may be about instead.
    """

    quote: str
    claim: Claim
    rising: bool
    amount: Decimal
    decimals: int
    is_rate: bool
    previous: Decimal | None = None
    change: Decimal | None = None
    others: tuple[Claim, ...] = ()


class Item(Struct, frozen=True):
    """One entry of a list: what it is called, its number, and its subject where known."""

    label: str
    figure: Figure
    subject: str = ""


class Listing(Struct, frozen=True):
    """A list and the number it should make: `complete` where it says that it leaves nothing
    out, `others` are numbers said before that the list may take apart instead."""

    quote: str
    total: Decimal
    total_subject: str
    items: tuple[Item, ...]
    complete: bool
    others: tuple[Decimal, ...] = ()


class Said(Struct, frozen=True):
    """All that one text says about numbers."""

    claims: tuple[Claim, ...] = ()
    growths: tuple[Growth, ...] = ()
    listings: tuple[Listing, ...] = ()
