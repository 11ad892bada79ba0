"""An address asked: where it leads, what it comes to where it does not, and how little is asked for it."""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from newsletter.links.answers import Answer
from newsletter.links.asking_all import is_example, seems_offline
from newsletter.links.guard import is_public
from tests.links.web import COPY, Web, answer, answers, small_web
from tests.post.secure_server import certificate

THERE = Answer(verdict="there")
#: Numbers that are no host's, a name that DNS cannot have, and more than a request holds.
UNASKABLE = ("http://999.1.1.1/", "http://010.1.1.1/", "http://xn--a.org/", f"http://here.org/{'x' * 66_000}")


@pytest.fixture
def web() -> Iterator[Web]:
    with small_web() as made:
        yield made


# What is there


def test_an_address_that_answers_is_asked_once_for_its_head(web: Web) -> None:
    assert answer(web("/ok?a=b")) == THERE
    (asked,) = web.asked
    assert (asked.method, asked.host, asked.path) == ("HEAD", "here.org", "/ok?a=b")
    assert asked.headers["User-Agent"] == "newpower-links (+https://commons.example)"
    assert "Range" not in asked.headers


@pytest.mark.parametrize("head", [403, 404, 405, 500, 501])
def test_who_does_not_know_head_is_asked_for_the_first_octet(web: Web, head: int) -> None:
    assert answer(web(f"/status/206/{head}")) == THERE
    assert [one.method for one in web.asked] == ["HEAD", "GET"]
    assert web.asked[1].headers["Range"] == "bytes=0-0"


def test_so_is_who_breaks_off_at_head(web: Web) -> None:
    assert answer(web("/reset-head")) == THERE


def test_of_an_empty_page_no_octet_can_be_had_and_it_is_there(web: Web) -> None:
    assert answer(web("/status/416/405")) == THERE


def test_a_body_without_end_is_not_read(web: Web) -> None:
    began = time.monotonic()
    assert answer(web("/huge")) == THERE
    assert time.monotonic() - began < 3
    assert web.sent < 20_000_000, "no more than lies in buffers"


# What moved


@pytest.mark.parametrize("status", [301, 308])
def test_what_moved_for_good_is_told_with_its_new_address(web: Web, status: int) -> None:
    moved = Answer(verdict="moved", words="moved for good", now_at=web("/ok"))
    assert answer(web(f"/to/{status}/ok")) == moved


@pytest.mark.parametrize("status", [302, 303, 307])
def test_what_leads_on_for_now_is_there(web: Web, status: int) -> None:
    assert answer(web(f"/to/{status}/ok")) == THERE


def test_what_moved_for_good_to_what_leads_on_for_now_is_where_it_moved_to(web: Web) -> None:
    assert answer(web("/to/301/to/302/ok")).now_at == web("/to/302/ok")
    assert answer(web("/to/302/to/301/ok")) == THERE


def test_what_ends_on_the_front_page_is_told_as_that(web: Web) -> None:
    for status in (301, 302):
        found = answer(web(f"/to/{status}/"))
        assert (found.verdict, found.now_at) == ("moved", "")
        assert "front page" in found.words


def test_a_site_that_wants_its_cookie_back_is_not_taken_for_a_circle(web: Web) -> None:
    assert answer(web("/cookie")) == THERE


def test_no_cookie_goes_along_to_the_next_address(web: Web) -> None:
    answers(web("/cookie"), web("/ok"))
    (last,) = (one for one in web.asked if one.path == "/ok")
    assert "Cookie" not in last.headers


# What is dead


@pytest.mark.parametrize("status", [404, 410])
def test_what_is_not_found_or_gone_is_dead(web: Web, status: int) -> None:
    found = answer(web(f"/status/{status}"))
    assert (found.verdict, found.words[:11]) == ("dead", f"answers {status}")
    assert [one.method for one in web.asked] == ["HEAD", "GET"]


def test_a_redirect_that_goes_round_for_ever_is_dead(web: Web) -> None:
    assert answer(web("/round")) == Answer(verdict="dead", words="leads round in a circle")
    assert len(web.asked) == 11


def test_a_redirect_that_goes_on_for_ever_is_dead(web: Web) -> None:
    assert answer(web("/on")) == Answer(verdict="dead", words="leads on and on, over 10 times")
    assert len(web.asked) == 11


@pytest.mark.parametrize(
    "path", ["/nowhere", "/ftp", "/script", *(f"/to/302/{one}" for one in UNASKABLE[:3])]
)
def test_a_redirect_to_what_is_no_web_address_is_dead(web: Web, path: str) -> None:
    found = answer(web(path))
    assert found.verdict == "dead"
    assert found.words.endswith("which is no web address")


