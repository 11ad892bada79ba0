"""Joining and leaving, tried out on this machine: the pages of the list server within the preview.

Its list is of the preview alone, begins empty each time, and no mail leaves: what would be sent is
kept for the editor to read, and whoever confirms gets the newest letter. All is loaded when it is
first asked for, so that a preview starts as fast without it.
"""

from __future__ import annotations

import shutil
import threading
from contextlib import ExitStack
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newsletter.editor.server import Answer, Request
from newsletter.editor.site_answers import JOINING
from newsletter.editor.terminal import Clock
from newsletter.engine.inventory import Inventory, take_inventory

if TYPE_CHECKING:
    from newsletter.editor.inbox import Inbox
    from newsletter.post.database import List
    from newsletter.post.joining.mails import Writer
    from newsletter.post.joining.views import Office

_NEEDS = ("flask", "sqlalchemy", "itsdangerous", "email_validator")
_INBOX = f"{JOINING}inbox/"
_MISSING = (
    "To try out how people join and leave, this preview needs more libraries."
    " Give `pip install 'new-power[post]'` (with `make serve` you have them), and start it again.\n"
)
_UNREADABLE = (
    "These pages are shown as soon as the site can be built: first mend what the preview tells of.\n"
)


class JoiningAnswers:
    """Answers below JOINING. `url` is where the preview stands."""

    def __init__(self, root: Path, folder: Path, now: Clock) -> None:
        self.url = ""
        self._root, self._folder, self._now = root, folder, now
        self._guard = threading.Lock()
        self._open = ExitStack()
        self._kept: Inbox | None = None
        self._list: List | None = None
        self._made: tuple[Inventory, Office, Writer, Any] | None = None

    @property
    def subscribe_url(self) -> str:
        """Where the site's form posts to in the preview."""
        return f"{JOINING}subscribe"

    def __call__(self, request: Request) -> Answer:
        """The answer to one request."""
        if any(find_spec(name) is None for name in _NEEDS):
            return Answer(503, _MISSING.encode())
        with self._guard:
            if request.path.startswith(_INBOX):
                return self._inbox.answer(request)
            made = self._ready()
            if made is None:
                return Answer(503, _UNREADABLE.encode())
            office, writer, application = made
            from newsletter.editor.wsgi import wsgi_answer

            answer = wsgi_answer(application, request)
            if request.method == "POST":
                self._catch(office, writer)
                self._post_letter(office, writer, request, answer)
            return answer

    @property
    def _inbox(self) -> Inbox:
        from newsletter.editor.inbox import Inbox

        self._kept = self._kept or Inbox(_INBOX)
        return self._kept

    def close(self) -> None:
        """Close the list."""
        self._open.close()

    def _ready(self) -> tuple[Office, Writer, Any] | None:
        """What answers, made anew once a file has changed; None where the site cannot be read."""
        try:
            look = take_inventory(self._root)
        except OSError:
            return None
        if self._made is None or self._made[0] != look:
            made = self._make()
            if made is None:
                return None
            self._made = (look, *made)
        return self._made[1:]

    def _make(self) -> tuple[Office, Writer, Any] | None:
        from newsletter.engine.options import Options
        from newsletter.mail.welcome import compose_welcome
        from newsletter.post.joining.app import joining_app
        from newsletter.post.joining.links import Links
        from newsletter.post.joining.mails import Writer
        from newsletter.post.joining.pages import notice_hash, plan_pages, words_of_the_form
        from newsletter.post.joining.turns import Turns
        from newsletter.post.joining.views import Office
        from newsletter.post.joining.wishes import Greeting, Said
        from newsletter.publish import read_library
        from newsletter.site.assets import plan_assets
        from newsletter.templates import environment

        templates = self._root / "templates"
        options = Options(
            root=self._root,
            out=self._folder / "site",
            outbox=self._folder / "outbox",
            cache_dir=self._folder / "cache",
            keeps_answers=False,
            looks_up=True,
            now=self._now(),
            base_url=self.url,
            subscribe_url=self.subscribe_url,
            drafts=True,
            future=True,
        )
        library, assets = read_library(options).value, plan_assets(templates / "static").value
        if library is None or assets is None:
            return None
        links = Links((self.url + JOINING).rstrip("/"))
        at = self._list = self._list or self._opened()
        office = Office(
            at,
            Turns(at),
            plan_pages(library, assets, links, templates, _INBOX),
            links,
            Said(words_of_the_form(library), notice_hash(self._root, library)),
            self._now,
            _nothing,
            _nothing,
            greeting=Greeting(welcome=library.welcome is not None),
        )
        site, made = library.config.site, environment(templates)
        welcome = None if library.welcome is None else compose_welcome(library.welcome, site, made)
        return office, Writer(site, links, at.key, made, welcome), joining_app(office)

    def _opened(self) -> List:
        """A list of its own, empty: what was tried out last time is gone."""
        from newsletter.post.database import open_list

        folder = self._folder / "people"
        shutil.rmtree(folder, ignore_errors=True)
        return self._open.enter_context(open_list(folder, self._now()))

    def _catch(self, office: Office, writer: Writer) -> None:
        from newsletter.editor.inbox import Catching, decoded
        from newsletter.post.joining.carrier import deliver_due

        deliver_due(office.list_now(), writer, Catching(lambda mail: self._inbox.keep(decoded(mail))))

    def _post_letter(self, office: Office, writer: Writer, request: Request, answer: Answer) -> None:
        """Who has just confirmed gets the newest letter, to read and to leave by."""
        from newsletter.editor.inbox import decoded, newest_letter
        from newsletter.post.joining.seals import read_confirm_seal
        from newsletter.post.joining.wishes import person_of_number

        name, _, seal = request.path.removeprefix(JOINING).partition("/")
        found = read_confirm_seal(office.at.key, seal, office.now()) if name == "confirm" else None
        person = person_of_number(office.at, found[0]) if found and answer.status == 200 else None
        if person is None or person.state != "active":
            return
        letter = newest_letter(self._folder / "outbox", person.address, person.token)
        if letter is not None:
            away, here = writer.site.sender.unsubscribe_url, office.links.to("leave/")
            mail = decoded(letter)
            mail = replace(mail, html=mail.html.replace(away, here), text=mail.text.replace(away, here))
            self._inbox.take_once(f"{found}", mail)


def _nothing(*_: str) -> None:
    """A preview logs nothing, and nobody carries mails."""
