"""What the manifests of an output folder say goes in; `index.html`, a page for staff, comes out.

One file that needs no network and no server, so that it works from a file share. Without scripts it is a
plain table by date; with them it can be searched as one types, and says what is new since it was last looked at, which
the reader's own browser remembers. It may do nothing else: a policy allows its style and its script, by digest.
"""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cache, partial
from html import escape
from pathlib import Path
from urllib.parse import quote

from briefgen.batch.plan import summary_of
from briefgen.batch.state import PacketSummary, State, write_in_pieces
from briefgen.document import is_backward
from briefgen.files import is_plain_name, open_plain, read_plain, set_aside
from briefgen.packets import FEED_NAME
from briefgen.words import Catalogue, catalogue_of, has_catalogue
from briefgen.words.localised import primary_language
from briefgen.words.messages import N_, filled

Say = Callable[[str], str]
"""From a message to its words in the page's language, escaped."""
INDEX_NAME = "index.html"


def write_index(out: Path, mirrors: Iterable[str], state: State, *, feed: bool = False) -> Path | None:
    """As `put_signed`; `feed` says whether a feed lies beside it."""
    packets = {mirror: summary for mirror in mirrors if (summary := summary_of(out, mirror, state)) is not None}
    path = out / INDEX_NAME
    if not packets and not os.path.lexists(path):
        return None
    failing = frozenset(state.failing)
    restricted = any("restricted" in each["about"] for each in packets.values())
    return put_signed(out, path, lambda: page(packets, failing, feed=feed), private=restricted)


def put_signed(out: Path, path: Path, pieces: Callable[[], Iterable[str]], *, private: bool) -> Path | None:
    """Write a page of a run's own where it is not as it should be. OSError where that cannot be done.

    A file of somebody's own in its place is kept; then its new name comes back.
    """
    if _holds(path, signed(pieces())):
        return None
    kept = set_aside(path) if os.path.lexists(path) and not is_index(path) else None
    write_in_pieces(path, signed(pieces()), root=out, private=private)
    return kept


def signed(pieces: Iterable[str]) -> Iterator[bytes]:
    """The page as bytes, and below it a digest of all of it: so a page that anybody changed is known for theirs."""
    digest = hashlib.sha256()
    for piece in pieces:
        data = piece.encode("utf-8", "xmlcharrefreplace")
        digest.update(data)
        yield data
    yield _SIGNATURE % digest.hexdigest().encode()


def is_index(path: Path) -> bool:
    """Whether the file is a page that a run wrote, byte for byte."""
    try:
        data = read_plain(path, follow=False)
    except OSError:
        return False
    body, signature = data[:-_SIGNED], data[-_SIGNED:]
    return not data or signature == _SIGNATURE % hashlib.sha256(body).hexdigest().encode()


_SIGNATURE = b"<!-- briefgen sha256 %s -->\n"
_SIGNED = len(_SIGNATURE % (b"0" * 64))


def _holds(path: Path, pieces: Iterable[bytes]) -> bool:
    """Whether the file is these pieces and nothing else."""
    try:
        with open_plain(path, follow=False) as file:
            return all(file.read(len(piece)) == piece for piece in pieces) and not file.read(1)
    except OSError:
        return False


def page(packets: Mapping[str, PacketSummary], failing: Collection[str] = (), *, feed: bool = False) -> Iterator[str]:
    """The page for packets in pieces, the newest first: folder to what its manifest says in short.

    Of packets that are `failing` it says that their inputs cannot be built any more.
    """
    order = sorted(packets)
    order.sort(key=lambda mirror: str(packets[mirror]["about"].get("date", "")), reverse=True)
    catalogue = catalogue_of(shared_language(packets.values()))
    say = cache(partial(_said, catalogue))
    before, after = _frame(catalogue, say, len(order), feed).split("@ROWS@")
    yield before
    for number, mirror in enumerate(order):
        yield ("\n" if number else "") + _row(catalogue, say, mirror, packets[mirror], mirror in failing)
    yield after


def shared_language(packets: Iterable[PacketSummary]) -> str:
    """The language that all packets are in, whatever their regions; English where there are several."""
    languages = {primary_language(str(packet["about"].get("language", "en"))) for packet in packets}
    language = languages.pop() if len(languages) == 1 else "en"
    return language if has_catalogue(language) else "en"


