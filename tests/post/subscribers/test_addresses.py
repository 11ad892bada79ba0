"""Mail addresses: taken as they are written, told apart as their servers do, masked where strangers look."""

from __future__ import annotations

import pytest
from email_validator import validate_email
from hypothesis import given
from hypothesis import strategies as st

from newsletter.post.subscribers import addresses
from newsletter.post.subscribers.addresses import BadAddressError, masked, read_address, suppression_hash

LONGEST = "a" * 64 + "@" + ".".join(["b" * 61] * 3) + ".com"


@pytest.mark.parametrize(
    ("typed", "written", "folded"),
    [
        ("jo@example.org", "jo@example.org", "jo@example.org"),
        ("  jo@example.org\r\n", "jo@example.org", "jo@example.org"),
        ("Jo.Bloggs+news@Example.ORG", "Jo.Bloggs+news@example.org", "jo.bloggs+news@example.org"),
        ("o'neill@example.org", "o'neill@example.org", "o'neill@example.org"),
        ('"odd one"@example.org', '"odd one"@example.org', '"odd one"@example.org'),
        ("jo@münchen.example", "jo@xn--mnchen-3ya.example", "jo@xn--mnchen-3ya.example"),
        ("Áine@example.org", "Áine@example.org", "áine@example.org"),
        (LONGEST, LONGEST, LONGEST),
    ],
)
def test_an_address_is_kept_as_written_and_compared_without_capitals(
    typed: str, written: str, folded: str
) -> None:
    assert read_address(typed) == (written, folded)


@pytest.mark.parametrize(
    "typed",
    [
        "", "jo", "jo@", "@example.org", "jo@@example.org", "jo@example", "jo smith@example.org", "jo@exa mple.org",
        ".jo@example.org", "jo.@example.org", "j..o@example.org", "jo@-example.org", "jo@example.org\nBcc: x@example.org",
        "j\0o@example.org", "jo@[127.0.0.1]", "jo@localhost", "jo@site.invalid", "jo@xn--a.example",
        "a" * 65 + "@example.org", LONGEST + "m", "jo@example.org, mo@example.org", "Jo <jo@example.org>", "jo＠example.org",
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused_without_being_repeated(typed: str) -> None:
    with pytest.raises(BadAddressError) as refused:
        read_address(typed)
    for part in typed.replace("@", " ").split():
        assert len(part) < 4 or part not in str(refused.value)
    assert "no mail address" not in str(refused.value), "whoever tells it says that already"


PLAIN_LETTERS = st.text("abcXYZ019!#$%&'*+/=?^_`{|}~.-", min_size=1, max_size=70)
HOSTS = st.text("abcz0189.-", min_size=1, max_size=70)


@given(
    PLAIN_LETTERS, HOSTS, st.sampled_from(["org", "co", "test", "invalid", "localhost", "xn--p1ai", "museum"])
)
def test_what_is_taken_at_a_glance_the_library_takes_alike(local: str, host: str, top: str) -> None:
    """The short way is for speed alone."""
    typed = f"{local}@{host}.{top}"
    if addresses._PLAIN.fullmatch(typed) is None:
        return
    try:
        short = read_address(typed)
    except BadAddressError:
        return  # too long, which the library said
    found = validate_email(typed, check_deliverability=False)
    assert short.written == f"{found.local_part}@{found.ascii_domain}"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("jane@smith-family.org", "j…@…org"),
        ("jane", "j…"),
        ("", "…"),
        ("a@b@c.uk", "a…@…uk"),
        ("jane@smith", "j…"),
        ("jane@example.org, mary.smith", "j…"),
        ("jane@example.org Mary", "j…"),
        ("@example.org", "…@…org"),
        ("\x1b[31mjane@example.org", "…@…org"),
        ("\u202ejane@example.org", "…@…org"),
    ],
)
def test_a_masked_address_tells_its_own_person_alone(typed: str, shown: str) -> None:
    assert masked(typed) == shown


def test_a_hash_needs_the_key() -> None:
    assert suppression_hash(b"a", "jo@example.org") != suppression_hash(b"b", "jo@example.org")
    assert suppression_hash(b"a", "jo@example.org") == suppression_hash(b"a", "jo@example.org")
    assert len(suppression_hash(b"a", "jo@example.org")) == 64


@pytest.mark.parametrize(
    ("one", "other"), [("straße", "strasse"), ("ısık", "isik"), ("ſam", "sam"), ("ﬁn", "fin")]
)
def test_two_addresses_that_may_be_two_peoples_are_told_apart(one: str, other: str) -> None:
    assert read_address(f"{one}@example.org").folded != read_address(f"{other}@example.org").folded