def test_an_address_that_nobody_can_ask_is_dead_and_all_others_are_asked(web: Web) -> None:
    found = answers(*UNASKABLE, web("/ok"), lacking=UNASKABLE, service=web("/wayback?url="))
    assert found.pop(web("/ok")) == THERE
    assert {one.verdict for one in found.values()} == {"dead"}
    assert {one.words for one in found.values()} == {"is no web address"}


def test_a_host_that_there_is_not_is_dead(web: Web) -> None:
    found = answers("http://unknown.org/a", "http://unknown.org/b")
    assert {one.words for one in found.values()} == {"leads to a host that nobody knows"}
    led = answer(web("/to/302/http://unknown.org/"))
    assert led.verdict == "dead"
    assert led.words == "leads on to `http://unknown.org/`, which leads to a host that nobody knows"


# What could not be seen


@pytest.mark.parametrize("status", [400, 401, 403, 429, 451, 500, 503, 999])
def test_who_lets_nobody_in_or_is_out_of_order_could_not_be_seen(web: Web, status: int) -> None:
    found = answer(web(f"/status/{status}"))
    assert found.verdict == "unseen"
    assert str(status) in found.words


def test_a_server_that_never_answers_is_a_calm_result(web: Web) -> None:
    began = time.monotonic()
    found = answer(web("/never"), patience=0.3)
    assert found == Answer(verdict="unseen", words="gives no answer within 0.3 seconds")
    assert time.monotonic() - began < 3


def test_so_is_one_that_drips(web: Web) -> None:
    began = time.monotonic()
    assert answer(web("/drip"), patience=0.3).verdict == "unseen"
    assert time.monotonic() - began < 3


@pytest.mark.parametrize("path", ["/reset", "/no-http", "/headers"])
def test_who_breaks_off_or_speaks_no_http_could_not_be_seen(web: Web, path: str) -> None:
    assert answer(web(path)).verdict == "unseen"


def test_where_nobody_listens_it_could_not_be_seen_and_is_tried_once(web: Web) -> None:
    with small_web() as gone:
        address = gone("/a")
    found = answers(address, address.replace("/a", "/b"))
    assert [one.words for one in found.values()] == ["takes no connection"] * 2


def test_a_name_that_cannot_be_looked_up_now_is_not_dead() -> None:
    assert answer("http://not-now.org/").verdict == "unseen"


# Certificates


@pytest.fixture
def believed(tmp_path: Path) -> tuple[Path, ssl.SSLContext]:
    file = certificate(tmp_path / "own.pem", "here.org")
    return file, ssl.create_default_context(cafile=str(file))


def test_a_certificate_is_that_of_the_host_though_its_address_is_asked(
    believed: tuple[Path, ssl.SSLContext],
) -> None:
    file, context = believed
    with small_web(file) as web:
        assert answer(f"https://here.org:{web.port}/ok", context=context) == THERE
        other = answer(f"https://there.org:{web.port}/ok", context=context)
    assert (other.verdict, other.words) == ("unsafe", "has a certificate that is another site's")


def test_two_hosts_at_one_address_are_each_held_to_their_own_certificate(
    believed: tuple[Path, ssl.SSLContext],
) -> None:
    file, context = believed
    with small_web(file) as web:
        found = answers(
            f"https://here.org:{web.port}/ok", f"https://there.org:{web.port}/ok", context=context
        )
    assert sorted(one.verdict for one in found.values()) == ["there", "unsafe"]


def test_a_certificate_nobody_vouches_for_is_warned_of(tmp_path: Path) -> None:
    with small_web(certificate(tmp_path / "other.pem", "here.org")) as web:
        found = answer(f"https://here.org:{web.port}/ok")
    assert (found.verdict, found.words) == ("unsafe", "has a certificate that signs itself")


def test_a_certificate_that_ended_is_warned_of(tmp_path: Path) -> None:
    file = certificate(tmp_path / "old.pem", "here.org", days=-0.5)
    with small_web(file) as web:
        found = answer(
            f"https://here.org:{web.port}/ok", context=ssl.create_default_context(cafile=str(file))
        )
    assert (found.verdict, found.words) == ("unsafe", "has a certificate that has ended")


def test_who_speaks_no_tls_could_not_be_seen(web: Web) -> None:
    assert answer(f"https://here.org:{web.port}/ok").verdict == "unseen"