def _row(catalogue: Catalogue, say: Say, mirror: str, summary: PacketSummary, fails: bool) -> str:
    about = summary["about"]
    date = str(about.get("date", ""))
    marking = str(about.get("marking", ""))
    cells = (
        f'<td data-label="{say(N_("Date"))}"><time datetime="{escape(date)}">{escape(_day(catalogue, date))}</time></td>'
        if date
        else "<td></td>",
        f'<th scope="row">{_title(say, mirror, summary)}</th>',
        f'<td data-label="{say(N_("Marking"))}"><span class="{_marking_look(marking)}"><bdi>{escape(marking)}</bdi></span></td>'
        if marking
        else "<td></td>",
        f'<td data-label="{say(N_("Files"))}">{_files(mirror, summary["files"])}</td>',
        f'<td class="number" data-label="{say(N_("Pages"))}">{summary["pages"]}</td>'
        if summary["pages"]
        else "<td></td>",
        f'<td data-label="{say(N_("Findings"))}">{_fails(say) if fails else ""}'
        f"{escape(_findings(catalogue, summary['findings']))}</td>",
    )
    return f'<tr data-folder="{escape(mirror)}" data-state="{files_state(summary)}">{"".join(cells)}</tr>'


def _day(catalogue: Catalogue, date: str) -> str:
    """A manifest's date in words, as it stands where it is none."""
    try:
        return catalogue.date(date)
    except ValueError:
        return date


def _said(catalogue: Catalogue, message: str) -> str:
    return escape(catalogue.gettext(message))


def _title(say: Say, mirror: str, summary: PacketSummary) -> str:
    """The title, as a link to what is read first; below it the folder, and what else is searched."""
    about = summary["about"]
    spoken = _spoken(str(about.get("language", "")))
    title = f"<bdi{spoken}>{escape(str(about.get('title', '')) or mirror)}</bdi>"
    first = read_first(summary)
    shown = f'<a href="{_address(mirror, first)}">{title}</a>' if first else title
    labels = {"regions": N_("Regions:"), "actors": N_("Actors:")}
    more = ((say(label), escape(str(about[key]))) for key, label in labels.items() if about.get(key))
    lists = "".join(f'<span class="more"><b>{label}</b> <bdi{spoken}>{names}</bdi></span>' for label, names in more)
    return f'{shown}<span class="more">{escape(mirror)}</span>{lists}'


def read_first(summary: PacketSummary) -> str:
    """The file of a packet that is read first; empty where it has none."""
    names = [name for name, _, _ in summary["files"] if is_plain_name(name)]
    return next((name for ending in _READ_FIRST for name in names if name.endswith(ending)), "")


def _spoken(language: str) -> str:
    """The attributes of words in a packet's language. Its direction, too: a title may begin with a name in another script."""
    named = f' lang="{escape(language)}"' if language else ""
    return f'{named} dir="{"rtl" if is_backward(language) else "ltr"}"'


_READ_FIRST = (".html", ".pdf", ".docx")


def _marking_look(marking: str) -> str:
    """The class of a marking: those of TLP have colours that everybody knows them by."""
    label = marking.partition(":")[2].partition("+")[0].lower() if marking.startswith("TLP:") else ""
    return f"marking tlp {label}" if label in ("red", "amber", "green", "clear") else "marking"


