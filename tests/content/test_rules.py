"""What a schema cannot say of one file: each rule broken once, and not broken where it only looks so."""

from __future__ import annotations

import pytest

from newsletter.content.kinds import KINDS
from newsletter.content.kinds.rules import is_address
from newsletter.content.reading.entries import read_entry
from newsletter.content.reading.source_file import SourceFile
from tests import made_up
from tests.made_up import file, front_matter

_STUDY, _EDITION, _PAGE = made_up.MILL, made_up.NOVEMBER, made_up.ABOUT

#: File, what is changed into what -> the code, at the line of these words; none where it is right.
RULES = [
    (_STUDY, {"ended: 2020-03\n": ""}, "ended-needs-date", "status: ended"),
    (_STUDY, {"lesson: A roof comes first.[^society]\n": ""}, "ended-needs-lesson", "status: ended"),
    (_STUDY, {"status: ended": "status: active"}, "status-contradicts", "ended: 2020-03"),
    (_STUDY, {"status: ended": "status: planned"}, "status-contradicts", "ended: 2020-03"),
    (_STUDY, {"status: ended": "status: changed"}, "", ""),
    (_STUDY, {"ended: 2020-03": "ended: 2012"}, "dates-out-of-order", "ended: 2012"),
    (_STUDY, {"ended: 2020-03": "ended: 2013", "seen: 2020-01": "seen: 2013"}, "", ""),
    (_STUDY, {"when: by 2019": "when: 2012"}, "dates-out-of-order", "      when: 2012"),
    (_STUDY, {"when: by 2019": "when: 2013-01"}, "dates-out-of-order", "      when: 2013-01"),
    (_STUDY, {"updated: 2026-10-03": "updated: 2026-09-30"}, "dates-out-of-order", "updated: 2026-09-30"),
    (_STUDY, {"published: 2026-10-01": "published: 2026-10-03"}, "", ""),
    (_STUDY, {"updated: 2026-10-03": "updated: 2026-10-02"}, "dates-out-of-order", "updated: 2026-10-02"),
    (_STUDY, {"evidence: official-statistics": "evidence: evaluation"}, "", ""),
    (
        _STUDY,
        {
            "evidence: official-statistics": "evidence: evaluation",
            "relationship: independent": "relationship: self",
        },
        "self-evaluation",
        "    evidence: evaluation",
    ),
    (_STUDY, {"decided.[^council]": "decided.[^nobody]"}, "unknown-source", "decided.[^nobody]"),
    (_STUDY, {"Loans from members.": "£5 million in loans."}, "unsourced-figure", "£5 million"),
    (_STUDY, {"Loans from members.": "£5 million in loans.[^council]"}, "", ""),
    (_PAGE, {"  alt: A yard with a pump\n": ""}, "missing-alt", "image:"),
    (_PAGE, {"  alt: A yard with a pump\n": "", "decorative: false": "decorative: true"}, "", ""),
    (_PAGE, {"/who-we-are/": "who-we-are"}, "bad-redirect", "  - who-we-are"),
    (
        _EDITION,
        {"    figure: 1\n": "    figure: 1\n  - study: ../case-studies/old-mill.md\n"},
        "featured-twice",
        "FEATURED",
    ),
]


def _changed(path: str, changes: dict[str, str]) -> str:
    text = front_matter(path)
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new, 1)
    return file(text)


@pytest.mark.parametrize(("path", "changes", "code", "words"), RULES)
def test_a_rule_is_told_where_it_is_broken(path: str, changes: dict[str, str], code: str, words: str) -> None:
    text = _changed(path, changes)
    told = read_entry(SourceFile(path, text.encode())).diagnostics
    assert {d.code for d in told} == ({code} if code else set()), told
    if code and words != "FEATURED":
        wanted = [number for number, line in enumerate(text.splitlines(), 1) if words in line]
        assert {d.location.line for d in told} <= set(wanted)


def test_a_feature_named_again_is_told_at_its_second_place() -> None:
    text = _changed(_EDITION, {"    figure: 1\n": "    figure: 1\n  - study: ../case-studies/old-mill.md\n"})
    (only,) = read_entry(SourceFile(_EDITION, text.encode())).diagnostics
    assert text.splitlines()[only.location.line - 2] == "    figure: 1"


