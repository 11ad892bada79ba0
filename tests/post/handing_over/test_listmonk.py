"""listmonk: what it silently does otherwise is seen, and what it is given comes out as it was meant."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from newsletter.mail.placeholders import LEAVE
from newsletter.post.handing_over.go_template import as_html, as_plain, as_text
from newsletter.post.handing_over.listmonk import TEMPLATE, TEMPLATE_NAME
from newsletter.post.handing_over.receipts import Receipt
from newsletter.post.handing_over.steps import DiffersError, Outcome, hand_over, is_finished, verdict
from newsletter.post.handing_over.web import EngineError
from tests.post.handing_over.fakes.exchange import Line
from tests.post.handing_over.fakes.listmonk import LEAVE as THEIRS
from tests.post.handing_over.fakes.listmonk import Listmonk, run, run_text
from tests.post.handing_over.samples import HOUR, HTML, NOW, SLUG, TEXT, a_listmonk, listmonk, sample


def pushed(fake: Listmonk, words: str = "", **more: Any) -> Outcome:
    given: dict[str, Any] = {"at": None, "kept": None, "note": lambda *_: None, "sleep": lambda _: None}
    settings = {name: more.pop(name) for name in ("lists", "template") if name in more}
    return hand_over(listmonk(Line(fake), **settings), sample(words), **{**given, **more})


def test_a_draft_is_all_that_is_made_until_an_hour_is_said() -> None:
    fake = a_listmonk()
    assert (pushed(fake).was, fake.live) == ("drafted", set())
    done = pushed(fake, at=HOUR)
    assert (done.was, done.one.state, done.one.at, fake.live) == ("scheduled", "scheduled", HOUR, {1})
    assert list(fake.campaigns) == [1]


def test_what_is_given_comes_out_in_its_words_with_its_comments_and_a_way_to_leave() -> None:
    fake = a_listmonk()
    pushed(fake)
    kept = fake.campaigns[1]
    assert fake.asked("GET", "/api/campaigns/1/preview", {}, None, {"Authorization": "token api:secret"}) == (
        HTML.replace(LEAVE, THEIRS)
    )
    assert run_text(kept["altbody"]) == TEXT.replace(LEAVE, THEIRS)
    assert kept["subject"] == 'Who decides in {{ "{{" }} braces }}'
    assert run(kept["subject"]) == "Who decides in {{ braces }}"
    assert kept["headers"][1] == {"List-Id": "The Commons <edition.commons.test>"}
    assert (kept["content_type"], kept["template_id"]) == ("html", 2)
    assert fake.templates[2] | {"id": 2} == {
        "id": 2, "name": TEMPLATE_NAME, "type": "campaign", "body": TEMPLATE
    }  # fmt: skip


def test_the_same_edition_is_one_draft_and_other_words_change_it() -> None:
    fake = a_listmonk()
    for words in ("", "", "b", "b", ""):
        assert pushed(fake, words).was == "drafted"
    assert [one["name"] for one in fake.campaigns.values()] == [sample().name]
    assert sum(one == "POST /api/campaigns" for one in fake.asked_for) == 1
    assert sum(one == "POST /api/templates" for one in fake.asked_for) == 1


@pytest.mark.parametrize("state", ["scheduled", "running", "paused", "finished", "cancelled"])
def test_what_goes_there_or_went_is_left_alone_in_whichever_words(state: str) -> None:
    fake = a_listmonk()
    pushed(fake, at=HOUR)
    fake.campaigns[1]["status"] = state
    before = dict(fake.campaigns[1])
    for words in ("", "b"):
        done = pushed(fake, words, at=HOUR + timedelta(hours=1))
        assert (done.was, done.one.state) == ("there", state)
    assert fake.campaigns == {1: before}


def test_campaigns_that_are_called_almost_so_are_others() -> None:
    fake = a_listmonk()
    fake.page_size = 2
    names = ["2026-11", f"{SLUG}-0a1b2c3d4e5f-x", f"About {SLUG}-0a1b2c3d4e5f", f"{SLUG}-0A1B2C3D4E5F", "1"]
    for number, name in enumerate(names, 1):
        one = {
            "status": "finished",
            "subject": f"of {SLUG}",
            "lists": [{"id": 1}],
            "body": "",
            "send_at": None,
        }
        fake.campaigns[number] = {"id": number, "name": name, "sent": 9, "to_send": 9, **one}
    assert pushed(fake).one.id == "6"
    assert pushed(fake).one.id == "6", "and it is found on the last page"
    assert len(fake.campaigns) == 6


def test_a_list_that_is_dropped_without_a_word_is_told_and_nothing_goes() -> None:
    fake = a_listmonk()
    fake.permitted = (1,)
    with pytest.raises(DiffersError, match="list 3 was dropped: its user may not use it"):
        pushed(fake, at=HOUR)
    assert fake.live == set()
    with pytest.raises(EngineError, match="no list 3, or its user may not use it"):
        listmonk(Line(fake)).plan()


def test_the_plan_names_the_lists_and_the_template() -> None:
    fake = a_listmonk()
    assert listmonk(Line(fake)).plan() == [
        ("Lists", "Readers (1), 40 people, Friends (3), 40 people"),
        ("Template", "one that adds nothing is made first"),
    ]
    assert all(one.startswith("GET ") for one in fake.asked_for), "a plan changes nothing"


def test_a_template_that_adds_something_is_refused_and_one_that_may_not_be_made_is_told() -> None:
    fake = a_listmonk()
    with pytest.raises(EngineError, match="template 1 of listmonk adds something"):
        pushed(fake, template=1)
    fake.may_make_templates = False
    with pytest.raises(EngineError, match=r"put its number into `engines.listmonk.template`"):
        pushed(fake)
    fake.templates[5] = {"id": 5, "name": "ours", "type": "campaign", "body": f" {TEMPLATE}\n"}
    assert pushed(fake, template=5).was == "drafted"
    assert fake.campaigns[1]["template_id"] == 5


def test_a_letter_put_into_another_page_or_without_its_comments_goes_to_nobody() -> None:
    fake = a_listmonk()
    fake.keeps_comments = False
    with pytest.raises(DiffersError, match="its comments are gone"):
        pushed(fake, at=HOUR)
    fake.keeps_comments, fake.wraps = True, True
    with pytest.raises(DiffersError, match="a page of its own"):
        pushed(fake, at=HOUR)
    assert fake.live == set()


def test_what_an_editor_changed_in_the_draft_is_put_back_before_it_goes() -> None:
    fake = a_listmonk()
    pushed(fake)
    fake.campaigns[1] |= {"subject": "Another", "content_type": "richtext", "lists": [{"id": 1}, {"id": 7}]}
    pushed(fake, at=HOUR)
    kept = fake.campaigns[1]
    assert (kept["content_type"], [one["id"] for one in kept["lists"]]) == ("html", [1, 3])
    assert kept["status"] == "scheduled"


def test_an_hour_that_passed_meanwhile_is_its_refusal_in_a_line() -> None:
    fake = a_listmonk()
    with pytest.raises(EngineError, match="listmonk answers 400: `send_at` should be a date in the future"):
        pushed(fake, at=NOW - timedelta(hours=1))
    assert fake.live == set()


def test_two_drafts_of_one_edition_are_told_and_the_oldest_goes() -> None:
    fake = a_listmonk()
    pushed(fake)
    fake.campaigns[2] = {**fake.campaigns[1], "id": 2}
    done = pushed(fake, at=HOUR)
    assert (done.one.id, [one.id for one in done.more]) == ("1", ["2"])
    assert fake.live == {1}


def test_two_that_others_let_go_are_told_and_neither_is_touched() -> None:
    fake = a_listmonk()
    pushed(fake, at=HOUR)
    fake.campaigns[2] = {**fake.campaigns[1], "id": 2, "status": "running"}
    done = pushed(fake, "b", at=HOUR)
    assert (done.was, [(one.id, one.state) for one in done.more]) == ("there", [("2", "running")])


def test_an_hour_that_somebody_else_gave_it_meanwhile_is_not_said_to_be_ours() -> None:
    fake = a_listmonk()
    theirs = (HOUR + timedelta(hours=3)).isoformat()

    def note(remote: str, state: str) -> None:
        if state == "scheduling":
            fake.campaigns[1] |= {"status": "scheduled", "send_at": theirs}

    done = pushed(fake, at=HOUR, note=note)
    assert (done.was, done.one.at) == ("there", HOUR + timedelta(hours=3))


def test_what_was_scheduled_and_cannot_be_seen_keeps_a_second_from_going() -> None:
    """A token that lost its lists sees no campaign of theirs."""
    fake = a_listmonk()
    pushed(fake, at=HOUR)
    fake.campaigns[1]["lists"] = [{"id": 7, "name": "The board"}]
    for state in ("scheduling", "scheduled", "finished"):
        kept = Receipt(SLUG, "listmonk", sample().name, "1", state, "")
        with pytest.raises(EngineError, match="cannot be seen there now"):
            pushed(fake, kept=kept, at=HOUR)
    assert fake.live == {1}
    assert pushed(fake, kept=Receipt(SLUG, "listmonk", "", "9", "draft", "")).was == "drafted"


def test_finished_is_no_proof() -> None:
    fake = a_listmonk()
    pushed(fake, at=HOUR)
    fake.finish(1, 90, 100)
    one = pushed(fake).one
    assert is_finished(one)
    assert verdict(one).startswith("it says finished, and yet 10 of 100 people did not get it")
    fake.finish(1, 100, 100)
    assert verdict(pushed(fake).one) == ""


def test_a_letter_is_tried_out_on_a_subscriber_and_on_nobody_else() -> None:
    fake = a_listmonk()
    one = pushed(fake).one
    ours = listmonk(Line(fake))
    ours.make_ready()
    ours.try_out(one, sample(), "jo@example.org")
    assert fake.tried == ["jo@example.org"]
    with pytest.raises(EngineError, match="its own subscribers only") as refused:
        ours.try_out(one, sample(), "mo@example.org")
    assert "mo@" not in str(refused.value)


def test_two_braces_in_a_style_sheet_cannot_be_said_and_are_told() -> None:
    with pytest.raises(ValueError, match="style sheet"):
        as_html("<style>.a{{color:red}}</style>")


@pytest.mark.parametrize(
    "text",
    [
        "plain",
        "{{ x }}",
        "{{{{",
        "a < b",
        "<https://a.test/?b='c'>",
        'say "no"\\n',
        "https://a.test/@TrackLink",
        "’ and \u2028",
    ],
)
def test_whatever_the_words_are_they_come_out_as_they_were(text: str) -> None:
    for more in ("", f" <{LEAVE}>"):
        assert run_text(as_text(text + more)) == (text + more).replace(LEAVE, THEIRS)
    assert run(as_html(f"<p>{text}</p>")) == f"<p>{text}</p>"
    assert "TrackLink" in text or run(as_plain(text)) == text