def files_state(summary: PacketSummary) -> str:
    """What changes when a file of the packet does, in a few characters: a browser remembers it of each packet."""
    digests = "".join(digest for _, _, digest in summary["files"])
    return hashlib.sha256(digests.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def _fails(say: Say) -> str:
    words = say(N_("Its input cannot be built now; this packet is an earlier one."))
    return f"<strong>{words}</strong><br>"


def _files(mirror: str, files: Iterable[tuple[str, int, str]]) -> str:
    """Links to the packet's files; none to what a manifest names that cannot lie in its folder."""
    return "".join(
        f'<a href="{_address(mirror, name)}">{escape(name)}</a> <span class="size">{_size(size)}</span><br>'
        for name, size, _ in files
        if is_plain_name(name)
    )


def _address(mirror: str, name: str) -> str:
    return escape(quote(f"./{mirror}/{name}"))


def _size(size: int) -> str:
    """`29 KB`, `1.2 MB`; thousands, as file managers count."""
    if size < 1000:
        return f"{size} B"
    return f"{size / 1000:.0f} KB" if size < 999_500 else f"{size / 1_000_000:.1f} MB"


def _findings(catalogue: Catalogue, counts: Mapping[str, int]) -> str:
    errors, warnings, notes = (counts.get(each, 0) for each in ("error", "warning", "note"))
    words = (
        errors and catalogue.ngettext("%(num)s error", "%(num)s errors", errors),
        warnings and catalogue.ngettext("%(num)s warning", "%(num)s warnings", warnings),
        notes and catalogue.ngettext("%(num)s note", "%(num)s notes", notes),
    )
    said = catalogue.pgettext("punctuation", ", ").join(each for each in words if each)
    return said or catalogue.pgettext("findings", "none")


_COLOURS = {
    "paper": ("#FFFFFF", "#161616"),
    "ink": ("#1B1F24", "#DFE4EA"),
    "secondary": ("#57606A", "#929BA4"),
    "rule": ("#D0D7DE", "#2E3337"),
    "accent": ("#0B3A66", "#9CC7F7"),
    "panel": ("#F1F4F8", "#1C1D20"),
}
"""Those of the usual look of packets, by day and in the dark."""


def _palette(dark: bool) -> str:
    return " ".join(f"--{name}: {pair[dark]};" for name, pair in _COLOURS.items())


_STYLE = (
    f"""
:root {{ color-scheme: light dark; {_palette(False)} }}
@media (prefers-color-scheme: dark) {{ :root {{ {_palette(True)} }} }}
"""
    + """\
* { box-sizing: border-box; margin: 0; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body { background: var(--paper); color: var(--ink); font: 1rem/1.4 "Noto Sans", "Segoe UI", system-ui, sans-serif; }
main { max-width: 75rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; overflow-wrap: break-word; }
h1 { font-size: clamp(1.5rem, 6vw, 2.2rem); line-height: 1.23; margin-block-end: 1rem; }
form { background: var(--panel); border-inline-start: .3rem solid var(--accent); padding: .8rem 1rem; }
label { font-weight: 600; font-size: .875rem; }
input[type=search] { font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--secondary); \
padding: .4rem .6rem; width: min(34rem, 100%); display: block; margin-block-start: .2rem; }
#news { margin-block-start: .6rem; }
#news input { inline-size: 1.1rem; block-size: 1.1rem; vertical-align: -.15rem; accent-color: var(--accent); }
table { border-collapse: collapse; width: 100%; margin-block-start: .8rem; }
caption { text-align: start; padding-block: .4rem; font-size: .8rem; font-weight: 600; color: var(--secondary); }
th, td { text-align: start; vertical-align: top; padding: .5rem .4rem; font-size: .9rem; }
tr > :first-child { padding-inline-start: 0; }
tr > :last-child { padding-inline-end: 0; }
thead { border-block-end: 1px solid var(--ink); }
thead th { font-size: .8rem; color: var(--secondary); }
tbody tr { border-block-end: 1px solid var(--rule); }
tbody th { font-weight: 600; font-size: 1rem; }
a { color: var(--accent); text-underline-offset: .16em; text-decoration-thickness: .06em; }
a:hover { text-decoration-thickness: .12em; }
td:first-child, td.number, .size { white-space: nowrap; font-variant-numeric: tabular-nums; }
.more { display: block; font-weight: 400; font-size: .8rem; color: var(--secondary); margin-block-start: .1rem; }
.size { font-size: .8rem; color: var(--secondary); }
.marking { font-weight: 700; font-size: .8rem; border: 1px solid var(--secondary); padding: .1rem .4rem; \
display: inline-block; overflow-wrap: anywhere; }
.tlp { background: #000; color: #fff; border-color: #000; white-space: nowrap; }
.red { color: #ff2b2b; } .amber { color: #ffc000; } .green { color: #33ff00; }
.new { font-size: .75rem; font-weight: 700; color: var(--paper); background: var(--accent); padding: .05rem .4rem; \
margin-inline-start: .5rem; vertical-align: .1em; white-space: nowrap; }
:focus-visible { outline: .15rem solid var(--accent); outline-offset: .15rem; }
[hidden] { display: none !important; }
@media screen and (max-width: 48rem) {
  table, tbody, tr, th, td, caption { display: block; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  tbody tr { padding-block: .6rem; display: flex; flex-wrap: wrap; column-gap: 1.2rem; row-gap: .3rem; }
  tbody tr > * { padding: 0; }
  tbody th { flex-basis: 100%; order: -1; }
  td:empty { display: none; }
  td::before { content: attr(data-label); display: block; font-size: .8rem; font-weight: 600; color: var(--secondary); }
}
@media (forced-colors: active) {
  .tlp { forced-color-adjust: none; }
  .new { border: 1px solid; }
}
@media print {
  form { display: none; }
  tr { break-inside: avoid; }
  .tlp, .new { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
"""
)

_SCRIPT = """
const field = document.getElementById("search");
const tally = document.getElementById("tally");
const news = document.getElementById("news");
const only = document.getElementById("only");
const fold = text => text.normalize("NFKD").replace(/\\p{M}|\\u0640/gu, "").toLowerCase().toUpperCase();
const content = row => [row.textContent, row.querySelector("time")?.dateTime ?? ""].join(" ");
const rows = [...document.querySelectorAll("tbody tr")].map(row => [row, fold(content(row))]);
const { of, fresh: isNew, changed } = document.getElementById("form").dataset;
const all = tally.textContent;
const fresh = new Set();
const search = () => {
  const words = fold(field.value).split(/\\s+/).filter(Boolean);
  let shown = 0;
  for (const [row, text] of rows) {
    row.hidden = !words.every(word => text.includes(word)) || (only.checked && !fresh.has(row));
    shown += row.hidden ? 0 : 1;
  }
  tally.textContent = words.length || only.checked ? of.replace("%(shown)s", shown).replace("%(all)s", all) : all;
};
const remember = () => {
  const name = "briefgen " + location.pathname;
  const now = Object.fromEntries(rows.map(([row]) => [row.dataset.folder, row.dataset.state]));
  const before = JSON.parse(localStorage.getItem(name) || "null");
  const left = before && Date.now() - before.at > 1800000;
  const known = before ? (left ? before.now : before.known) : now;
  for (const [row] of rows) {
    const state = known[row.dataset.folder];
    if (state === row.dataset.state) continue;
    fresh.add(row);
    const sign = document.createElement("span");
    sign.className = "new";
    sign.textContent = state === undefined ? isNew : changed;
    row.querySelector("th").firstElementChild.after(sign);
  }
  localStorage.setItem(name, JSON.stringify({ at: Date.now(), known, now }));
  document.getElementById("fresh").textContent = fresh.size;
  news.hidden = fresh.size === 0;
};
try { remember(); } catch { /* a browser that remembers nothing */ }
document.getElementById("form").hidden = false;
document.getElementById("form").addEventListener("submit", event => event.preventDefault());
field.addEventListener("input", search);
only.addEventListener("change", search);
search();
"""


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode('ascii')}'"


