"""Buttondown: never without a status, the same never twice, and what it shows is compared."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from newsletter.mail.placeholders import LEAVE
from newsletter.post.handing_over.steps import DiffersError, Outcome, hand_over, verdict
from newsletter.post.handing_over.web import EngineError
from tests.post.handing_over.fakes.buttondown import SCHEMA, Buttondown
from tests.post.handing_over.fakes.exchange import Line
from tests.post.handing_over.samples import HOUR, HTML, NOW, SLUG, a_buttondown, buttondown, sample


def pushed(fake: Buttondown, words: str = "", **more: Any) -> Outcome:
    given: dict[str, Any] = {"at": None, "kept": None, "note": lambda *_: None, "sleep": lambda _: None}
    edition = more.pop("edition", None) or sample(words)
    return hand_over(buttondown(Line(fake)), edition, **{**given, **more})


def only(fake: Buttondown) -> dict[str, Any]:
    (one,) = fake.emails.values()
    return one


def test_a_draft_is_all_that_is_made_until_an_hour_is_said() -> None:
    fake = a_buttondown()
    assert (pushed(fake).was, only(fake)["status"], fake.live) == ("drafted", "draft", set())
    done = pushed(fake, at=HOUR)
    assert (done.was, done.one.state, done.one.at) == ("scheduled", "scheduled", HOUR)
    assert fake.live == {only(fake)["id"]}


def test_without_a_status_it_would_have_gone_to_everybody() -> None:
    """The trap is there: what is ours to say is said."""
    fake = a_buttondown()
    fake.asked("POST", "/emails", {}, {"subject": "x"}, {"Authorization": "Token secret"})
    assert only(fake)["status"] == "about_to_send"


def test_the_letter_stands_there_as_html_of_ours_with_its_own_way_to_leave() -> None:
    fake = a_buttondown()
    pushed(fake)
    kept = only(fake)
    assert "{{ unsubscribe_url }}" in kept["body"]
    assert kept["body"].count("{{") == 1, "no other words of the letter are taken for its own"
    assert "{%" not in kept["body"]
    assert (kept["template"], kept["canonical_url"], kept["description"]) == (
        "naked", "https://commons.test/editions/2026-11/", "What is in it"
    )  # fmt: skip
    assert (kept["secondary_id"], kept["slug"]) == (3, sample().name)


def test_the_same_edition_is_one_draft_and_other_words_change_it() -> None:
    fake = a_buttondown(page_size=2)
    for number in range(5):
        other = {"subject": f"{number}", "status": "draft"}
        fake.asked("POST", "/emails", {}, other, {"Authorization": "Token secret"})
    for words in ("", "", "b", "b", ""):
        assert pushed(fake, words).was == "drafted"
    ours = [one for one in fake.emails.values() if one["metadata"]]
    assert [one["slug"] for one in ours] == [sample().name]


@pytest.mark.parametrize("state", [one for one in SCHEMA["EmailStatus"] if one not in ("draft", "deleted")])
def test_what_goes_there_or_went_is_left_alone_in_whichever_words(state: str) -> None:
    fake = a_buttondown()
    pushed(fake)
    only(fake)["status"] = state
    for words in ("", "b"):
        assert (pushed(fake, words, at=HOUR).was, only(fake)["status"]) == ("there", state)


@pytest.mark.parametrize("how", ["status", "gone"])
def test_a_draft_that_was_deleted_is_made_again_though_its_key_gives_the_first_answer(how: str) -> None:
    fake = a_buttondown()
    pushed(fake)
    if how == "gone":
        fake.emails.clear()
    else:
        only(fake).update(status="deleted", slug="")
    done = pushed(fake, at=HOUR)
    assert done.was == "scheduled"
    assert len(fake.live) == 1


def test_an_hour_taken_back_there_can_be_given_again() -> None:
    """Though the same was asked with the same words before, and its key would give the first answer."""
    fake = a_buttondown()
    pushed(fake, at=HOUR)
    only(fake).update(status="draft", modification_date="2026-11-27T00:00:00Z")
    assert pushed(fake, at=HOUR).was == "scheduled"
    assert only(fake)["status"] == "scheduled"


@pytest.mark.parametrize(
    ("trap", "words"),
    [
        ("follows", "no link leads to https://commons.test"),
        ("shows_pixel", "fetches something from track.test"),
    ],
)
def test_what_would_follow_readers_is_told_and_goes_to_nobody(trap: str, words: str) -> None:
    fake = a_buttondown()
    setattr(fake, trap, True)
    with pytest.raises(DiffersError, match=words):
        pushed(fake, at=HOUR)
    assert fake.live == set()


def test_refusals_are_a_line() -> None:
    fake = a_buttondown()
    fake.is_paying = False
    with pytest.raises(
        EngineError, match="Buttondown answers 403: The naked template is for paying accounts"
    ):
        pushed(fake)
    fake.is_paying = True
    with pytest.raises(EngineError, match="publish_date_invalid"):
        pushed(fake, at=NOW - timedelta(hours=1))
    with pytest.raises(EngineError, match="body_contains_frontmatter"):
        pushed(a_buttondown(), edition=sample(html="---\n" + HTML))
    assert fake.live == set()


def test_how_many_had_it_is_compared() -> None:
    fake = a_buttondown()
    pushed(fake, at=HOUR)
    only(fake).update(status="sent", analytics={"recipients": 100, "deliveries": 97})
    assert "3 of 100 people did not get it" in verdict(pushed(fake).one)


def test_a_draft_is_tried_out_on_an_address() -> None:
    fake = a_buttondown()
    one = pushed(fake).one
    buttondown(Line(fake)).try_out(one, sample(), "jo@example.org")
    assert fake.tried == ["jo@example.org"]
    assert fake.live == set()
    assert LEAVE not in only(fake)["body"]
    assert one.name.startswith(SLUG)
