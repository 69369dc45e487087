"""Inputs, lists and options in; a draft for each list and input is written, and what became of each comes out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Set
from pathlib import Path

from msgspec import Struct, field

from briefgen.batch.ledger import LEDGER_NAME, read_ledger, time_words
from briefgen.batch.report import Outcome
from briefgen.checks.judging import Findings
from briefgen.compose import Template, compose, load_template
from briefgen.deliver.audience import above_the_list, edition_banner, may_get
from briefgen.deliver.drafts import MailDraft, MailState, draft_not_written
from briefgen.deliver.finished import NOT_TO_BE_SENT, Finished, Shelves
from briefgen.deliver.message import Attachment, Mail, encoded_mail, header_line
from briefgen.diagnostics import BriefgenError, Diagnostic, Place, Severity, UsageError, has_errors
from briefgen.document import Document, Paragraph
from briefgen.formats import FORMATS, USUAL_FORMATS
from briefgen.options import Options
from briefgen.packets import InputFile, cannot_write, edition, find_sources
from briefgen.readers.yaml_reader import read_for_checking
from briefgen.schema.mailboxes import Mailbox, mailbox
from briefgen.schema.marking import Marking
from briefgen.settings import DistributionList
from briefgen.signing import PublicKey
from briefgen.writers.text import words, write_text

NO_SUBJECT = "BG792"
MEDIA_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "html": "text/html; charset=utf-8",
    "text": "text/plain; charset=utf-8",
    "json": "application/json",
    "w3c": "application/ld+json",
    "stix": "application/stix+json",
    "csv": "text/csv; charset=utf-8",
}
"""Of each format, as a mail names it."""


class Delivery(Struct, frozen=True):
    """What became of the draft of an input for a list."""

    draft: MailDraft
    state: MailState
    findings: tuple[Diagnostic, ...] = ()
    marking: str = ""
    """That the edition bears."""
    attached: tuple[str, ...] = ()


class Deliveries(Struct):
    """What a run is asked for, and what it has loaded."""

    options: Options
    drafts: Path
    key: PublicKey | None = None
    dry_run: bool = False
    templates: dict[str, Template] = field(default_factory=dict)

    def carry_out(
        self,
        paths: Iterable[str],
        lists: Iterable[DistributionList],
        since: str,
        done: Callable[[Delivery], None],
    ) -> list[Diagnostic]:
        """Write the drafts; findings about inputs that are none. UsageError where it cannot begin."""
        groups = tuple(lists)
        _refuse_folder_of_packets((self.drafts / each.name for each in groups), self.options.out)
        sources, findings = find_sources(paths)
        built = built_since(self.options.out, since) if since else None
        shelves = Shelves(self.options, self.key)
        for source in sources:
            marking = _marking(source, self.options)
            for group in groups:
                banner = marking if isinstance(marking, Diagnostic) else edition_banner(group, marking, source.path)
                if built is None or _is_among(built, source, self.options, banner):
                    done(self._delivered(MailDraft(self.drafts, group, source), banner, shelves))
        return findings

    def _delivered(self, draft: MailDraft, banner: str | Diagnostic, shelves: Shelves) -> Delivery:
        if isinstance(banner, Diagnostic):
            return self._refused(draft, [banner])
        try:
            packet = shelves.packet(draft.source, banner)
            if not isinstance(packet, Finished):
                return self._refused(draft, packet)
            marking = packet.work.briefing.marking
            if not may_get(draft.group, marking):
                return self._refused(draft, [above_the_list(draft.group, marking, draft.source.path)])
            return self._placed(draft, packet)
        except BriefgenError as error:
            return self._refused(draft, list(error.diagnostics))
        except OSError as error:
            return self._refused(draft, [draft_not_written(cannot_write(draft.path, error))])

    def _placed(self, draft: MailDraft, packet: Finished) -> Delivery:
        found = Findings(self.options.settings)
        attached = _attachments(draft.group, packet, found)
        subject, body = self._words(draft, packet, found)
        findings = [*found.judged().findings]
        if has_errors(findings):
            return self._refused(draft, findings)
        data = _mail(draft, packet, subject, body, attached)
        draft = MailDraft(draft.root, draft.group, draft.source, data, packet.sha256)
        state = draft.state()
        if state is MailState.EDITED:
            findings.append(_edited(draft.path))
        elif state is None:
            state = MailState.PLANNED if self.dry_run else MailState.WRITTEN
            findings += [] if self.dry_run else draft.write()
        marking = packet.work.briefing.marking
        names = tuple(each.name for each in attached)
        return Delivery(draft, state, tuple(findings), marking.banner if marking else "", names)

    def _words(self, draft: MailDraft, packet: Finished, findings: list[Diagnostic]) -> tuple[str, str]:
        """Subject and body: what the list's template makes of the edition, and of nothing else."""
        name = draft.group.template
        if name not in self.templates:
            self.templates[name] = load_template(name)
        document = compose(packet.work.briefing, self.templates[name], packet.work.theme, findings=findings)
        first, *rest = document.blocks or (None,)
        match first:
            case Paragraph(children, role="title"):
                subject = header_line(words(children))
            case _:
                subject = ""
        if not subject:
            hint = "Begin it with {.title} and {{ briefing.title }} below: the subject. All that follows is the body."
            message = "a mail's template does not begin with a title, so the mail has no subject"
            findings.append(Diagnostic(NO_SUBJECT, message, Place(str(self.templates[name].path)), hint=hint))
        return subject, _body(document, rest)

    def _refused(self, draft: MailDraft, findings: list[Diagnostic]) -> Delivery:
        """No draft, and none of an earlier run: what may not go out now is not left to be sent."""
        if not self.dry_run and draft.withdraw():
            hint = "Delete it, or deliver again once what is reported here is put right."
            message = "an earlier draft that was changed by hand still lies here, and is not to be sent"
            findings = [*findings, Diagnostic(NOT_TO_BE_SENT, message, Place(str(draft.path)), Severity.WARNING, hint)]
        return Delivery(draft, MailState.REFUSED, tuple(findings))


