"""Letters by Amazon SES: one call a letter, nobody lost or written to twice, and whoever is in doubt is named."""

from __future__ import annotations

import random
import socket
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from newsletter.content.config import Ses
from newsletter.post import schema
from newsletter.post.database import List
from newsletter.post.marks import letter_key, person_of_letter_key
from newsletter.post.relay.answers import asks_to_slow, meaning
from newsletter.post.relay.dialogue import LineLostError, Parcel
from newsletter.post.relay.session import RelayError
from newsletter.post.sending import tally
from newsletter.post.sending.rates import kept_text, rates
from newsletter.post.sending.resolving import settle_by_returns
from newsletter.post.sending.ses import SES, Account, account_of, open_client, ses
from newsletter.post.sending.throttle import Throttle
from tests.post.lists import NOW, a_list
from tests.post.sending.killed import nursery
from tests.post.sending.sendings import SLUG, by_ses, frozen, people, sent
from tests.post.sending.ses_server import (
    DROP,
    HALF,
    NONSENSE,
    TAKE_AND_BREAK,
    TAKE_AND_DROP,
    ses_server,
)
from tests.post.sending.ses_server import Account as Server

SETTINGS = Ses(region="eu-west-2")
PARCEL = Parcel("letter@commons.test", "jo@example.org", "0" * 32, b"Subject: x\r\n\r\nbody\r\n")


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with ses_server() as made:
        yield made


@pytest.fixture
def here(server: Server) -> Server:
    """An SES that takes everything. One for all tests: a client of it takes half a second to make."""
    server.begin()
    return server


