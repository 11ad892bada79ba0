"""One letter handed to a relay that does whatever it likes: what is said of it is certain, or in doubt."""

from __future__ import annotations

import smtplib
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from newsletter.post.relay.answers import Answer
from newsletter.post.relay.dialogue import Dialogue, LineLostError, Parcel
from tests.post.sending.sendings import LETTER
from tests.post.sending.sink import DROP, RESET, Relay, relay

PLAIN = ("8BITMIME",)
PIPED = ("PIPELINING", "8BITMIME")


def parcel(address: str = "jo@host.test") -> Parcel:
    return Parcel("letter@commons.test", address, "a" * 32, LETTER.spliced("b" * 64, "a" * 32, address))


@contextmanager
def dialogue(here: Relay) -> Iterator[Dialogue]:
    connection = smtplib.SMTP("127.0.0.1", here.port, local_hostname="here.example", timeout=5)
    connection.ehlo()
    spoken = Dialogue(connection, patience=5)
    try:
        yield spoken
    finally:
        spoken.close()


@pytest.mark.parametrize("offers", [PLAIN, PIPED])
def test_letters_go_one_after_another_over_one_session(offers: tuple[str, ...]) -> None:
    with relay(offers=offers) as here, dialogue(here) as spoken:
        for _ in range(3):
            assert spoken.offer(parcel()) is None
            assert spoken.finish() == Answer("dot", 250, "2.0.0")
        spoken.quit()
        assert here.sessions == 1
        assert here.letters == [parcel().body] * 3, "byte for byte"


def test_a_line_of_a_letter_that_is_a_dot_does_not_end_it() -> None:
    body = b"Subject: a\r\n\r\nfirst\r\n.\r\n..\r\nlast\r\n"
    with relay() as here, dialogue(here) as spoken:
        assert spoken.offer(Parcel("letter@commons.test", "jo@host.test", "a" * 32, body)) is None
        assert spoken.finish().code == 250
        assert here.letters == [body], "as its reader has it"


@pytest.mark.parametrize("offers", [PLAIN, PIPED])
@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize("said", ["550 5.7.1 no", "450 4.2.1 later"])
def test_who_is_refused_before_the_body_is_told_and_the_next_letter_goes(
    offers: tuple[str, ...], verb: str, said: str
) -> None:
    stays = iter([said])
    answers = lambda asked, address, number: next(stays, None) if asked == verb else None  # noqa: E731
    with relay(offers=offers, answers=answers) as here, dialogue(here) as spoken:
        answer = spoken.offer(parcel())
        assert answer is not None
        assert (answer.stage, answer.shown) == (verb.lower(), said.rpartition(" ")[0])
        assert here.delivered == []
        if spoken.is_open:
            assert spoken.offer(parcel()) is None
            assert spoken.finish().code == 250
        else:  # the relay wanted the letter of nobody: no dot is sent for it
            assert offers == PIPED
            assert verb != "DATA"


@pytest.mark.parametrize("offers", [PLAIN, PIPED])
@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA", "DOT"])
def test_421_at_any_stage_is_an_answer_and_ends_the_session(offers: tuple[str, ...], verb: str) -> None:
    answers = lambda asked, address, number: "421 4.3.2 bye" if asked == verb else None  # noqa: E731
    with relay(offers=offers, answers=answers) as here, dialogue(here) as spoken:
        answer = spoken.offer(parcel()) or spoken.finish()
        assert answer == Answer(verb.lower(), 421, "4.3.2")  # type: ignore[arg-type]
        assert not spoken.is_open
        assert here.delivered == []


@pytest.mark.parametrize("offers", [PLAIN, PIPED])
@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA"])
@pytest.mark.parametrize("said", [DROP, RESET, "25\0", "250\0", "999 what", "0 what", "hello", "199 what"])
def test_a_line_that_breaks_or_babbles_before_the_dot_has_delivered_nothing(
    offers: tuple[str, ...], verb: str, said: str
) -> None:
    answers = lambda asked, address, number: said if asked == verb else None  # noqa: E731
    with relay(offers=offers, answers=answers) as here, dialogue(here) as spoken:
        with pytest.raises(LineLostError) as lost:
            spoken.offer(parcel())
        assert not lost.value.is_behind_dot
        assert not spoken.is_open
        assert here.delivered == []


@pytest.mark.parametrize("said", [DROP, RESET, "take-and-drop", "25\0", "999 what", "354 go on", "hello"])
def test_behind_the_dot_the_same_leaves_the_letter_in_doubt(said: str) -> None:
    answers = lambda asked, address, number: said if asked == "DOT" else None  # noqa: E731
    with relay(answers=answers) as here, dialogue(here) as spoken:
        assert spoken.offer(parcel()) is None
        with pytest.raises(LineLostError) as lost:
            spoken.finish()
        assert lost.value.is_behind_dot
        assert not spoken.is_open


def test_an_answer_that_does_not_come_in_time_is_a_doubt_and_not_a_second_letter() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        mine = socket.create_connection(server.getsockname())
        theirs, _ = server.accept()
        theirs.sendall(b"220 here\r\n")
        connection = smtplib.SMTP()
        connection.sock, connection.esmtp_features = mine, {"pipelining": ""}
        assert connection.getreply()[0] == 220
        spoken = Dialogue(connection, patience=0.05)
        theirs.sendall(b"250 fine\r\n250 fine\r\n354 go on\r\n")
        assert spoken.offer(parcel()) is None
        with pytest.raises(LineLostError, match="behind the dot"):
            spoken.finish()
        theirs.close()


def test_a_reply_of_many_lines_is_one_and_one_without_end_is_none() -> None:
    many = iter(["250-fine\r\n250-indeed\r\n250 2.1.5 fine", "\r\n".join(["250-more"] * 200)])
    answers = lambda asked, address, number: next(many) if asked == "RCPT" else None  # noqa: E731
    with relay(offers=PLAIN, answers=answers) as here, dialogue(here) as spoken:
        assert spoken.offer(parcel()) is None
        assert spoken.finish().code == 250
        with pytest.raises(LineLostError):
            spoken.offer(parcel())


def test_a_letter_larger_than_the_relay_takes_is_not_begun() -> None:
    with relay(offers=("SIZE 100",)) as here, dialogue(here) as spoken:
        assert spoken.offer(parcel()) == Answer("mail", 552, "5.3.4")
        assert here.delivered == []


def test_an_address_that_needs_smtputf8_goes_where_that_is_offered_and_is_refused_elsewhere() -> None:
    with relay(offers=(*PIPED, "SMTPUTF8")) as here, dialogue(here) as spoken:
        assert spoken.offer(parcel("jürgen@host.test")) is None
        assert spoken.finish().code == 250
        assert here.delivered[0][1] == "jürgen@host.test"
    with relay(offers=PIPED) as here, dialogue(here) as spoken:
        assert spoken.offer(parcel("jürgen@host.test")) == Answer("rcpt", 553, "5.6.7")
        assert here.delivered == []
