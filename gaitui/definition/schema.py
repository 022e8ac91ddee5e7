"""The shape of a definition file: what may stand in the TOML, and nothing else."""

from typing import Literal

from msgspec import Struct

from gaitui.cell import Kind


class Node(Struct, frozen=True, forbid_unknown_fields=True):
    """A label in a head or a stub: a leaf (`id`), a named parent (`group`, or `row` where
    the head names the row of its cells), or a plain heading."""

    label: str
    id: str | None = None
    group: str | None = None
    row: str | None = None
    short: str | None = None
    aliases: tuple[str, ...] = ()
    kind: Kind = Kind.COUNT
    unit: str | None = None
    note: str = ""
    children: tuple["Node", ...] = ()


class Block(Struct, frozen=True, forbid_unknown_fields=True):
    """A head and the rows under it; a table is one block or several under each other."""

    heads: tuple[Node, ...]
    rows: tuple[Node, ...] = ()
    caption: str | None = None
    corner: str | None = None
    basis: str = ""


class TableSource(Struct, frozen=True, forbid_unknown_fields=True):
    """One table of the form as written in the file."""

    id: str
    blocks: tuple[Block, ...]


class Document(Struct, frozen=True, forbid_unknown_fields=True):
    """A document the reports cite: the notice that sets the form, or one no longer in force."""

    number: str
    title: str
    role: Literal["form", "superseded"]
    replaced_by: str | None = None


class Narrative(Struct, frozen=True, forbid_unknown_fields=True):
    """A text part: its customary sub-headings, guidance, advised length in characters, and
    words it has to mention."""

    id: str
    label: str
    guidance: str
    outline: tuple[str, ...] = ()
    advised_length: int | None = None
    must_mention: tuple[str, ...] = ()


class Section(Struct, frozen=True, forbid_unknown_fields=True):
    """One of the six parts; holds either a narrative or a table."""

    id: str
    number: str
    title: str
    short: str
    narrative: str | None = None
    table: str | None = None
    aliases: tuple[str, ...] = ()

    @property
    def heading(self) -> str:
        """Number and title as printed: `一、总体情况`."""
        return f"{self.number}、{self.title}"


class CheckRule(Struct, frozen=True, forbid_unknown_fields=True):
    """A balance rule: for each row (or column) of a table, the sum of the `left` columns (or
    rows) equals the sum of the `right` ones. Groups stand for their leaves."""

    id: str
    code: str
    table: str
    each: Literal["row", "column"]
    left: tuple[str, ...]
    right: tuple[str, ...]
    left_label: str
    right_label: str
    computes: bool = False


class Carry(Struct, frozen=True, forbid_unknown_fields=True):
    """A row of one year's report that opens the next year's, column by column."""

    table: str
    from_row: str
    to_row: str


class Continuity(Struct, frozen=True, forbid_unknown_fields=True):
    """A stock of `rows` that moves from year to year: `stock` is last year's, plus what the
    `added` columns say, less what the `removed` ones do. `exception` is what may legitimately
    make it differ."""

    table: str
    rows: tuple[str, ...]
    stock: str
    added: tuple[str, ...]
    removed: tuple[str, ...]
    exception: str = ""


class ChartPoint(Struct, frozen=True, forbid_unknown_fields=True):
    """One bar: a label and the cells whose sum it shows (a row group stands for its rows)."""

    label: str
    cells: tuple[str, ...]


class Chart(Struct, frozen=True, forbid_unknown_fields=True):
    """A chart of the published report."""

    id: str
    title: str
    points: tuple[ChartPoint, ...]


class ClaimRule(Struct, frozen=True, forbid_unknown_fields=True):
    """What texts count in words, and which sums of cells such a number may legitimately be.

    `words` name the subject; `about` is the group of object words (`objects`) that makes it
    certain, needed unless the subject is `bare`. `also` are subjects whose words may stand in
    the same clause, `under` subjects or families it must follow. A reading is a list of
    `table.row.column` keys, where groups stand for their leaves and `-` takes away; `none` is
    the sum that is 0 where a text says there was nothing (else any reading). `rest_of` is the
    subject that leaves none of this one where a text says that all are that. Words write 上年,
    本年, 下年 for every way to name those years.
    """

    id: str
    family: Literal["flow", "applicant", "outcome", "dispute", "result", "disclosure"]
    words: tuple[str, ...]
    readings: tuple[tuple[str, ...], ...]
    about: str = ""
    bare: bool = False
    also: tuple[str, ...] = ()
    under: tuple[str, ...] = ()
    none: tuple[str, ...] = ()
    rest_of: str = ""


class Source(Struct, frozen=True, forbid_unknown_fields=True):
    """A whole definition file."""

    id: str
    name: str
    first_year: int
    title: str
    basis: str
    narratives: tuple[Narrative, ...]
    sections: tuple[Section, ...]
    tables: tuple[TableSource, ...]
    checks: tuple[CheckRule, ...]
    last_year: int | None = None
    documents: tuple[Document, ...] = ()
    carries: tuple[Carry, ...] = ()
    continuities: tuple[Continuity, ...] = ()
    charts: tuple[Chart, ...] = ()
    objects: dict[str, tuple[str, ...]] = {}
    claims: tuple[ClaimRule, ...] = ()
