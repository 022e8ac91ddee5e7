"""From clauses to claims: a number counts for a subject only where every word around it is
known and nothing before it says that it is about something else."""

from collections.abc import Sequence
from decimal import Decimal

from msgspec.structs import replace

from gaitui.checks.claims import words as w
from gaitui.checks.claims.context import Context, inside
from gaitui.checks.claims.figures import AMOUNTS, Figure, figures
from gaitui.checks.claims.growth import read_growth
from gaitui.checks.claims.lexicon import Lexicon, Tokens
from gaitui.checks.claims.model import Claim, Growth
from gaitui.checks.claims.subjects import SubjectFinder
from gaitui.checks.claims.text import Clause
from gaitui.definition import Definition

_ALL = ("均", "都", "全部")
_MARKS = ("均", "都", "全部", "已", "均已")


class SentenceReader:
    """Reads one sentence after the other of a paragraph, with what carries over."""

    def __init__(self, definition: Definition, lexicon: Lexicon) -> None:
        self.definition = definition
        self.lexicon = lexicon
        self.finder = SubjectFinder(definition, lexicon)
        self.claims: list[Claim] = []
        self.growths: list[Growth] = []
        self.context = Context()
        self.read: dict[int, Claim] = {}

    def new_paragraph(self, topic: set[str]) -> None:
        """Begin a paragraph; `topic` are the object groups of the heading it stands under."""
        self.context = Context(topic=topic)

    def skip(self) -> None:
        """Pass over a sentence that says nothing about numbers."""
        self.context = Context(topic=self.context.topic, year=self.context.year)

    def sentence(self, clauses: Sequence[Clause], may_claim: bool) -> dict[int, Claim]:
        """Read a sentence; the claims by the place of their clause, for the lists. One that
        cannot claim anything only says what the next ones speak of."""
        before = self.context
        self.context = Context(topic=before.topic, year=before.year)
        if clauses and clauses[0].words.startswith("其中"):
            self.context.parent, self.context.last = before.last, before.last
            self.context.claims = before.claims
            self.context.blocked = before.blocked or before.last is None
            self.context.open, self.context.about = before.open, before.about
        self.read = {}
        outside: list[Context] = []
        for place, clause in enumerate(clauses):
            if clause.before in "；;" and clause.before:
                self.context.resumed, self.context.listed = self.context.blocked, False
                self.context.parent = None
            if clause.before in ("（", "(") and clause.depth == 1:
                outside.append(self.context)
                self.context = inside(self.context)
            elif outside and clause.depth == 0:
                self.context = outside.pop()
            if may_claim:
                self._clause(place, clause)
            elif not w.COMPARED.search(clause.words):
                self._note_time(clause.words)
        if outside:
            self.context = outside[0]
        if self.context.year == "":
            self.context.year = "本年"
        return self.read

    def _clause(self, place: int, clause: Clause) -> None:
        found = figures(clause.words)
        context = self.context
        if clause.words.startswith("其中"):
            context.listed, context.parent = True, context.last
            context.blocked = context.blocked or context.last is None
        growth = read_growth(clause, found, context.last, context.former, self.growths)
        if growth is not None:
            others = tuple(claim for claim in context.claims if claim is not context.last)
            self.growths.append(replace(growth, others=others))
        if growth is not None or w.COMPARED.search(clause.words):
            return
        if clause.before not in ("、",):
            context.pending = []
        self._note_time(clause.words)
        if found:
            self._numbers(place, clause, found)
        else:
            self._no_number(clause)
        context.said.append(clause.words)

    def _note_time(self, words: str) -> None:
        plain = w.CARRY.sub("", words) if "上年" in words else words
        this, other = w.THIS_YEAR.search(plain), w.OTHER_TIME.search(plain)
        if other:
            year = w.OTHER_YEAR.search(plain)
            self.context.year = year[0] if year else ""
        elif this:
            self.context.year, self.context.dated = "本年", True

    def _no_number(self, clause: Clause) -> None:
        """A clause without a number: denials, subjects of a number to come, other matters."""
        context, tokens = self.context, self.lexicon.tokens(clause.words)
        if tokens is not None and (tokens.denied or (context.pending and context.pending[0] == ())):
            self._denial(clause, tokens)
            return
        if tokens is not None and self._all_of_one(clause, tokens):
            return
        if tokens is not None and tokens.subjects:
            context.pending += tokens.subjects
            if tokens.scope:
                self._look_around()
                context.scope = tokens.scope
        context.unseen.append(clause.words)

    def _all_of_one(self, clause: Clause, tokens: Tokens) -> bool:
        """`25件，均为自然人`: whoever else may be counted is claimed to be none."""
        whole, words = self.context.last, tuple(
            word for word in tokens.words if word not in ("申请人", "提出", "申请")
        )  # fmt: skip
        if len(words) != 3 or words[0] not in _ALL or words[1] not in ("为", "是"):
            return False
        if whole is None or whole.is_none or not whole.number:
            return False
        for subject in self.definition.subjects.values():
            rule = subject.rule
            named = any(rule.rest_of in word for word in tokens.subjects)
            if named and whole.subjects[0] in rule.also:
                scope, year = tokens.scope or whole.scope, whole.year
                self.claims.append(
                    Claim(clause.quote, Decimal(0), 0, "", (rule.id,), scope, True, year)
                )
                return True
        return False

    def _look_around(self) -> None:
        """Scopes, other offices and rival matters that the clauses before bring up."""
        context = self.context
        for words in context.unseen:
            nameless = self.lexicon.without_names(words)
            context.scope = self.lexicon.scope_of(nameless) or context.scope
            plain = w.OWN.sub("", nameless)
            context.agent = context.agent or w.names_agent(plain)
            context.rival = context.rival or bool(w.RIVAL.search(plain))
        context.unseen.clear()

    def _denial(self, clause: Clause, tokens: Tokens) -> None:
        """`未收到申请`, `未发生行政复议、行政诉讼`: each subject is claimed to be none."""
        context = self.context
        if tokens.denied:
            context.pending = [()]
        if tokens.joined or len(tokens.subjects) < 2:
            found = [self.finder.resolve((word,), tokens, self.context) for word in tokens.subjects]
        else:
            found = [self.finder.resolve(tokens.subjects, tokens, self.context)]
        self._look_around()
        for subject in found:
            if subject is not None and self.finder.is_certain(subject, tokens, context):
                scope = tokens.scope or context.scope
                self._take(
                    Claim(clause.quote, Decimal(0), 0, "", (subject,), scope, True, context.year)
                )

    def _numbers(self, place: int, clause: Clause, found: Sequence[Figure]) -> None:
        """Each number of a clause, with the words before it and those up to the next one."""
        start = 0
        for index, figure in enumerate(found):
            last = index == len(found) - 1
            end = len(clause.words) if last else self.lexicon.object_end(clause.words, figure.end)
            before, after = clause.words[start : figure.start], clause.words[figure.end : end]
            start = end
            claim = self._number(clause, figure, before, after)
            self.context.pending = []
            if claim is not None:
                self.read[place] = claim
                self._take(claim)
            elif figure.is_count or figure.unit in AMOUNTS:
                self._unknown(clause.words)

    def _number(self, clause: Clause, figure: Figure, before: str, after: str) -> Claim | None:
        context = self.context
        if not figure.exact or before.endswith("的"):
            return None
        lead, tail = self.lexicon.tokens(before), self.lexicon.tokens(after)
        if lead is None or tail is None or lead.denied or tail.denied:
            return None
        if "累计" in lead.words and not context.dated:
            return None
        tokens = Tokens(
            lead.subjects + tail.subjects,
            lead.objects + tail.objects,
            lead.words + tail.words,
            lead.joined,
            scope=lead.scope or tail.scope,
        )
        if lead.subjects and tail.subjects and tail.words[0] in _MARKS:
            tokens = replace(tokens, subjects=lead.subjects)
        subjects = self._subjects(tokens)
        if not subjects or not self._are_certain(subjects, tokens):
            return None
        number, unit = figure.value, figure.unit
        amounts = [self.finder.is_amount(subject) for subject in subjects]
        if all(amounts) and unit in AMOUNTS:
            number *= AMOUNTS[unit]
        elif any(amounts) or not figure.is_count:
            return None
        return Claim(
            clause.quote,
            number,
            figure.decimals,
            unit,
            subjects,
            tokens.scope or context.scope,
            year=context.year,
        )

    def _are_certain(self, subjects: Sequence[str], tokens: Tokens) -> bool:
        self._look_around()
        return all(self.finder.is_certain(subject, tokens, self.context) for subject in subjects)

    def _subjects(self, tokens: Tokens) -> tuple[str, ...]:
        """The subject of a number, or all that it counts together."""
        pending = tuple(word for word in self.context.pending if word)
        if not tokens.subjects:
            return ()
        if not pending:
            subject = self.finder.resolve(tokens.subjects, tokens, self.context)
            if subject is not None:
                return (subject,)
        chain = pending + tokens.subjects
        if len(chain) > 4 or not (pending or tokens.joined):
            return ()
        each = [self.finder.resolve((word,), tokens, self.context) for word in chain]
        return tuple(subject for subject in each if subject) if all(each) else ()

    def _take(self, claim: Claim) -> None:
        rule = self.definition.subjects[claim.subjects[-1]].rule
        context = self.context
        context.last, context.about = claim, rule.about
        context.open = set(self.finder.names(rule.id))
        context.scope = claim.scope
        context.former = claim if claim.year == "上年" else context.former
        context.claims.append(claim)
        context.blocked = context.resumed = False
        self.claims.append(claim)

    def _unknown(self, words: str) -> None:
        """A number of something else: what follows may be parts of that."""
        context = self.context
        context.unseen.append(words)
        context.blocked = context.blocked or context.listed or bool(w.REQUESTISH.search(words))
        context.last, context.about, context.open = None, "", set()