# Who is not asked


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254"),
        *("100.64.0.1", "192.0.2.1", "198.18.0.1", "224.0.0.1", "255.255.255.255", "240.0.0.1"),
        *("::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "ff02::1", "2001:db8::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "64:ff9b::a9fe:a9fe", "64:ff9b::7f00:1"),
        *("::127.0.0.1", "::ffff:0:10.0.0.1", "64:ff9b:1::a9fe:a9fe", "fec0::1", "5f00::1", "3fff::1"),
        *("192.0.0.192", "168.63.129.16", "192.88.99.1"),
    ],
)
def test_an_address_within_a_network_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["93.184.215.14", "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_an_address_of_the_web_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("host", ["metadata.org", "127.0.0.1", "169.254.169.254", "half-inside.org"])
def test_nobody_inside_a_network_is_asked(web: Web, host: str) -> None:
    """The transport under the guard refuses whatever is not public, too: it would fail the test."""
    found = answer(web("/ok", host=host))
    assert (found.verdict, found.words) == (
        "unseen",
        "is inside a network, or on this machine, and was not asked",
    )
    assert web.asked == []


def test_nor_by_a_redirect(web: Web) -> None:
    found = answer(web(f"/to/302/{web('/ok', host='metadata.org')}"))
    assert found.verdict == "unseen"
    assert found.words.endswith("is inside a network, or on this machine, and was not asked")
    assert len(web.asked) == 1


def test_no_name_or_password_goes_along(web: Web) -> None:
    answer(web(f"/to/302/http://me:secret@here.org:{web.port}/ok"))
    assert [one.headers.get("Authorization") for one in web.asked] == [None, None]


@pytest.mark.parametrize(
    "host", ["a.example", "example.org", "www.example.com", "x.test", "localhost", "a.invalid"]
)
def test_examples_are_known_by_their_names(host: str) -> None:
    assert is_example(f"https://{host}/")
    assert not is_example(f"https://{host}.org.uk/")


# Manners


def test_each_host_is_asked_one_at_a_time_with_a_pause_and_others_meanwhile(web: Web) -> None:
    hosts = ("one.org", "two.org", "three.org")
    found = answers(*(web(f"/slow?{n}", host=host) for host in hosts for n in range(3)), pause=0.1)
    assert set(found.values()) == {THERE}
    for host in hosts:
        those = [one for one in web.asked if one.host == host]
        assert all(after.began - before.ended > 0.05 for before, after in pairwise(those))
    begun = sorted(one.began for one in web.asked)
    assert begun[-1] - begun[0] < 1.2, "nine in a row would take 1.7 s"


def test_who_was_asked_too_often_is_left_alone(web: Web) -> None:
    found = answers(*(web(f"/status/429?{n}") for n in range(4)))
    assert len(web.asked) == 1
    assert {one.words for one in found.values()} == {"says that it was asked too often (429)"}


def test_at_most_eight_hosts_are_asked_at_once(web: Web) -> None:
    answers(*(web("/slow", host=f"h{n}.org") for n in range(24)))
    most = max(sum(other.began <= one.began < other.ended for other in web.asked) for one in web.asked)
    assert 1 < most <= 8


def test_where_no_host_is_known_it_is_this_machine() -> None:
    found = answers("http://a.unknown.org/", "http://b.unknown.org/", "http://c.unknown.org/")
    assert seems_offline(found)
    assert not seems_offline(answers("http://a.unknown.org/"))
    assert not seems_offline({})


def test_how_far_it_is_is_told_of_all_hosts_together(web: Web) -> None:
    told: list[tuple[str, int, int]] = []
    kept: list[str] = []
    asked = [web("/ok", host="one.org"), web("/status/404", host="two.org"), web("/ok?2", host="one.org")]
    answers(*asked, tell=lambda *one: told.append(one), keep=lambda address, _: kept.append(address))
    assert told == [("addresses asked", done, 3) for done in range(4)]
    assert sorted(kept) == sorted(asked), "each is kept as soon as it is there"


# Lasting copies


def test_of_what_is_dead_alone_a_copy_is_looked_for(web: Web) -> None:
    gone, there, none = web("/status/404"), web("/ok"), web("/not-there")
    service = web("/wayback", host="archive.org") + "?url="
    found = answers(gone, there, none, lacking={gone, there, none}, service=service)
    assert found[gone].copy == COPY.replace("http:", "https:", 1)
    assert found[there].copy == found[none].copy == ""
    assert sum(one.host == "archive.org" for one in web.asked) == 2


def test_nobody_is_asked_for_a_copy_that_nobody_lacks(web: Web) -> None:
    answers(web("/status/404"), service=web("/wayback", host="archive.org") + "?url=")
    assert not [one for one in web.asked if one.host == "archive.org"]


@pytest.mark.parametrize("path", ["/never", "/reset", "/huge", "/status/500", "/ok", "/drip"])
def test_an_archive_that_fails_takes_nothing_from_the_answer(web: Web, path: str) -> None:
    gone = web("/status/404")
    found = answer(gone, lacking={gone}, service=web(path, host="archive.org") + "?url=", patience=0.4)
    assert found == Answer(verdict="dead", words="answers 404 Not Found")
