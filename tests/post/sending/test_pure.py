"""What is decided without a relay, a clock or a list: what answers mean, how fast, when to stop, what is spliced."""

from __future__ import annotations

import string
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.mail.placeholders import MESSAGE_KEY, RECIPIENT, TOKEN
from newsletter.post.marks import letter_key
from newsletter.post.relay.answers import Answer, Meaning, Stage, asks_to_slow, delay, meaning, read_answer
from newsletter.post.sending.breaker import Breaker
from newsletter.post.sending.delivery import Progress
from newsletter.post.sending.ledger import OPEN, STATES
from newsletter.post.sending.marks import breath, paced
from newsletter.post.sending.message import BadMessageError, read_letter
from newsletter.post.sending.rates import Rates, kept_text, rates
from newsletter.post.sending.summary import how_long, is_finished, progress_line, progress_plain
from tests.post.sending.sendings import LETTER, MESSAGE, SLUG

KEY = b"k" * 32


# Answers


@pytest.mark.parametrize(
    ("stage", "code", "words", "meant"),
    [
        ("dot", 250, b"2.0.0 queued", "accepted"),
        ("dot", 451, b"4.3.0 try later", "deferred"),
        ("dot", 421, b"4.3.2 shutting down", "deferred"),
        ("rcpt", 450, b"4.2.1 greylisted", "deferred"),
        ("rcpt", 421, b"4.7.0 too fast", "pause"),
        ("mail", 451, b"4.3.0 busy", "pause"),
        ("mail", 421, b"", "pause"),
        ("data", 452, b"4.3.1 full", "pause"),
        *[("rcpt", 550, f"5.1.{n} no such".encode(), "gone") for n in (0, 1, 2, 3, 6, 10)],
        ("rcpt", 550, b"5.2.1 closed", "gone"),
        ("dot", 550, b"5.1.1 no such user", "gone"),
        ("rcpt", 552, b"5.2.2 full", "refused"),
        ("rcpt", 550, b"no such user, by whoever has no codes", "refused"),
        ("rcpt", 550, b"5.7.1 you may not", "ours"),
        ("rcpt", 554, b"5.7.26 no DMARC", "ours"),
        ("rcpt", 553, b"5.1.8 your address", "ours"),
        ("rcpt", 503, b"5.5.1 out of order", "ours"),
        ("rcpt", 553, b"5.6.7 no SMTPUTF8", "refused"),
        ("mail", 550, b"you", "ours"),
        ("mail", 552, b"5.3.4 too big", "ours"),
        ("mail", 550, b"5.1.1 at MAIL it is nobody's mailbox", "ours"),
        ("data", 554, b"5.5.1 nobody", "ours"),
        ("dot", 554, b"5.6.0 content", "ours"),
        ("dot", 550, b"spam", "ours"),
        ("data", 250, b"what", "nonsense"),
        ("dot", 354, b"what", "nonsense"),
    ],
)
def test_each_answer_is_somebodys_fault_or_nobodys(
    stage: Stage, code: int, words: bytes, meant: Meaning
) -> None:
    assert meaning(read_answer(stage, code, words)) == meant


def test_an_enhanced_code_of_another_class_is_not_believed() -> None:
    assert read_answer("rcpt", 450, b"5.1.1 gone") == Answer("rcpt", 450)
    assert read_answer("rcpt", 550, b"5.1.1000 gone") == Answer("rcpt", 550)
    assert read_answer("rcpt", 550, b"5.1.1") == Answer("rcpt", 550, "5.1.1")


def test_what_is_kept_of_an_answer_holds_none_of_its_words() -> None:
    assert read_answer("rcpt", 550, b"5.1.1 <jo@example.org> unknown").shown == "550 5.1.1"


@pytest.mark.parametrize(
    ("answer", "slows"),
    [
        (Answer("rcpt", 450, "4.7.1"), True),
        (Answer("mail", 421), True),
        (Answer("dot", 451, "4.3.2"), True),
        (Answer("rcpt", 450, "4.2.1"), False),
        (Answer("rcpt", 550, "5.7.1"), False),
    ],
)
def test_who_is_asked_to_go_slower_knows_it(answer: Answer, slows: bool) -> None:
    assert asks_to_slow(answer) is slows


def test_a_letter_that_is_deferred_is_offered_five_times_more_within_two_days() -> None:
    waited = timedelta()
    for tries in range(1, 6):
        wait = delay(tries, waited)
        assert wait is not None
        waited += wait
    assert waited == timedelta(hours=41, minutes=15)
    assert delay(6, waited) is None
    assert delay(1, timedelta(hours=48)) is None


