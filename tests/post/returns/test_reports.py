"""What a mail is, told by its fields alone, whoever wrote it."""

from __future__ import annotations

import base64
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.post.returns.attribution import Mark, whose
from newsletter.post.returns.parts import Part, read_fields, split_head
from newsletter.post.returns.reports import Report, read_report, typed_address
from newsletter.post.returns.verdicts import Judged, judge
from newsletter.post.subscribers.person import token_of
from tests.post.returns import samples
from tests.post.returns.samples import JO, letter_id, sealed

KEY = b"k" * 32
LETTER = letter_id(KEY, 42)


def _judged(mail: bytes) -> tuple[Mark | None, Judged]:
    report = read_report(mail)
    return whose(KEY, report), judge(report, JO)


ABOUT_42 = Mark("2026-11", 42)


@pytest.mark.parametrize(
    ("mail", "kind", "code"),
    [
        (samples.postfix(letter=LETTER), "hard", "5.1.1"),
        (samples.exim(letter=LETTER), "hard", "5.1.1"),
        (samples.exim(letter=LETTER, said="smtp; 550 no such mailbox here"), "soft", "5.0.0"),
        (samples.exchange(letter=LETTER), "hard", "5.1.10"),
        (samples.gmail(to=sealed(KEY, 42)), "hard", "5.1.1"),
        (samples.complaint(letter=LETTER), "complaint", ""),
        (samples.complaint(letter="<gone@example.org>", mail_from=sealed(KEY, 42)), "complaint", ""),
    ],
    ids=["Postfix", "Exim", "Exim without a code", "Exchange", "Gmail", "Yahoo", "Yahoo by VERP"],
)
def test_what_each_engine_writes_is_read(mail: bytes, kind: str, code: str) -> None:
    assert _judged(mail) == (ABOUT_42, Judged(kind, code))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("mail", "form"),
    [
        (samples.OUT_OF_OFFICE, "automatic"),
        (samples.REPLY, "reply"),
        (samples.OLD_STYLE, "unknown"),
        (b"", "reply"),
        (samples.leaving(token_of(KEY, 42)), "leave"),
        (samples.leaving(token_of(KEY, 42), "Re: {} please"), "leave"),
        (samples.leaving(token_of(KEY, 42)[:-1]), "reply"),
    ],
    ids=["out of office", "a person", "qmail", "nothing", "leaving", "leaving, with words", "half a token"],
)
def test_other_mail_is_told_apart(mail: bytes, form: str) -> None:
    assert read_report(mail).form == form


def test_who_leaves_is_known_by_the_token_alone() -> None:
    assert _judged(samples.leaving(token_of(KEY, 42)))[0] == Mark("", 42)
    assert _judged(samples.leaving("0" * 64))[0] is None


def test_the_mark_of_our_own_header_holds_where_a_service_wrote_another_message_id() -> None:
    mail = samples.postfix(letter="<0100abc@email.amazonses.com>").replace(
        b"Subject: The letter", f"X-Newpower-Delivery: {LETTER[1:].partition('@')[0]}".encode()
    )
    assert _judged(mail)[0] == ABOUT_42


def test_the_letter_that_a_report_answers_to_names_its_person_where_it_did_not_come_back() -> None:
    mail = samples.gmail(to="returns@letters.example.org")
    assert _judged(mail)[0] is None
    assert _judged(f"References: <x@example.org> {LETTER}\n".encode() + mail)[0] == ABOUT_42


def test_the_envelope_that_came_back_with_the_letter_names_its_person() -> None:
    returned = f"Return-Path: <{samples.RETURNS}>\nFrom: New Power".encode()
    ours = returned.replace(samples.RETURNS.encode(), sealed(KEY, 42).encode())
    assert _judged(samples.postfix(letter="<x@example.org>").replace(returned, ours))[0] == ABOUT_42


def test_an_answer_is_about_nobodys_letter_to_whatever_address_it_came() -> None:
    for mail in (samples.OUT_OF_OFFICE, samples.OLD_STYLE, samples.REPLY):
        to_us = mail.replace(b"To: ", f"To: {sealed(KEY, 42)}, ".encode())
        assert whose(KEY, read_report(to_us)) is None


def test_what_stands_behind_the_end_of_a_multipart_is_no_part_of_it() -> None:
    whole = samples.complaint(letter=LETTER)
    closed = whole.replace(b"--arf\nContent-Type: text/plain", b"--arf--\n--arf\nContent-Type: text/plain")
    assert read_report(closed).form == "automatic"


@pytest.mark.parametrize("encoding", ["base64", "quoted-printable", "x-ours", "BASE64 "])
def test_an_encoding_that_is_not_kept_to_leaves_what_came(encoding: str) -> None:
    part = Part("message/delivery-status", encoding.strip().lower(), b"a")
    assert part.content() == b"a"


def test_the_envelope_comes_before_the_letter() -> None:
    assert _judged(samples.postfix(to=sealed(KEY, 42), letter=letter_id(KEY, 7)))[0] == ABOUT_42


@pytest.mark.parametrize("kind", ["message/rfc822", "message/global", "message/global-headers"])
def test_a_letter_that_came_back_encoded_is_read(kind: str) -> None:
    whole = samples.postfix(letter=LETTER)
    head, letter = whole.split(b"Content-Type: text/rfc822-headers\n\n")
    encoded = base64.encodebytes(letter.partition(b"\n--A1B2")[0])
    part = f"Content-Type: {kind}\nContent-Transfer-Encoding: base64\n\n".encode()
    mail = head + part + encoded + b"--A1B2.1764187500/mx.example.net--\n"
    assert _judged(mail)[0] == ABOUT_42