def test_a_source_nothing_rests_on_is_a_warning_at_its_id() -> None:
    more = "sources:\n  - id: press\n    title: T\n    publisher: P\n    evidence: press\n    relationship: independent\n"
    text = _changed(_STUDY, {"sources:\n": more})
    text = text.replace("Words.[^press]", "Words.")
    (only,) = read_entry(SourceFile(_STUDY, text.encode())).diagnostics
    assert (only.code, only.severity, only.location.column) == ("unused-source", "warning", 9)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("| a | b |\n|---|---|\n| one | two | three[^press] |", "table-row"),
        ("They met.\\[^press\\] So it was.", "reads-otherwise"),
    ],
)
def test_a_source_whose_mark_is_lost_in_what_is_told_is_not_also_told(typed: str, code: str) -> None:
    more = "sources:\n  - id: press\n    title: T\n    publisher: P\n    evidence: press\n    relationship: independent\n"
    text = _changed(_STUDY, {"sources:\n": more}).replace("Words.[^press]", typed)
    (only,) = read_entry(SourceFile(_STUDY, text.encode())).diagnostics
    assert only.code == code


def test_a_source_is_named_by_a_key() -> None:
    text = (
        file(front_matter(_STUDY))
        .replace("source: council", "source: the council")
        .replace("id: council", "id: the council")
    )
    told = read_entry(SourceFile(_STUDY, text.replace("[^council]", "").encode())).diagnostics
    assert [d.code for d in told] == ["bad-key"]


def test_a_source_whose_id_cannot_stand_is_told_once_not_at_each_mark() -> None:
    text = file(front_matter(_STUDY)).replace("id: council", "id: The Council")
    told = read_entry(SourceFile(_STUDY, text.encode())).diagnostics
    assert [d.code for d in told] == ["bad-key"]


def test_a_mark_in_the_body_uses_a_source() -> None:
    more = "sources:\n  - id: press\n    title: T\n    publisher: P\n    evidence: press\n    relationship: independent\n"
    text = _changed(_STUDY, {"sources:\n": more}).replace("\nWords.", "\nWords.[^press] So.")
    assert read_entry(SourceFile(_STUDY, text.encode())).diagnostics == ()


def test_an_edition_is_named_after_a_month() -> None:
    for name, is_one in (("2026-11", True), ("2026-13", False), ("2026-1", False), ("november", False)):
        told = read_entry(
            SourceFile(f"content/editions/{name}.md", file(front_matter(_EDITION)).encode())
        ).diagnostics
        assert [d.code for d in told] == ([] if is_one else ["edition-name"])


def test_a_file_in_no_folder_of_ours_is_told_where_to_go() -> None:
    (near,) = read_entry(SourceFile("content/case-study/a.md", b"")).diagnostics
    assert (near.code, near.location.file) == ("unknown-folder", "content/case-study")
    assert near.hint == "call it `content/case-studies`, or put its files there"
    (none,) = read_entry(SourceFile("content/a.md", b"")).diagnostics
    assert none.hint == f"put it in one of: {', '.join(f'content/{kind.folder}' for kind in KINDS)}"
    (deep,) = read_entry(SourceFile("content/pages/more/a.md", b"")).diagnostics
    assert deep.code == "unknown-folder"


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        *(
            (text, True)
            for text in ("/a/", "/a-b/c_d/", "/2010/05/old.name/", "/old.html", "/a/index.html", "/A/")
        ),
        *(
            (text, False)
            for text in ("", "/", "a", "a/", "/a", "//a/", "/a//b/", "/../a/", "/a/../b/", "/./a/")
        ),
        *(
            (text, False)
            for text in ("/.git/", "/a.html/", "/a.html/b/", "/feed.xml", "/_redirects", "/a b/", "/é/")
        ),
        *(
            (text, False)
            for text in ("/a/?b/", "/a/#b/", "/a\\b/", "/%2e%2e/", "/a/\n", "https://x.example/", "/.html")
        ),
        ("/" + "a" * 100 + "/", True),
        ("/" + "a" * 101 + "/", False),
    ],
)
def test_a_former_address_is_one_this_site_could_have_had(text: str, is_one: bool) -> None:
    assert is_address(text) is is_one


@pytest.mark.parametrize(
    ("path", "typed", "hint"),
    [
        (_STUDY, "frome", "write `/case-studies/frome/`"),
        (_STUDY, "frome-town-council.md", "write `/case-studies/frome-town-council/`"),
        (_STUDY, "case-studies/frome", "write `/case-studies/frome/`"),
        (_STUDY, "content/case-studies/frome.md", "write `/case-studies/frome/`"),
        (_PAGE, "who-we-are", "write `/who-we-are/`"),
        (_PAGE, "who-we-are.md", "write `/who-we-are/`"),
    ],
)
def test_a_former_name_alone_is_one_in_the_same_folder(path: str, typed: str, hint: str) -> None:
    former = "  - /who-we-are/" if path == _PAGE else "  - /case-studies/mill/"
    (only,) = read_entry(SourceFile(path, _changed(path, {former: f"  - {typed}"}).encode())).diagnostics
    assert (only.code, only.hint) == ("bad-redirect", hint)
