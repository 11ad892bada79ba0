"""The mails that a preview caught, as their reader would see them: newest first, with links that work."""

from __future__ import annotations

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from newsletter.editor.server import HTML, Answer, Request
from newsletter.mail.placeholders import MESSAGE_KEY, spliced
from newsletter.values import point

if TYPE_CHECKING:
    from collections.abc import Callable

    from newsletter.post.relay.answers import Answer as RelayAnswer
    from newsletter.post.relay.dialogue import Parcel

#: How many are kept: it is a walk, not an archive.
_MOST = 50
_PAGE = (
    "default-src 'none'; style-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'none'"
)
#: A letter runs no script and sends no form; its links lead where they would, in the whole window.
_LETTER = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'self'; sandbox allow-same-origin allow-top-navigation-by-user-activation"
)
_STYLE = Path(__file__).with_name("inbox.css")


@point
class Caught:
    """A mail, decoded."""

    sender: str
    to: str
    subject: str
    text: str
    html: str


class Inbox:
    """Keeps the newest mails, and shows them below `home`."""

    def __init__(self, home: str) -> None:
        self._home = home
        self._mails: list[Caught] = []
        self._taken: set[str] = set()

    def take_once(self, name: str, mail: Caught) -> None:
        """Catch a mail that has this name, unless one had it before."""
        if name not in self._taken:
            self._taken.add(name)
            self.keep(mail)

    def keep(self, mail: Caught) -> None:
        """Put a mail on top."""
        self._mails = [*self._mails, mail][-_MOST:]

    def answer(self, request: Request) -> Answer:
        """The list of mails, one of them, or what stands in its frame."""
        if request.method != "GET":
            return Answer(405, b"Nothing is sent to this page.\n", headers=(("Allow", "GET, HEAD"),))
        name, _, rest = request.path.removeprefix(self._home).partition("/")
        if name == "inbox.css":
            return Answer(200, _STYLE.read_bytes(), "text/css; charset=utf-8")
        if not name:
            return self._page("Mails this preview caught", self._list())
        found = self._mails[int(name) - 1] if name.isdecimal() and 0 < int(name) <= len(self._mails) else None
        if found is None or rest not in ("", "letter"):
            return Answer(404, b"There is no such mail.\n")
        if rest:
            html = found.html.replace("<head>", '<head><base target="_top">', 1)
            return Answer(200, html.encode(), HTML, (("Content-Security-Policy", _LETTER),))
        return self._page(found.subject, self._mail(name, found))

    def _list(self) -> str:
        items = [
            f'<li><a href="{self._home}{number}/">{escape(mail.subject)}</a><br>to {escape(mail.to)}</li>'
            for number, mail in enumerate(self._mails, 1)
        ]
        told = f'<ol reversed class="mails">{"".join(reversed(items))}</ol>' if items else "<p>None yet.</p>"
        return (
            f"<p>No mail leaves this machine, and this list is the preview’s own: it begins empty each time."
            f" An address gets one mail a day, here too; take another to walk again.</p>{told}"
        )

    def _mail(self, number: str, mail: Caught) -> str:
        head = (("From", mail.sender), ("To", mail.to))
        rows = "".join(f"<dt>{name}</dt><dd>{escape(value)}</dd>" for name, value in head)
        return (
            f'<p><a href="{self._home}">All mails</a></p><dl>{rows}</dl>'
            f'<iframe title="The mail" sandbox="allow-same-origin allow-top-navigation-by-user-activation"'
            f' src="{self._home}{number}/letter"></iframe>'
            f'<h2>As plain text</h2><pre tabindex="0">{escape(mail.text)}</pre>'
        )

    def _page(self, title: str, content: str) -> Answer:
        html = (
            '<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport"'
            f' content="width=device-width, initial-scale=1"><title>{escape(title)}</title>'
            f'<link rel="stylesheet" href="{self._home}inbox.css"></head>'
            f"<body><main><h1>{escape(title)}</h1>{content}</main></body></html>\n"
        )
        return Answer(200, html.encode(), HTML, (("Content-Security-Policy", _PAGE),))


class Catching:
    """A line on which mails are kept here instead of going to a relay."""

    def __init__(self, keep: Callable[[bytes], None]) -> None:
        self._keep = keep
        self._body = b""
        self.is_open = True

    def offer(self, parcel: Parcel) -> RelayAnswer | None:
        """Nothing is refused."""
        self._body = parcel.body
        return None

    def finish(self) -> RelayAnswer:
        """The mail is kept."""
        from newsletter.post.relay.answers import Answer as RelayAnswer

        self._keep(self._body)
        return RelayAnswer("dot", 250, "2.0.0")

    def quit(self) -> None:
        """Nothing is left to do."""

    def close(self) -> None:
        """Whatever stood before its dot is not caught."""
        self.is_open = False


def decoded(message: bytes) -> Caught:
    """A mail as its reader sees it."""
    read = message_from_bytes(message, policy=default)
    assert isinstance(read, EmailMessage)
    parts = {part.get_content_type(): part.get_content() for part in read.walk() if not part.is_multipart()}
    html, text = parts.get("text/html", ""), parts.get("text/plain", "")
    return Caught(str(read["From"]), str(read["To"]), str(read["Subject"]), text, html)


def newest_letter(outbox: Path, address: str, token: str) -> bytes | None:
    """The newest letter that was built, for this person; None while there is none."""
    found = sorted(outbox.glob("*/edition.eml"))
    if not found:
        return None
    return spliced(found[-1].read_bytes(), token, token[-len(MESSAGE_KEY) :], address)