def test_a_bounce_of_a_bounce_is_about_the_outer_one_alone() -> None:
    inner = samples.postfix(letter=LETTER)
    outer = samples.exim(letter="<x@example.org>").replace(b"Dear reader", inner)
    assert read_report(outer).recipients == read_report(samples.exim(letter="")).recipients
    assert whose(KEY, read_report(outer)) is None


def _nested(depth: int, opening: bytes) -> bytes:
    inner = samples.postfix(letter=LETTER)
    for number in range(depth):
        inner = opening.replace(b"N", str(number).encode()) + b"\n\n--b%d\n" % number + inner
    return inner


@pytest.mark.parametrize(
    "opening",
    [b'Content-Type: multipart/mixed; boundary="bN"', b"Content-Type: message/rfc822"],
    ids=["multiparts", "messages"],
)
def test_what_is_nested_a_thousand_deep_ends_in_no_time(opening: bytes) -> None:
    began = time.process_time()
    assert read_report(_nested(1000, opening)).form == "reply"
    assert time.process_time() - began < 1


def test_a_report_that_a_gateway_wrapped_is_found() -> None:
    assert _judged(_nested(3, b'Content-Type: multipart/mixed; boundary="bN"'))[1] == Judged("hard", "5.1.1")


@pytest.mark.parametrize(
    "mail",
    [
        b"(" * 100_000 + b"@",
        b"To: " + b"(" * 100_000 + b"\n\n",
        b"To: " + b"a" * 500_000 + b"\n\n",
        b"Subject: " + b"0" * 500_000 + b"\n\n",
        b"\n" * 500_000,
        b"x: y\n" * 100_000,
        b" \n" * 250_000,
        b"Content-Type: multipart/report; boundary=b\n\n" + b"--b\n" * 100_000,
        b"Content-Type: multipart/report; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n"
        + b"Action: failed\n\n" * 50_000,
        samples.postfix(said="smtp; " + "a" * 300_000, letter=LETTER),
        samples.postfix(said="smtp; " + "5." * 100_000, letter="2026-11." * 100_000),
        samples.postfix(letter=LETTER, to="@" * 100_000),
    ],
    ids=range(12),
)
def test_what_is_made_to_take_long_does_not(mail: bytes) -> None:
    began = time.process_time()
    judge(read_report(mail), JO)
    whose(KEY, read_report(mail))
    assert time.process_time() - began < 1


@pytest.mark.parametrize("edge", [b"\0", b"\xff\xfe", "ß€😀".encode("utf-16"), b"\r", b"=?utf-8?Q?=00?="])
def test_signs_that_are_none_harm_nothing(edge: bytes) -> None:
    whole = samples.postfix(letter=LETTER)
    assert _judged(whole.replace(b"came to its end", edge))[1] == Judged("hard", "5.1.1")
    for mark in (b"Status", b"failed", b"report", b"Message-ID", b"A1B2", b": "):
        judge(read_report(whole.replace(mark, mark + edge)), JO)


@given(st.binary(max_size=400))
def test_any_bytes_are_something(mail: bytes) -> None:
    assert isinstance(judge(read_report(mail), JO), Judged)


_LINES = [
    *samples.postfix(letter=LETTER).split(b"\n"),
    *samples.complaint(letter=LETTER).split(b"\n"),
    b"Content-Transfer-Encoding: base64",
    b"Content-Transfer-Encoding: quoted-printable",
    b'Content-Type: multipart/report; boundary="',
    b"Subject: " + token_of(KEY, 42).encode(),
]


@given(st.lists(st.sampled_from(_LINES) | st.binary(max_size=20), max_size=60))
def test_any_lines_of_reports_are_something_and_blame_nobody_without_a_seal(lines: list[bytes]) -> None:
    report = read_report(b"\n".join(lines))
    assert isinstance(judge(report, JO), Judged)
    assert whose(KEY, report) in (None, ABOUT_42, Mark("", 42))
    assert whose(b"another", report) is None


@given(st.integers(0, 2500))
def test_wherever_a_report_is_cut_off_it_is_something(length: int) -> None:
    report = read_report(samples.postfix(letter=LETTER)[:length])
    assert judge(report, JO).kind in ("hard", "soft", "unknown", "reply", "automatic")


def test_fields_are_unfolded_and_what_is_none_is_left_out() -> None:
    fields = read_fields(b"From nobody\r\nA: one\r\n two\r\n\tthree\r\nno field\r\nB:x\r\nA: again")
    assert fields.pairs == (("a", "one two three"), ("b", "x"), ("a", "again"))
    assert (fields.first("b", "a"), fields.first("c"), fields.all("a", "b")) == (
        "x",
        "",
        ("one two three", "again", "x"),
    )
    assert split_head(b"A: b\n\nbody\n\nmore")[1] == b"body\n\nmore"


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ("rfc822; Jo@Example.org", JO),
        ("rfc822;<jo@example.org>", JO),
        ("jo@example.org", JO),
        ("utf-8; jo@example.org", JO),
        ("x400; /S=jo/", ""),
        ("", ""),
    ],
)
def test_an_address_is_read_from_its_type(said: str, address: str) -> None:
    assert typed_address(said) == address


def test_a_report_without_anything_is_about_nobody() -> None:
    assert whose(KEY, Report("delivery", "")) is None
    assert whose(KEY, Report("leave", "")) is None
