"""The rules: who is written to no more, and who stays, whatever their server says of us."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.post import schema
from newsletter.post.returns.reports import Recipient, Report
from newsletter.post.returns.verdicts import KINDS, is_third_running, judge, what_becomes
from tests.post.returns.samples import JO


def _one(
    status: str = "5.1.1", said: str = "", action: str = "failed", original: str = JO, final: str = JO
) -> Recipient:
    return Recipient(action, status, said, original, final)


def _kind(*recipients: Recipient) -> str:
    return judge(Report("delivery", "", recipients=recipients), JO).kind


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        *((code, "hard") for code in ("5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1")),
        *(
            (code, "soft")
            for code in ("5.2.2", "5.2.0", "5.4.1", "5.4.4", "5.1.4", "5.0.0", "5.3.0", "5.6.7")
        ),
        *((code, "soft") for code in ("4.2.2", "4.4.1", "4.4.7", "4.2.1", "4.0.0", "", "5.1", "nonsense")),
        *((code, "policy") for code in ("5.7.1", "5.7.26", "5.7.515", "5.7.0", "4.7.0", "4.7.28")),
        *((code, "policy") for code in ("5.3.4", "5.5.1", "5.5.4", "5.6.0", "5.6.1", "5.1.7", "5.1.8")),
    ],
)
def test_a_failure_is_by_its_code(status: str, kind: str) -> None:
    assert _kind(_one(status)) == kind


@pytest.mark.parametrize(
    "said",
    [
        "smtp; 550 5.7.1 no",
        "smtp; 550 5.1.1 listed at a dnsbl",
        "smtp; 554 rejected as SPAM",
        "smtp; 550 5.1.1 unsolicited mail",
        "smtp; 550 your address is on our blacklist",
        "smtp; 550 DMARC says no",
        "smtp; 550 this message fails SPF and DKIM",
        "smtp; 550 sender denied",
        "smtp; 550 relaying denied",
        "smtp; 550 Relay access denied",
        "smtp; 550 against our policy",
        "smtp; 550 virus found",
        "smtp; 550 no reverse DNS",
        "smtp; 550 5.2.1 they are receiving mail at a rate that we do not like",
        "smtp; 452 too many messages",
        "smtp; 550 reputation of your server",
    ],
)
def test_a_refusal_of_us_never_costs_anybody_whatever_its_code(said: str) -> None:
    assert _kind(_one("5.1.1", said)) == "policy"
    assert what_becomes("policy", is_third=True) is None


def test_no_words_make_it_worse() -> None:
    dead = "smtp; 550 user unknown, no such mailbox, account closed, does not exist"
    assert _kind(_one("5.0.0", dead)) == "soft"
    assert _kind(_one("5.2.2", dead)) == "soft"


def test_words_in_the_address_itself_are_no_words_of_the_server() -> None:
    assert _kind(_one("5.1.1", "smtp; 550 5.1.1 <policy.spam@5.7.1.example.org>: unknown")) == "hard"


@pytest.mark.parametrize(
    ("status", "said", "code"),
    [
        ("5.1.1", "smtp; 550 5.2.2 full", "5.1.1"),
        ("5.0.0", "smtp; 550 5.1.1. unknown", "5.1.1"),
        ("5.0.0", "smtp; 550-5.1.1 unknown", "5.1.1"),
        ("", "smtp; 550 5.1.1 unknown", "5.1.1"),
        ("5.0.0", "smtp; 550 unknown at 5.1.1.7 by engine 4.94.2", "5.0.0"),
        ("5.1.1 (bad)", "", ""),
    ],
)
def test_a_code_that_says_nothing_gives_way_to_the_servers_own(status: str, said: str, code: str) -> None:
    assert judge(Report("delivery", "", recipients=(_one(status, said),)), JO).code == code


@pytest.mark.parametrize(
    ("action", "status", "kind"),
    [
        ("delayed", "4.4.1", "delayed"),
        ("delivered", "2.1.5", "arrived"),
        ("relayed", "2.1.9", "arrived"),
        ("expanded", "2.0.0", "arrived"),
        ("", "5.1.1", "hard"),
        ("", "4.4.1", "delayed"),
        ("", "", "unknown"),
        ("lost", "5.1.1", "unknown"),
    ],
)
def test_only_what_failed_is_a_failure(action: str, status: str, kind: str) -> None:
    assert _kind(_one(status, action=action)) == kind


def test_of_several_recipients_the_person_counts() -> None:
    other = _one("5.1.1", original="mo@example.org", final="mo@example.org")
    assert _kind(other, _one("5.2.2")) == "soft"
    assert _kind(_one("5.2.2"), other) == "soft"
    assert _kind(other, _one("5.1.1")) == "hard"


def test_behind_an_address_that_passes_mail_on_the_mildest_counts() -> None:
    gone = _one("5.1.1", original="", final="mo@example.org")
    reads = _one("2.0.0", action="delivered", original="", final="lu@example.org")
    assert _kind(gone, reads) == "arrived"


@pytest.mark.parametrize("original", [JO, ""])
def test_where_mail_is_passed_on_to_somebody_gone_it_takes_three_editions(original: str) -> None:
    assert _kind(_one("5.1.1", original=original, final="mo@example.org")) == "soft"


@pytest.mark.parametrize("said", ["jo+3Dx@example.org", "jo=x@example.org"])
def test_an_address_in_the_writing_of_smtp_is_the_same(said: str) -> None:
    one = _one("5.1.1", original=said.lower(), final=said.lower())
    assert judge(Report("delivery", "", recipients=(one,)), "jo=x@example.org").kind == "hard"


def test_where_nobody_knows_whose_it_is_the_code_says_what_it_is() -> None:
    assert judge(Report("delivery", "", recipients=(_one("5.1.1"),)), "").kind == "hard"


def test_a_report_about_no_recipient_is_unknown() -> None:
    assert _kind() == "unknown"


@pytest.mark.parametrize(
    ("feedback", "kind"),
    [
        ("abuse", "complaint"),
        ("fraud", "complaint"),
        ("other", "complaint"),
        ("", "complaint"),
        ("opt-out", "leave"),
        ("not-spam", "automatic"),
        ("auth-failure", "automatic"),
        ("virus", "automatic"),
    ],
)
def test_a_complaint_is_a_readers_and_no_machines(feedback: str, kind: str) -> None:
    assert judge(Report("complaint", "", feedback=feedback), JO).kind == kind


MONTHS = ("2026-06", "2026-07", "2026-08", "2026-09", "2026-10", "2026-11")


@pytest.mark.parametrize(
    ("soft", "edition", "is_third"),
    [
        (("2026-09", "2026-10", "2026-11"), "2026-11", True),
        (("2026-09", "2026-10", "2026-11"), "2026-09", True),
        (("2026-10", "2026-11"), "2026-11", False),
        (("2026-08", "2026-10", "2026-11"), "2026-11", False),
        (("2026-06", "2026-07", "2026-08", "2026-11"), "2026-11", False),
        (("2026-06", "2026-07", "2026-08", "2026-09"), "2026-08", True),
        (("2026-09", "2026-10"), "2026-11", False),
    ],
)
def test_three_editions_running_and_a_letter_that_arrives_in_between_begins_anew(
    soft: tuple[str, ...], edition: str, *, is_third: bool
) -> None:
    assert is_third_running(soft, MONTHS, edition) is is_third


def test_editions_run_whatever_months_have_none() -> None:
    months = ("2026-01", "2026-05", "2026-11")
    assert is_third_running(months, months, "2026-11")
    assert is_third_running(months, (), "2026-11"), "and where nobody knows of any other"


@given(st.sets(st.sampled_from(MONTHS)), st.sampled_from(MONTHS))
def test_fewer_than_three_are_never_three(soft: set[str], edition: str) -> None:
    if is_third_running(soft, MONTHS, edition):
        assert edition in soft
        assert len(soft) >= 3


def test_who_is_written_to_no_more() -> None:
    ends = {kind: what_becomes(kind, is_third=False) for kind in KINDS}
    assert {kind: why for kind, why in ends.items() if why} == {
        "hard": "bounced",
        "complaint": "complained",
        "leave": "left",
    }
    assert [kind for kind in KINDS if what_becomes(kind, is_third=True) != ends[kind]] == ["soft"]


def test_the_list_keeps_every_kind_there_is() -> None:
    assert schema.RETURN_KINDS == KINDS