# Rates


def _went(allowed: Rates, until: float, step: float = 0.0) -> list[float]:
    """The moments at which letters go, if one is always ready."""
    now, went = 0.0, []
    while now < until:
        allowed, at = allowed.taken(now)
        is_blocked = allowed.is_blocked(now) and at > now and (not went or at != went[-1])
        if not is_blocked:
            went.append(at)
        now = max(at, now + step)
        if len(went) > 5000:
            break
    return went


@pytest.mark.parametrize(("per_second", "per_hour", "window"), [(7, None, 1.0), (None, 20, 3600.0)])
def test_no_window_of_any_beginning_has_more_letters_than_are_allowed(
    per_second: int | None, per_hour: int | None, window: float
) -> None:
    went = _went(rates(per_second, per_hour, None), window * 12)
    limit = per_second or per_hour or 0
    assert len(went) >= limit * 8
    most = max(sum(start <= one < start + window - 1e-9 for one in went) for start in went)
    assert most == limit


def test_a_new_start_has_no_new_quota() -> None:
    allowed = rates(None, None, 10)
    for _ in range(10):
        allowed, _ = allowed.taken(100.0)
    again = rates(None, None, 10, kept_text(allowed))
    assert again.is_blocked(200.0)
    assert not again.is_blocked(100.0 + 86_400 * 1.02)
    assert rates(None, None, 10, kept_text(rates(5, None, None))).is_blocked(200.0) is False


def test_a_pace_that_was_eased_off_is_half_and_creeps_up_again() -> None:
    pace = rates(100, None, None).pace.slowed(50.0, lately=80.0)
    assert pace.eased == 40.0
    assert pace.slowed(50.5, lately=80.0) == pace, "one complaint of many connections is one"
    later, _ = pace.taken(61.0)
    assert later.eased == pytest.approx(44.0)
    whole, _ = later.taken(61.0 + 10 * 10)
    assert whole.eased is None


# The breaker


def _after(*answers: Answer) -> Breaker:
    breaker = Breaker()
    for one in answers:
        breaker = breaker.after(one)
    return breaker


FINE, NOBODY = Answer("dot", 250), Answer("rcpt", 550, "5.1.1")


def test_a_policy_against_us_stops_the_canary_at_once() -> None:
    assert "refuses us" in _after(FINE, Answer("rcpt", 550, "5.7.1")).reason
    assert _after(*[FINE] * 60, Answer("rcpt", 550, "5.7.1")).reason == ""


def test_three_faults_of_ours_stop_it_at_any_time() -> None:
    ours = Answer("dot", 554, "5.6.0")
    assert _after(*[FINE] * 60, ours, ours).reason == ""
    assert "a fault of ours" in _after(*[FINE] * 60, ours, FINE, ours, ours).reason


def test_more_than_one_in_twenty_of_the_first_fifty_stops_it() -> None:
    assert _after(*[FINE] * 30, NOBODY, NOBODY).reason == ""
    assert "3 of the first 33" in _after(*[FINE] * 30, NOBODY, NOBODY, NOBODY).reason
    assert _after(*[FINE] * 50, *[NOBODY] * 9).reason == "", "the rest of the list is as old as it is"


# What is said


def _counts(**some: int) -> dict[Any, int]:
    return {state: some.get(state, 0) for state in STATES}


def test_how_far_it_is_stands_in_one_line() -> None:
    progress = Progress(_counts(queued=600, accepted=390, refused=6, deferred=4), 20.0)
    assert progress_line(progress) == (
        "[#######-------------] 396 of 1,000, 20/s, 390 accepted, 6 refused, 4 deferred, 30 s left"
    )
    assert progress_line(Progress(_counts(), 0.0, "waits")) == "[####################] 0 of 0, 0/s; waits"
    assert progress_plain(progress)["seconds_left"] == 30


@pytest.mark.parametrize("state", OPEN)
def test_finished_is_not_said_while_anybody_is_not_accounted_for(state: str) -> None:
    assert is_finished(_counts(accepted=5, refused=1, cancelled=1, waived=1))
    assert not is_finished(_counts(accepted=5, **{state: 1}))


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        ((10, None, None), "100 s"),
        ((None, 100, None), "9 h"),
        ((None, None, 200), "4 days"),
        ((None, None, None), "as fast as the relay takes them"),
    ],
)
def test_how_long_it_takes_is_told_by_what_is_allowed(limits: tuple[int | None, ...], words: str) -> None:
    assert how_long(1000, *limits) == words  # type: ignore[arg-type]