@pytest.fixture(autouse=True)
def somebody(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever speaks to SES; and settings of Amazon's that would have its library ask again."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIATEST")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "5")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nowhere")


def _states(at: List) -> dict[str, str]:
    """Everyone's state, by the key in their letter."""
    query = select(schema.deliveries.c.person, schema.deliveries.c.state)
    with at.look() as connection:
        return {letter_key(at.key, SLUG, row.person): row.state for row in connection.execute(query)}


def test_everybody_has_their_letter_once_with_our_key_and_nothing_is_followed(
    folder: Path, here: Server
) -> None:
    with a_list(folder) as at:
        people(at, 20)
        for _ in range(2):
            ended = sent(at, folder, by_ses(here.address), by=SES)
            assert (ended.counts["accepted"], ended.reason) == (20, "")
        assert Counter(address for _, address in here.delivered).total() == here.asked == 20
        numbers = {person_of_letter_key(at.key, SLUG, key) for key, _ in here.delivered}
        assert numbers == set(range(1, 21))
        assert here.said[0]["EmailTags"][0] == {"Name": "newpower-edition", "Value": SLUG}
        letter, said = here.letters[0], here.said[0]
        assert letter.startswith(f"X-Newpower-Delivery: {SLUG}.{here.delivered[0][0]}\r\n".encode())
        assert (said["FromEmailAddress"], said["ConfigurationSetName"]) == ("letter@commons.test", "letters")
        assert said["ConfigurationOverrides"]["Tracking"] == {
            "OpenTrackingEnabled": "DISABLED", "ClickTrackingEnabled": "DISABLED"
        }  # fmt: skip
        assert "ListManagementOptions" not in said


@pytest.mark.parametrize(
    ("said", "meant", "shown"),
    [
        ("429 TooManyRequestsException: Maximum sending rate exceeded.", "pause", "421 4.3.2"),
        ("400 ThrottlingException: Rate exceeded", "pause", "421 4.3.2"),
        ("400 LimitExceededException: Daily message quota exceeded", "pause", "421 4.3.2"),
        ("400 AccountSuspendedException: x", "ours", "550 5.7.1"),
        ("400 SendingPausedException: x", "ours", "550 5.7.1"),
        ("400 MailFromDomainNotVerifiedException: x", "ours", "550 5.7.1"),
        ("400 MessageRejected: Email address is not verified. The following", "ours", "550 5.7.1"),
        ("400 MessageRejected: Address blacklisted", "refused", "553 5.2.0"),
        ("400 BadRequestException: Domain contains illegal character", "refused", "553 5.2.0"),
        ("400 MessageRejected: Message contains a virus", "ours", "554 5.6.0"),
        ("400 BadRequestException: Unknown", "ours", "550 5.5.0"),
        ("404 NotFoundException: Configuration set <letters> does not exist.", "ours", "550 5.5.0"),
        ("403 AccessDeniedException: jo@example.org may not", "ours", "535 5.7.8"),
        ("403 ExpiredTokenException: x", "ours", "535 5.7.8"),
    ],
)
def test_each_answer_has_its_meaning_and_is_asked_for_once(
    here: Server, said: str, meant: str, shown: str
) -> None:
    here.begin(lambda *_: said)
    line = by_ses(here.address)()
    assert line.offer(PARCEL) is None
    answer = line.finish()
    assert (meaning(answer), answer.shown, asks_to_slow(answer)) == (meant, shown, meant == "pause")
    assert (here.asked, here.delivered) == (1, [])


@pytest.mark.parametrize(
    "how", [DROP, TAKE_AND_DROP, TAKE_AND_BREAK, HALF, NONSENSE, "503 ServiceUnavailable: x"]
)
def test_a_call_without_a_sensible_answer_is_a_doubt_and_is_not_made_again(here: Server, how: str) -> None:
    here.begin(lambda *_: how)
    line = by_ses(here.address)()
    line.offer(PARCEL)
    with pytest.raises(LineLostError) as lost:
        line.finish()
    assert lost.value.is_behind_dot
    assert (here.asked, line.is_open) == (1, False)


def test_where_nobody_answers_the_call_was_not_made() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{free.getsockname()[1]}"
    line = ses(open_client(SETTINGS, address), SETTINGS)()
    line.offer(PARCEL)
    assert meaning(line.finish()) == "pause"


def test_what_it_cannot_take_is_not_offered() -> None:
    line = ses(None, SETTINGS)()
    foreign = Parcel("letter@commons.test", "jösé@example.org", "0" * 32, b"x")
    large = Parcel("letter@commons.test", "jo@example.org", "0" * 32, bytes(41 * 2**20))
    assert [getattr(line.offer(one), "shown", "") for one in (foreign, large)] == ["553 5.6.7", "552 5.3.4"]


def test_who_was_told_to_wait_is_queued_again_and_gets_it_once(
    folder: Path, here: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    slowed: list[Throttle] = []
    monkeypatch.setattr(Throttle, "slow", lambda throttle: slowed.append(throttle))
    told = iter(["429 TooManyRequestsException: x"] * 5)
    here.begin(lambda *_: next(told, None))
    with a_list(folder) as at:
        people(at, 12)
        ended = sent(at, folder, by_ses(here.address), by=SES, connections=3)
        assert {state: count for state, count in ended.counts.items() if count} == {"accepted": 12}
        assert sorted(Counter(here.delivered).values()) == [1] * 12
        assert len(slowed) == 5, "and it is slower from now on"


def test_a_line_that_is_gone_before_the_call_leaves_everybody_queued_and_the_edition_held(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from newsletter.post.sending import delivery

    monkeypatch.setattr(delivery, "_IN_VAIN", delivery.timedelta(seconds=0.05))
    with ses_server() as here:
        address = here.address
    with a_list(folder) as at:
        people(at, 6)
        ended = sent(at, folder, by_ses(address), by=SES, connections=2)
        assert {state: count for state, count in ended.counts.items() if count} == {"queued": 6}
        assert "451 4.4.1" in ended.reason


def test_an_account_that_is_suspended_holds_the_edition_and_strikes_nobody_off(
    folder: Path, here: Server
) -> None:
    here.begin(lambda *_: "400 AccountSuspendedException: x")
    with a_list(folder) as at:
        people(at, 20)
        ended = sent(at, folder, by_ses(here.address), by=SES, connections=1)
        assert ended.reason == "the relay refuses us, not a person (550 5.7.1)"
        assert (ended.counts["held"], ended.counts["queued"]) == (1, 19)
        assert frozen(at, SES).state == "held"


def test_an_engine_that_answers_nobody_puts_few_in_doubt_and_holds_the_rest(
    folder: Path, here: Server
) -> None:
    here.begin(lambda *_: TAKE_AND_BREAK)
    with a_list(folder) as at:
        people(at, 60)
        ended = sent(at, folder, by_ses(here.address), by=SES, connections=2)
        assert 10 <= ended.counts["doubt"] <= 12
        assert "letters in a row were sent, and no answer came" in ended.reason
        assert frozen(at, SES).state == "held"


def test_lost_answers_leave_exactly_their_letters_in_doubt(folder: Path, here: Server) -> None:
    chance = random.Random(5)
    kinds = [TAKE_AND_DROP, TAKE_AND_BREAK, HALF, NONSENSE, DROP]

    def answers(address: str, number: int) -> str | None:
        return chance.choice(kinds) if chance.random() < 0.15 else None

    here.begin(answers)
    with a_list(folder) as at:
        people(at, 120)
        ended = sent(at, folder, by_ses(here.address), by=SES, connections=3)
        states = _states(at)
        _account_for(states, here.delivered, here.asked)
        assert ended.counts["doubt"] > 5
        assert ended.counts["doubt"] + ended.counts["accepted"] == 120


def _account_for(states: dict[str, str], delivered: list[tuple[str, str]], asked: int) -> None:
    times = Counter(key for key, _ in delivered)
    accepted = {key for key, state in states.items() if state == "accepted"}
    doubts = {key for key, state in states.items() if state == "doubt"}
    assert [key for key, count in times.items() if count > 1] == [], "nobody twice"
    assert accepted <= set(times), "nobody is said to have what they have not"
    assert set(times) - accepted <= doubts, "nobody has what they are not said to have, but in doubt"
    assert accepted | doubts == set(states), "nobody is left"
    assert asked <= len(states), "no call is made again"


def test_nine_kills_lose_nobody_and_write_to_nobody_twice(folder: Path, here: Server) -> None:
    count, kills, connections, chance = 300, 9, 3, random.Random(26)
    with a_list(folder) as at:
        people(at, count)
        frozen(at, SES)
    with nursery() as senders:
        for _ in range(kills):
            until = len(here.delivered) + chance.randrange(1, 20)
            senders.begin(folder, here.address, connections)
            end = time.monotonic() + 5
            while len(here.delivered) < until and time.monotonic() < end:
                time.sleep(0.0005)
            senders.kill()
    with a_list(folder) as at:
        assert 0 < len(here.delivered) < count, "the kills came while there was something to do"
        ended = sent(at, folder, by_ses(here.address), by=SES, connections=connections)
        _account_for(_states(at), here.delivered, here.asked)
    assert 0 < ended.counts["doubt"] <= kills * connections


def test_who_is_in_doubt_is_so_no_more_when_amazon_tells_of_their_letter(folder: Path, here: Server) -> None:
    """By whatever came back of this edition to this person, and of no other."""
    here.begin(lambda address, number: TAKE_AND_DROP if number <= 3 else None)
    with a_list(folder) as at:
        people(at, 8)
        assert sent(at, folder, by_ses(here.address), by=SES, connections=1).counts["doubt"] == 3
        rows = [(1, SLUG, "arrived"), (2, "2026-10", "arrived"), (3, SLUG, "hard"), (5, SLUG, "arrived")]
        with at.change() as connection:
            for number, (person, edition, kind) in enumerate(rows):
                row = {"hash": f"{number}", "taken": "2026-11-27T00:00:00Z", "kind": kind}
                connection.execute(schema.returns.insert().values(person=person, edition=edition, **row))
        assert settle_by_returns(at, frozen(at, SES), NOW) == 2
        assert [person for person, _ in tally.doubts(at, frozen(at, SES))] == [2]


# The account


@pytest.fixture
def limits() -> Account:
    return Account(2.5, 200, 150, is_trial=False)


def test_an_account_says_what_it_may() -> None:
    with ses_server() as here:
        client = open_client(SETTINGS, here.address)
        assert account_of(client) == Account(1000.0, 50000, 12, is_trial=False)
        here.may = {"SendQuota": {"Max24HourSend": -1.0, "MaxSendRate": 14.0}}
        assert account_of(client) == Account(14.0, None, 0, is_trial=True)
        here.may = {"SendingEnabled": False, "EnforcementStatus": "SHUTDOWN"}
        with pytest.raises(RelayError, match="sends nothing for this account \\(SHUTDOWN\\)"):
            account_of(client)


def test_what_others_spent_of_the_day_counts_and_what_we_spent_is_not_counted_twice(limits: Account) -> None:
    now = 1_800_000_000.0
    fresh = limits.allows("", now)
    assert (fresh.pace.limit, fresh.quotas[0].limit) == (2.5, 50)
    spent = rates(None, None, 200)
    for _ in range(100):
        spent, _ = spent.taken(now)
    again = limits.allows(kept_text(spent), now)
    assert again.quotas[0].limit - again.quotas[0].used(now) == 50


def test_connections_are_as_many_as_the_pace_needs(limits: Account) -> None:
    assert limits.connections == 1
    assert [Account(rate, None, 0, is_trial=False).connections for rate in (14.0, 1000.0)] == [4, 20]


def test_who_may_not_ask_or_is_nobody_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    with ses_server() as here:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            monkeypatch.delenv(name)
        monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "/nowhere")
        with pytest.raises(RelayError, match="SES cannot be reached: Unable to locate credentials"):
            account_of(open_client(SETTINGS, here.address))


def test_without_its_library_it_is_said_how_to_have_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newsletter.post.sending.ses.find_spec", lambda _: None)
    with pytest.raises(RelayError, match=r"pip install 'new-power\[ses\]'"):
        open_client(SETTINGS)