# --- what is asked for -------------------------------------------------------------------------------


def _refuse_folder_of_packets(folders: Iterable[Path], out: Path) -> None:
    """UsageError where a list's drafts would come to lie among packets, or packets among them."""
    packets = out.resolve()
    for folder in folders:
        drafts = folder.resolve()
        if drafts.is_relative_to(packets) or packets.is_relative_to(drafts):
            hint = "Name another folder with --drafts: not all who read packets are recipients of each list."
            message = "drafts do not lie among packets"
            raise UsageError(Diagnostic(NOT_TO_BE_SENT, message, Place(str(folder)), hint=hint))


def built_since(out: Path, since: str) -> frozenset[str]:
    """The packets that the ledger says were built in a run or after it, or from a time on. UsageError where it is none."""
    path = out / LEDGER_NAME
    try:
        entries = [each for each in read_ledger(path) if each is not None]
    except OSError as error:
        message = f"the ledger cannot be read: {error.strerror or error}"
        raise UsageError(
            Diagnostic("BG772", message, Place(str(path)), hint="Name inputs instead of --since.")
        ) from None
    first = next((number for number, each in enumerate(entries) if each.run == since), None)
    if first is not None:
        entries = entries[first:]
    else:
        begin = _beginning(since, path)
        entries = [each for each in entries if each.when[: len(begin)] >= begin]
    return frozenset(each.packet for each in entries if each.outcome == Outcome.BUILT.value)


def _beginning(since: str, path: Path) -> str:
    try:
        return time_words(since)
    except ValueError:
        hint = "Write a run as `briefgen log` has it, or a day or time in UTC: 2025-03-30, 2025-03-30T05:30."
        message = f"this is neither a run nor a time: {since[:80]!r}"
        raise UsageError(Diagnostic("BG772", message, Place(str(path)), hint=hint)) from None


def _is_among(built: frozenset[str], source: InputFile, options: Options, banner: str | Diagnostic) -> bool:
    """Whether the edition was built; of an input that no edition is known of, whether any packet was."""
    place = options.placed(source)
    if isinstance(banner, Diagnostic):
        return any(each == place.mirror or each.startswith(f"{place.mirror}.") for each in built)
    return edition(place, banner).mirror in built or place.mirror in built


def _marking(source: InputFile, options: Options) -> Marking | Diagnostic | None:
    """That the input bears; a finding where it cannot be read."""
    limits = options.settings.limits
    try:
        read = read_for_checking(Path(source.path), limit=limits.input_size, scale=options.settings.scale)
    except (BriefgenError, RecursionError, MemoryError) as error:
        code = next((each.code for each in getattr(error, "diagnostics", ())), "")
        message = f"not delivered: its input cannot be read{f' ({code})' if code else ''}"
        return Diagnostic(NOT_TO_BE_SENT, message, Place(source.path), hint="`briefgen check` says more.")
    return read.input.marking


# --- a mail ------------------------------------------------------------------------------------------


def _attachments(group: DistributionList, packet: Finished, findings: list[Diagnostic]) -> tuple[Attachment, ...]:
    made: list[Attachment] = []
    for name in dict.fromkeys(group.formats or USUAL_FORMATS):
        files = packet.of_format(name)
        made += (Attachment(each, MEDIA_TYPES[name], data) for each, data in files.items())
        if not files:
            hint = f"Build it with `--to`, {name} among the formats, or change `formats` of the list in briefgen.toml."
            message = f"not delivered: the list {group.name} gets {FORMATS[name].title}, which the packet does not hold"
            findings.append(Diagnostic(NOT_TO_BE_SENT, message, Place(packet.source.path), hint=hint))
    return tuple(made)


def _body(document: Document, rest: Iterable[object]) -> str:
    """The words below the subject, the marking above and below them."""
    below = Document(document.metadata, tuple(rest), document.marking)  # type: ignore[arg-type]
    return write_text(below) + (f"\n{document.marking.text}\n" if document.marking else "")


def _mail(draft: MailDraft, packet: Finished, subject: str, body: str, attached: tuple[Attachment, ...]) -> bytes:
    group = draft.group
    to = _each_once(map(mailbox, group.to))
    cc = _each_once(map(mailbox, group.cc), {box.address for box in to})
    sender = mailbox(group.sender) if group.sender else None
    return encoded_mail(Mail(to, subject, body, attached, cc, sender, packet.work.briefing.language))


def _each_once(boxes: Iterable[Mailbox], others: Set[str] = frozenset()) -> tuple[Mailbox, ...]:
    """Those with an address of their own, which is none of the others."""
    first: dict[str, Mailbox] = {}
    for box in boxes:
        first.setdefault(box.address, box)
    return tuple(box for address, box in first.items() if address not in others)


def _edited(path: Path) -> Diagnostic:
    hint = "Delete it, or give it another name, to have it written again."
    return Diagnostic(
        "BG763", "changed by hand since it was written; left as it is", Place(str(path)), Severity.NOTE, hint
    )