# Splicing

_LOCAL = st.text(string.ascii_letters + string.digits + "!#$%&'*+-/=?^_`{|}~.é日", min_size=1, max_size=64)
_HEX = "0123456789abcdef"


@given(
    _LOCAL.map(lambda local: f"{local}@host.test"),
    st.text(_HEX, min_size=64, max_size=64),
    st.text(_HEX, min_size=32, max_size=32),
)
def test_exactly_the_placeholders_change_whatever_is_put_there(address: str, token: str, key: str) -> None:
    spliced = LETTER.spliced(token, key, address)
    own, _, rest = spliced.partition(b"\r\n")
    assert own == f"X-Newpower-Delivery: {SLUG}.{key}".encode()
    before, after = MESSAGE.split(b"\r\n"), rest.split(b"\r\n")
    assert len(before) == len(after)
    for was, line in zip(before, after, strict=True):
        meant = was.decode()
        for old, new in ((TOKEN, token), (MESSAGE_KEY, key)):
            meant = meant.replace(old, new)
        assert line == meant.replace(RECIPIENT, address).encode()
        assert len(line) <= 998
        assert not line.startswith(b".")


@pytest.mark.parametrize("address", ["jo@host.test\r\nBcc: mo@host.test", "jo\0@host.test", ""])
def test_no_address_brings_a_header_of_its_own(address: str) -> None:
    with pytest.raises(BadMessageError):
        LETTER.spliced("0" * 64, "0" * 32, address)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (b"\r\n\r\n", b"\n\n", "otherwise than by CRLF"),
        (b"To leave", b"To\rleave", "otherwise than by CRLF"),
        (b"To leave", b"x" * 999, "longer than 998"),
        (b"To leave", b"\r\n.leave", "begins with a dot"),
        (b"To leave", "Für".encode(), "not all ASCII"),
        (b"To leave", b"\0", "not all ASCII"),
        (b"To leave", TOKEN[:-1].encode(), ""),
        (b"To leave", RECIPIENT.encode(), "the address"),
        (b"To leave", MESSAGE_KEY.encode(), "the key"),
        (b" or write " + TOKEN.encode(), b"", "the token stands 3 times"),
        (f"To: {RECIPIENT}".encode(), b"To: nobody", "the address"),
    ],
)
def test_a_letter_with_anything_amiss_is_not_begun(old: bytes, new: bytes, words: str) -> None:
    assert MESSAGE.count(old) == 1
    changed = MESSAGE.replace(old, new)
    if not words:
        assert read_letter(SLUG, changed).slots == LETTER.slots
        return
    with pytest.raises(BadMessageError, match=words):
        read_letter(SLUG, changed)


@pytest.mark.parametrize(
    ("connections", "asked", "pace", "seconds"),
    [
        (10, 1, 0.001, 0.004),  # until five of the ten have asked
        (10, 5, 0.001, 0.0),
        (10, 9, 0.001, 0.0),
        (10, 1, 60.0, 0.01),  # a slow relay holds nobody up for long
        (10, 1, 0.0, 0.0),  # nothing is known of it yet
        (1, 1, 0.001, 0.0),  # there is nobody to wait for
        (1, 0, 0.001, 0.0),
    ],
)
def test_a_commit_waits_for_half_of_the_connections_and_not_for_long(
    connections: int, asked: int, pace: float, seconds: float
) -> None:
    assert breath(connections, asked, pace) == pytest.approx(seconds)


def test_how_fast_marks_are_asked_for_is_learnt_and_a_clock_that_jumps_back_teaches_nothing() -> None:
    pace = 0.0
    for _ in range(100):
        pace = paced(pace, 0.02, 10)
    assert pace == pytest.approx(0.002, rel=0.01)
    assert 0 <= paced(pace, -3600.0, 10) < pace


def test_a_key_is_the_same_each_time_and_no_two_people_or_editions_have_one() -> None:
    keys = {letter_key(KEY, slug, person) for slug in ("2026-10", "2026-11") for person in range(100)}
    assert len(keys) == 200
    assert all(len(key) == 32 for key in keys)
    assert letter_key(KEY, "2026-11", 7) == letter_key(KEY, "2026-11", 7) != letter_key(b"x", "2026-11", 7)
