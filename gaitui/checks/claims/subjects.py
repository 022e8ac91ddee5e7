"""Which subject the words around a number mean, and whether that is certain."""

from gaitui.checks.claims.context import Context
from gaitui.checks.claims.lexicon import Lexicon, Tokens
from gaitui.checks.claims.words import FILLERS, LINKED
from gaitui.definition import Definition
from gaitui.definition.schema import ClaimRule

_PARTS = frozenset({"applicant", "outcome"})


class SubjectFinder:
    """Finds subjects among the words of an edition."""

    def __init__(self, definition: Definition, lexicon: Lexicon) -> None:
        self.definition = definition
        self.lexicon = lexicon

    def is_amount(self, subject: str) -> bool:
        """Whether a subject is an amount of money."""
        refs = self.definition.subjects[subject].readings[0][0].refs
        return self.definition.cells[refs[0]].kind == "decimal"

    def resolve(
        self, found: tuple[tuple[str, ...], ...], tokens: Tokens, context: Context
    ) -> str | None:
        """The one subject that some words mean together: the others only go along with it."""
        subjects = self.definition.subjects
        here = {name for word in found for subject in word for name in self.names(subject)}
        fit = []
        for candidate in dict.fromkeys(subject for word in found for subject in word):
            rule = subjects[candidate].rule
            others = [word for word in found if candidate not in word]
            if not all(any(other in rule.also for other in word) for word in others):
                continue
            opened = here if others else context.open
            if rule.under and opened.isdisjoint(rule.under):
                continue
            if rule.under and not others and context.last is None:
                continue
            fit.append(candidate)
        fit = [subject for subject in fit if subjects[subject].rule.under] or fit
        if len(fit) > 1:
            about = {group for _, groups in tokens.objects for group in groups}
            about = about or {context.about}
            fit = [subject for subject in fit if subjects[subject].rule.about in about]
        return fit[0] if len(fit) == 1 else None

    def names(self, subject: str) -> tuple[str, ...]:
        rule = self.definition.subjects[subject].rule
        return (rule.id, rule.family, *rule.under)

    def is_certain(self, subject: str, tokens: Tokens, context: Context) -> bool:
        """Whether a subject is what is counted: its objects fit, and nothing before forbids."""
        rule = self.definition.subjects[subject].rule
        plain = any(rule.about in groups for _, groups in tokens.objects)
        if self._is_elsewhere(rule, plain, context) or self._has_strays(rule, tokens):
            return False
        if context.listed and self._is_no_part(rule, plain, tokens, context):
            return False
        if plain or (rule.about and rule.about == context.about):
            return True
        return not context.rival and (rule.bare or self._was_said(rule, context))

    def _is_elsewhere(self, rule: ClaimRule, plain: bool, context: Context) -> bool:
        """Whether the sentence speaks of another office, another time, or parts of something
        unknown."""
        blocked = context.blocked and not (context.resumed and plain)
        return context.agent or blocked or context.year not in ("本年", "上年")

    def _has_strays(self, rule: ClaimRule, tokens: Tokens) -> bool:
        """Whether the clause has objects of another subject."""
        return any(
            rule.about not in groups and word not in FILLERS for word, groups in tokens.objects
        )

    def _is_no_part(self, rule: ClaimRule, plain: bool, tokens: Tokens, context: Context) -> bool:
        """Whether, in a list, a part of a part is meant, which is not in the tables: applicants
        of an outcome, or what one of several offices received."""
        if context.parent is None or tokens.scope or (plain and rule.family == "flow"):
            return True
        whole = self.definition.subjects[context.parent.subjects[0]].rule.family
        parts = whole in _PARTS or (whole == "flow" and rule.family == "disclosure")
        return parts and whole != rule.family

    def _was_said(self, rule: ClaimRule, context: Context) -> bool:
        """Whether a clause before, or the heading, says what a bare verb is about."""
        if rule.family == "dispute":
            after_request = context.about == "requests" or "requests" in context.topic
            return after_request or self._is_linked(context)
        if rule.family == "disclosure":
            return False
        if rule.about in context.topic:
            return True
        if rule.about == "disputes":
            return self._is_linked(context)
        return rule.about in self.lexicon.groups("，".join(context.said))

    def _is_linked(self, context: Context) -> bool:
        """Whether a clause before ties disputes to government information."""
        return any(map(LINKED.search, context.said))
