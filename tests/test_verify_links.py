"""What no format can hold, or what leaves no trace, is no fault of the files: a packet with it is built."""

from __future__ import annotations

import pytest
from samples import document, para
from test_verify import both

from briefgen.document import Link, Paragraph, Text
from briefgen.verify import content_of_pdf, content_of_word, verify

LONG = "https://example.org/?q=" + "a" * 2_100
KEPT = "https://desk@example.org/a"


@pytest.mark.parametrize("address", [LONG, "https://example.org:99999/", "https://[::1", "https://example.org:port/"])
def test_an_address_that_cannot_be_a_link_leaves_its_words(address: str) -> None:
    content = document(Paragraph((Link(address, (Text("one"),)), Text(" and "), Link(KEPT, (Text("two"),)))))
    pdf, docx = both(content)
    assert verify(content, pdf, docx).findings == ()
    for extracted in (content_of_pdf(pdf), content_of_word(docx)):
        assert [each.words for each in extracted.spans] == ["one and two"]
        assert [(link.words, link.uri) for link in extracted.links] == [("two", KEPT)]


@pytest.mark.parametrize("words", ["\u200b", "\u3164", "\u200d\ufeff", "\u00ad"])
def test_a_link_of_words_that_leave_no_trace_is_no_fault(words: str) -> None:
    content = document(para("Before."), Paragraph((Text("A "), Link(KEPT, (Text(words),)), Text("b"))))
    assert verify(content, *both(content)).findings == ()
