"""A web page is read back strictly: each change is named, and a page made to exhaust its reader is refused."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import pytest
from samples import everything
from test_packets import write

from briefgen.compose import load_theme
from briefgen.packets import InputFile, file_of, manifest
from briefgen.placing import write_packet
from briefgen.verify import fingerprint, verify
from briefgen.verify.content import Unreadable
from briefgen.verify.html import content_of_html
from briefgen.verify.packet import verify_packet
from briefgen.writers.html import write_html


@cache
def page() -> str:
    return write_html(everything(), load_theme("default").theme).data.decode("utf-8")


def found(changed: str) -> list[str]:
    """What is said of a page at once, before it is released."""
    data = changed.encode("utf-8", "surrogatepass")
    verified = verify(everything(), None, None, "packet", {"packet.html": data})
    return [each.message for each in verified.findings]


def changed(old: str, new: str) -> str:
    assert old in page()
    return page().replace(old, new, 1)


def test_the_page_as_it_is_written_is_whole() -> None:
    assert found(page()) == []


WORDS = [
    ("The conclusion stands first.", "The conclusion stands last.", "differs"),
    ("The conclusion stands first.", "", "is missing"),
    ("<main>\n", "<main>\nLoose words\n", "stray text"),
    ("</ul>\n</nav>", '</ul>\n<p class="s-body">More</p></nav>', "too many"),
    ("Lists</h3>", "Lists</h2>", "cannot be read back"),
    ('id="lists">Lists</h3>', 'id="lists" aria-level="4">Lists</h3>', "is a heading 3, not a heading 2"),
    ('href="https://example.org/a?b=1&amp;c=2"', 'href="https://example.net/"', "leads to https://example.net/"),
    ('href="#a1-p1"', 'href="#a1-p2"', "leads to another place"),
    ('href="#a1-p1"', 'href="#nowhere"', "leads to another place"),
    ('aria-label="Likelihood: step 5 of 7"', 'aria-label="Likelihood: step 6 of 7"', "alternative text 1 differs"),
    ('alt="A grey rectangle"', 'alt=""', "alternative text"),
    ('hidden="hidden">Rows and their numbers', 'hidden="hidden">Others', "alternative text of a table"),
    ("<bdi>TLP:CLEAR</bdi>", "<bdi>TLP:RED</bdi>", "stands once at top and foot"),
    ("<title>TLP:CLEAR", "<title>TLP:GREEN", "is missing in the title of its window"),
    ("<span>30 March 2025</span>", "<span></span>", "“30 March 2025” is missing at top and foot"),
    ('<th scope="col">Name</th>', "<td>Names</td>", "table 1, row 1, column 1 differs"),
    ('data-label="What"', 'data-label="Who"', "a label that is not its column's header"),
    ('class="back" href="#_to-1"', 'class="back" href="#annex"', "a way back that does not lead to a reference"),
]


@pytest.mark.parametrize(("old", "new", "message"), WORDS)
def test_what_says_something_else_is_named(old: str, new: str, message: str) -> None:
    assert message in " ".join(found(changed(old, new)))


STRANGE = [
    ("</body>", "<script>go()</script></body>", "script"),
    ('<p class="s-lead">', '<p class="s-lead" onclick="go()">', "p@onclick"),
    ('<p class="s-lead">', '<p class="s-lead" style="display:none">', "p@style"),
    ('<p class="s-lead">', '<p class="s-lead" hidden="hidden">', "p@hidden"),
    ("</main>", '<iframe src="https://example.org"></iframe></main>', "iframe"),
    ("</main>", "<object></object></main>", "object"),
    ("</head>", '<link rel="stylesheet" href="https://example.org/a.css"/></head>', "link"),
    ('<meta charset="utf-8"/>', '<meta charset="utf-8"/><meta http-equiv="refresh" content="0"/>', "policy"),
    ("default-src 'none'", "default-src *", "policy"),
    ("</style>", "main{display:none}</style>", "policy"),
    ('<p class="s-lead">', '<p class="s-lead"><span hidden="hidden">', "cannot be read back"),
    ("stands first.", 'stands <span hidden="hidden">first</span>.', "words that are not shown"),
    ('id="lists"', 'id="annex"', "an identifier that stands twice"),
]


@pytest.mark.parametrize(("old", "new", "message"), STRANGE)
def test_what_briefgen_does_not_write_is_named(old: str, new: str, message: str) -> None:
    assert message in " ".join(found(changed(old, new)))


UNREADABLE = [
    ("<main>", "<main><!-- words -->", "comments or declarations"),
    ("<!DOCTYPE html>", '<!DOCTYPE html [<!ENTITY a "b">]>', "does not begin as a page"),
    ("<main>", "<main><![CDATA[words]]>", "comments or declarations"),
    ("<main>", "<main><?go?>", "comments or declarations"),
    ("<main>", "<main><p/>", "the element p has no end"),
    ("<main>", "<main>&nbsp;", "markup is not whole"),
    ("</main>", "", "markup is not whole"),
    ('class="s-lead"', 'class="s>lead"', "a sign that ends elements"),
    ("<main>", "<main>" + "<div>" * 400 + "</div>" * 400, "markup is not whole"),
    ("<body>", "<body></body><body>", "one head and one body"),
]


@pytest.mark.parametrize(("old", "new", "message"), UNREADABLE)
def test_what_a_browser_might_read_otherwise_is_not_read(old: str, new: str, message: str) -> None:
    assert message in " ".join(found(changed(old, new)))


@pytest.mark.parametrize(
    ("fill", "message"),
    [("<p>x</p>" * 600_000, "more than 500,000 elements"), ("x" * (16 * 2**20 + 1), "larger than 16 MiB")],
)
def test_a_page_made_to_exhaust_its_reader_is_refused(fill: str, message: str) -> None:
    with pytest.raises(Unreadable, match=message):
        content_of_html(changed("<main>", f"<main>{fill}").encode())


def test_a_page_whose_pictures_are_too_large_is_refused_before_they_are_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("briefgen.verify.html.LARGEST_FILE", 2 * len(page()))
    data = "A" * 3 * len(page())
    with pytest.raises(Unreadable, match="larger than"):
        content_of_html(changed("<main>", f'<main><img alt="" src="data:image/png;base64,{data}"/>').encode())


@pytest.mark.parametrize("data", [b"", b"\0", b"<!DOCTYPE html>\n<html ", b"\xff\xfe<\0h\0", b"%PDF-1.7"])
def test_what_is_no_page_is_unreadable(data: bytes) -> None:
    with pytest.raises(Unreadable):
        content_of_html(data)


# --- a finished packet -----------------------------------------------------------------------


def test_a_file_of_a_kind_that_nothing_reads_is_compared_by_its_bytes(tmp_path: Path) -> None:
    write(tmp_path, {"x.bin": b"\0", "y.bin": b"\1"})
    assert verify_packet(tmp_path) == []
    (tmp_path / "y.bin").write_bytes(b"\2")
    assert [(Path(each.place.path).name, each.message) for each in verify_packet(tmp_path)] == [
        ("y.bin", "the file was changed since it was built")
    ]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_that_took_a_files_place_since_it_was_looked_at_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, {"x.bin": b"\0"})
    (tmp_path / "y.bin").write_bytes(b"\0")
    (tmp_path / "x.bin").unlink()
    os.mkfifo(tmp_path / "x.bin")
    looked = os.lstat
    monkeypatch.setattr(os, "lstat", lambda path: looked(tmp_path / "y.bin" if Path(path).name == "x.bin" else path))
    assert ["it is a pipe" in each.message for each in verify_packet(tmp_path)] == [True]


def of_a_packet(folder: Path, text: str) -> list[str]:
    """What is reported of a packet whose page was changed after it was built."""
    verified = verify(everything(), None, None, "packet", {"packet.html": page().encode()})
    data = {"packet.html": page().encode()}
    record = manifest(
        InputFile("packet.yaml", "packet"), ingredients={}, options={}, versions={},
        files=[file_of(name, each) for name, each in data.items()], counts={}, findings=(),
        verification=fingerprint(everything(), verified.made),
    )  # fmt: skip
    write_packet(folder, data, record)
    (folder / "packet.html").write_text(text, "utf-8")
    return [finding.message for finding in verify_packet(folder)]


def test_a_packet_as_it_was_built_has_no_findings(tmp_path: Path) -> None:
    assert of_a_packet(tmp_path / "packet", page()) == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("The conclusion stands first.", "The conclusion stands last.", "differs"),
        ('<p class="s-lead">', '<p class="s-title">', "not as it was built: markup"),
        ("</style>", "\n</style>", "style"),
        ('name="author" content="Test desk"', 'name="author" content="Somebody"', "head"),
        ("<main>", "<main><script>go()</script>", "markup holds what briefgen does not write: script"),
        ("base64,iVBOR", "base64,iVBOS", "picture 1"),
    ],
)
def test_a_changed_page_of_a_packet_is_named(tmp_path: Path, old: str, new: str, message: str) -> None:
    reported = of_a_packet(tmp_path / "packet", changed(old, new))
    assert message in " ".join(reported)
    assert not any("were as they" in each or "as they were" in each for each in reported)
