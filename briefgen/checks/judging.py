"""All that was found in an input in, what of it counts out: by the settings, and by comments in the input.

An error keeps a packet from being built, and so is never left out; warnings and notes may be. What is
left out is kept, with the reason, and counted.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from briefgen.checks import RULES
from briefgen.diagnostics import Diagnostic, Place, Severity, in_order
from briefgen.readers.drafts import AnchoredDraft
from briefgen.readers.ignore_comments import IgnoreComment, read_ignore_comments
from briefgen.readers.places import Places
from briefgen.settings import Settings

_LATE = ("BG6", "BG7", "BG9")
"""Families that a check does not look for: a comment that ignores one of them may be needed by a build."""


_STRICT = frozenset({"BG209"})
"""Notes that a strict run counts as errors: what they find is not finished."""


class Ignored(Struct, frozen=True):
    """A finding that was left out, and why."""

    found: Diagnostic
    reason: str
    in_source: bool
    """Whether a comment in the input asked for it."""


class Judged(Struct, frozen=True):
    """What counts, by place, and what was left out."""

    findings: tuple[Diagnostic, ...] = ()
    ignored: tuple[Ignored, ...] = ()
    drafts: tuple[AnchoredDraft, ...] = ()
    """Annotations that are only begun."""


class Findings(list[Diagnostic]):
    """What is found of one input, as it is found; `judged` says what of it counts."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.settings = settings
        self.path = ""
        self.comments: list[IgnoreComment] = []
        self.drafts: tuple[AnchoredDraft, ...] = ()

    def read_comments(self, places: Places) -> None:
        """Take in what comments in the input ask for."""
        self.path = places.path
        comments, findings = read_ignore_comments(places)
        self += findings
        for comment in comments:
            wrong = _cannot_be_ignored(comment)
            if wrong:
                self.append(wrong)
            else:
                self.comments.append(comment)

    def look_for_unused_comments(self) -> None:
        """To be called once all was found that a check looks for."""
        for comment in self.comments:
            if not comment.code.startswith(_LATE) and not any(self._is_meant(comment, found) for found in self):
                message = f"there is no {comment.code} here to ignore"
                hint = "Delete the comment, or move it to the line it is for."
                self.append(Diagnostic("BG812", message, comment.place, Severity.NOTE, hint))

    def judged(self) -> Judged:
        """What counts, by place, and what does not."""
        counted: list[Diagnostic] = []
        ignored: list[Ignored] = []
        for found in in_order(self):
            if found.is_error:
                counted.append(found)
            elif (left_out := self._left_out(found)) is not None:
                ignored.append(left_out)
            elif self.settings.selects(found.code):
                counted.append(self._weighed(found))
            elif self.settings.ignores(found.code):
                ignored.append(Ignored(found, "The run ignores this rule.", in_source=False))
        return Judged(self._shown(counted), tuple(ignored), self.drafts)

    def _shown(self, counted: list[Diagnostic]) -> tuple[Diagnostic, ...]:
        """As many as may be shown, the worst of them, and how many more there are."""
        most = self.settings.bounds.findings
        if len(counted) <= most:
            return tuple(counted)
        worst = sorted(counted, key=lambda found: -found.severity)
        hint = "Fix those first. If all are to be shown, raise `findings` under [limits] in briefgen.toml."
        rest = f"{len(counted) - most:,} more findings are not shown: {_tally(worst[most:])}"
        return (*in_order(worst[:most]), Diagnostic("BG031", rest, Place(self.path), Severity.NOTE, hint))

    def _left_out(self, found: Diagnostic) -> Ignored | None:
        for comment in self.comments:
            if self._is_meant(comment, found):
                return Ignored(found, comment.reason, in_source=True)
        reason = self.settings.reason_to_ignore(found.code, self.path or found.place.path)
        return None if reason is None else Ignored(found, reason, in_source=False)

    def _is_meant(self, comment: IgnoreComment, found: Diagnostic) -> bool:
        if found.code != comment.code or found.is_error:
            return False
        return not comment.first_line or (found.place.path == self.path and comment.covers(found.place.line))

    def _weighed(self, found: Diagnostic) -> Diagnostic:
        if self.settings.strict and (found.severity is Severity.WARNING or found.code in _STRICT):
            return replace(found, severity=Severity.ERROR)
        return found


def _tally(findings: list[Diagnostic]) -> str:
    """How many errors, warnings and notes."""
    counts = [(sum(each.severity is kind for each in findings), kind.word) for kind in reversed(Severity)]
    return ", ".join(f"{count:,} {word}{'s' if count > 1 else ''}" for count, word in counts if count)


def _cannot_be_ignored(comment: IgnoreComment) -> Diagnostic | None:
    rule = RULES.get(comment.code)
    if rule is None:
        message, hint = f"there is no rule {comment.code}", meant(comment.code)
    elif rule.severity is Severity.ERROR:
        message, hint = f"{comment.code} is an error, and errors cannot be ignored", "Fix what it finds."
    else:
        return None
    return Diagnostic("BG811", message, comment.place, Severity.WARNING, hint)


# --- codes that people write -----------------------------------------------------------------


def is_known(prefix: str) -> bool:
    """Whether any rule's code begins so."""
    return any(code.startswith(prefix) for code in RULES)


def is_error(code: str) -> bool:
    """Whether it is the code of one rule, which finds errors and so cannot be ignored."""
    return code in RULES and RULES[code].severity is Severity.ERROR


def meant(code: str) -> str:
    """A hint for a code that no rule has."""
    near = ", ".join(similar(code))
    guess = f"Did you mean {near}? " if near else ""
    return f"{guess}`briefgen explain` lists all rules."


def similar(code: str) -> Iterator[str]:
    """Codes that look like it."""
    from difflib import get_close_matches

    requested = code.upper() if code.upper().startswith("BG") else f"BG{code.upper()}"
    yield from get_close_matches(requested, RULES, n=3, cutoff=0.7)
