"""What the manifests of an output folder say goes in; `index.html`, a page for staff, comes out.

One file that needs no network and no server, so that it works from a file share. Without scripts it is a
plain table by date; with them it can be searched as one types.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Collection, Iterable, Iterator, Mapping
from html import escape
from pathlib import Path
from urllib.parse import quote

from briefgen.batch.plan import summary_of
from briefgen.batch.state import PacketSummary, State, write_in_pieces
from briefgen.files import open_plain, read_plain, set_aside

INDEX_NAME = "index.html"


def write_index(out: Path, mirrors: Iterable[str], state: State) -> Path | None:
    """Write the page where it is not as it should be. OSError where that cannot be done.

    A file of somebody's own in its place is kept; then its new name comes back.
    """
    packets = {mirror: summary for mirror in mirrors if (summary := summary_of(out, mirror, state)) is not None}
    path = out / INDEX_NAME
    if not packets and not os.path.lexists(path):
        return None
    failing = frozenset(state.failing)
    if _holds(path, signed(page(packets, failing))):
        return None
    kept = set_aside(path) if os.path.lexists(path) and not is_index(path) else None
    restricted = any("restricted" in each["about"] for each in packets.values())
    write_in_pieces(path, signed(page(packets, failing)), root=out, private=restricted)
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


def page(packets: Mapping[str, PacketSummary], failing: Collection[str] = ()) -> Iterator[str]:
    """The page for packets in pieces, the newest first: folder to what its manifest says in short.

    Of packets that are `failing` it says that their inputs cannot be built any more.
    """
    order = sorted(packets)
    order.sort(key=lambda mirror: str(packets[mirror]["about"].get("date", "")), reverse=True)
    count = "1 packet" if len(order) == 1 else f"{len(order):,} packets"
    frame = _PAGE.replace("@COUNT@", count).replace("@SCRIPT@", _SCRIPT).replace("@STYLE@", _STYLE)
    before, after = frame.split("@ROWS@")
    yield before
    for number, mirror in enumerate(order):
        yield ("\n" if number else "") + _row(mirror, packets[mirror], mirror in failing)
    yield after


def _row(mirror: str, summary: PacketSummary, fails: bool) -> str:
    about = summary["about"]
    date = escape(str(about.get("date", "")))
    title = escape(str(about.get("title", "")) or mirror)
    cells = (
        f'<td><time datetime="{date}">{date}</time></td>' if date else "<td></td>",
        f'<th scope="row"><bdi>{title}</bdi><span class="folder">{escape(mirror)}</span></th>',
        f"<td>{escape(str(about.get('marking', '')))}</td>",
        f"<td>{_files(mirror, summary['files'])}</td>",
        f'<td class="number">{escape(str(summary["pages"] or ""))}</td>',
        f"<td>{_FAILS if fails else ''}{escape(_findings(summary['findings']))}</td>",
    )
    return f"<tr>{''.join(cells)}</tr>"


_FAILS = "<strong>Its input cannot be built now; this packet is an earlier one.</strong><br>"


def _files(mirror: str, files: Iterable[tuple[str, int, str]]) -> str:
    return "".join(
        f'<a href="{escape(quote(f"./{mirror}/{name}"))}">{escape(name)}</a> <span class="size">{_size(size)}</span><br>'
        for name, size, _ in files
    )


def _size(size: int) -> str:
    """`29 KB`, `1.2 MB`; thousands, as file managers count."""
    if size < 1000:
        return f"{size} B"
    return f"{size / 1000:.0f} KB" if size < 999_500 else f"{size / 1_000_000:.1f} MB"


def _findings(counts: Mapping[str, int]) -> str:
    words = (f"{counts[each]} {each}{'' if counts[each] == 1 else 's'}" for each in _SEVERITIES if counts.get(each))
    return ", ".join(words) or "none"


_SEVERITIES = ("error", "warning", "note")


_STYLE = """\
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 75rem; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin: 0 0 1rem; }
label { font-weight: 600; }
input { font: inherit; padding: .3rem .5rem; width: min(30rem, 100%); box-sizing: border-box; display: block; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: start; padding: .75rem 0; }
th, td { text-align: start; vertical-align: top; padding: .5rem .75rem .5rem 0; border-top: 1px solid #8888; }
thead th { border-top: 0; }
tbody th { font-weight: 600; }
td:first-child, td.number, .size { white-space: nowrap; font-variant-numeric: tabular-nums; }
.folder { display: block; font-weight: 400; font-size: .875rem; }
.size { font-size: .875rem; }
:focus-visible { outline: 3px solid; outline-offset: 2px; }
@media print { form { display: none; } }"""

_SCRIPT = """\
const field = document.getElementById("search");
const tally = document.getElementById("tally");
const fold = text => text.normalize("NFKD").replace(/\\p{M}/gu, "").toLowerCase();
const rows = [...document.querySelectorAll("tbody tr")].map(row => [row, fold(row.textContent)]);
const all = tally.textContent;
const search = () => {
  const words = fold(field.value).split(/\\s+/).filter(Boolean);
  let shown = 0;
  for (const [row, text] of rows) {
    row.hidden = !words.every(word => text.includes(word));
    shown += row.hidden ? 0 : 1;
  }
  tally.textContent = words.length ? `${shown} of ${all}` : all;
};
document.getElementById("form").hidden = false;
document.getElementById("form").addEventListener("submit", event => event.preventDefault());
field.addEventListener("input", search);
search();"""

_PAGE = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Briefing packets</title>
<style>
@STYLE@
</style>
</head>
<body>
<main>
<h1>Briefing packets</h1>
<form id="form" role="search" hidden>
<label for="search">Search titles, dates, markings and files</label>
<input id="search" type="search" autocomplete="off" spellcheck="false">
</form>
<div class="wide">
<table>
<caption><span id="tally" role="status">@COUNT@</span>, the newest first</caption>
<thead>
<tr><th scope="col">Date</th><th scope="col">Title</th><th scope="col">Marking</th><th scope="col">Files</th>\
<th scope="col">Pages</th><th scope="col">Findings</th></tr>
</thead>
<tbody>
@ROWS@
</tbody>
</table>
</div>
</main>
<script>
@SCRIPT@
</script>
</body>
</html>
"""