_POLICY = (
    f"default-src 'none'; style-src {_digest(_STYLE)}; script-src {_digest(_SCRIPT)}; "
    "base-uri 'none'; form-action 'none'"
)


def _document_head(language: str, title: str, feed: bool) -> str:
    found = f'<link rel="alternate" type="application/atom+xml" href="{FEED_NAME}">\n' if feed else ""
    turned = ' dir="rtl"' if is_backward(language) else ""
    return f"""\
<!DOCTYPE html>
<html lang="{escape(language)}"{turned}>
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>{title}</title>
{found}<style>{_STYLE}</style>
</head>
"""


def _frame(catalogue: Catalogue, say: Say, count: int, feed: bool) -> str:
    title = say(N_("Briefing packets"))
    packets = catalogue.ngettext("%(number)s packet", "%(number)s packets", count, number=catalogue.number(count))
    tally = f'<span id="tally" role="status">{escape(packets)}</span>'
    caption = filled(say(N_("%(packets)s, the newest first")), {"packets": tally})
    fresh = {"number": '<span id="fresh">0</span>'}
    only = filled(say(N_("Only what is new since your last visit (%(number)s)")), fresh)
    heads = (N_("Date"), N_("Title"), N_("Marking"), N_("Files"), N_("Pages"), N_("Findings"))
    columns = "".join(f'<th scope="col">{say(head)}</th>' for head in heads)
    said = {"of": N_("%(shown)s of %(all)s"), "fresh": N_("New"), "changed": N_("Changed")}
    signs = " ".join(f'data-{name}="{say(message)}"' for name, message in said.items())
    search = say(N_("Search titles, actors, regions, dates, markings and files"))
    return f"""\
{_document_head(catalogue.language, title, feed)}<body>
<main>
<h1>{title}</h1>
<form id="form" role="search" {signs} hidden>
<label for="search">{search}</label>
<input id="search" type="search" autocomplete="off" spellcheck="false">
<p id="news" hidden><input id="only" type="checkbox"> <label for="only">{only}</label></p>
</form>
<table>
<caption>{caption}</caption>
<thead>
<tr>{columns}</tr>
</thead>
<tbody>
@ROWS@
</tbody>
</table>
</main>
<script>{_SCRIPT}</script>
</body>
</html>
"""
