"""The November edition as each engine gets it: what differs from the letter that we send, and nothing else does."""

from __future__ import annotations

import difflib
import json
import re
from functools import cache
from pathlib import Path

import pytest

from newsletter.engine.options import Options
from newsletter.letters import read_letters
from newsletter.mail.placeholders import LEAVE, TOKEN
from newsletter.post.handing_over.edition import Handed, handed
from newsletter.post.handing_over.shown import differences
from newsletter.post.handing_over.steps import hand_over
from newsletter.post.sending.message import read_letter
from tests.building import NOW, REPOSITORY
from tests.post.handing_over.fakes.buttondown import LEAVE as BUTTONDOWNS
from tests.post.handing_over.fakes.exchange import Line
from tests.post.handing_over.fakes.listmonk import LEAVE as LISTMONKS
from tests.post.handing_over.fakes.listmonk import run, run_text
from tests.post.handing_over.samples import ENGINES

GOLDEN = REPOSITORY / "tests" / "golden" / "handed_over"
MONTH = "2026-11"
#: Links of the edition, which an editor may change, and their numbers.
_PLAIN_LINK, _NUMBER = re.compile(r"\] <(?!.*leave)(?:https?|mailto):"), re.compile(r"\[\d+\]")


@cache
def edition() -> tuple[Handed, str, str]:
    """The edition to hand over, and the HTML and the text of the letter that we send ourselves."""
    nowhere = Path("nowhere")
    options = Options(
        root=REPOSITORY, out=nowhere, outbox=nowhere, cache_dir=nowhere, now=NOW, future=True, looks_up=True,
        keeps_answers=False,
    )  # fmt: skip
    found = next(one for one in read_letters(options, is_to_send=MONTH) if one.edition == MONTH)
    assert found.email is not None
    assert found.posting is not None
    message, posting = found.email.message, found.posting
    letter = read_letter(MONTH, message)
    made = handed(
        MONTH, posting.number, message, letter.content_hash, posting.for_engines, posting.preheader,
        posting.page_url, posting.site.sender,
    )  # fmt: skip
    return made, found.email.html, found.email.text


@pytest.mark.parametrize("name", [*ENGINES, "files"])
def test_what_an_engine_gets_differs_from_our_letter_in_these_lines_alone(
    name: str, update_golden: bool
) -> None:
    made, html, text = edition()
    if name == "files":
        theirs, their_text = made.html, made.text
    else:
        kept = _kept(name, made)
        theirs, their_text = kept["body"], kept.get("altbody") or ""
    told = {"html": _lines(html, theirs), "text": _lines(text, their_text) if their_text else []}
    told["text"] = [_NUMBER.sub("[n]", line) for line in told["text"] if not _PLAIN_LINK.search(line)]
    golden = GOLDEN / f"{name}.json"
    if update_golden:
        golden.parent.mkdir(exist_ok=True)
        golden.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n")
    assert told == json.loads(golden.read_text())


def _lines(ours: str, theirs: str) -> list[str]:
    """The lines that are gone, and then those that came, but empty ones: the same however long the letter is."""
    found = difflib.unified_diff(ours.splitlines(), theirs.splitlines(), n=0, lineterm="")
    told = [line for line in found if len(line) > 1 and not line.startswith(("---", "+++", "@@"))]
    return sorted(told, key=lambda line: line.startswith("+"))


def test_nothing_of_one_person_is_handed_over() -> None:
    made, _, _ = edition()
    assert TOKEN not in made.html + made.text
    assert made.html.count(LEAVE) == made.text.count(LEAVE) == 1
    assert "unsubscribe" not in " ".join(name for name, _ in made.headers).lower()
    assert made.name == f"{MONTH}-{made.content_hash[:12]}"


def test_each_engine_shows_the_letter_as_it_is() -> None:
    made, _, _ = edition()
    listmonk, buttondown = _kept("listmonk", made), _kept("buttondown", made)
    assert run(listmonk["body"]) == made.html.replace(LEAVE, LISTMONKS)
    assert run_text(listmonk["altbody"]) == made.text.replace(LEAVE, LISTMONKS)
    shown = buttondown["body"].replace("{{ unsubscribe_url }}", BUTTONDOWNS)
    assert differences(made.html.replace(LEAVE, ""), shown) == ()


def _kept(name: str, made: Handed) -> dict[str, str]:
    make, ours = ENGINES[name]
    fake = make()
    hand_over(ours(Line(fake)), made, None, None, lambda *_: None, lambda _: None)
    (kept,) = (fake.campaigns if name == "listmonk" else fake.emails).values()
    found: dict[str, str] = kept
    return found
