"""What a finished letter must be, checked on its bytes: the message itself, then what it shows.

docs/letter.md names each rule with its source. A breach is a diagnostic that says which
section or setting to mend.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import EmailMessage

from newsletter.content.config import Site
from newsletter.content.entry import Entry
from newsletter.content.kinds.edition import Edition
from newsletter.mail.finished import Finished, section_sizes, take_apart
from newsletter.mail.letter import one_line, unsubscribe_url
from newsletter.mail.markup_rules import MARKUP_RULES
from newsletter.mail.mime import LINE, letter_domain
from newsletter.mail.placeholders import MESSAGE_KEY, RECIPIENT, TOKEN
from newsletter.told.diagnostics import Diagnostic, Location, ordered

#: Bytes of HTML. Gmail hides what comes after about 102,000.
LARGEST_HTML = 90_000
#: Bytes of style. Gmail drops all of it past 16,000.
LARGEST_STYLE = 8_192

CODES = {
    "letter-access": "a letter that some readers cannot read or hear",
    "letter-contrast": "words too faint to read",
    "letter-footer": "a letter that does not say who sends it and why",
    "letter-headers": "a header that receivers refuse or misread",
    "letter-imprint": "election material without its imprint",
    "letter-lines": "lines that mail cannot carry",
    "letter-links": "a link that leads nowhere from a letter, or that tells on the reader",
    "letter-markup": "markup that mail programs refuse",
    "letter-parts": "a message that is not text first and HTML last",
    "letter-placeholders": "a placeholder that a sender could not replace",
    "letter-remote": "something fetched from another site when the letter is opened",
    "letter-size": "a letter too long to arrive whole",
    "letter-text": "words or links that the plain text leaves out",
    "letter-unsubscribe": "a letter one cannot leave",
}

_ONCE = ("From", "To", "Date", "Subject", "Message-ID", "MIME-Version", "Reply-To")
_FIXED = {
    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    "List-Post": "NO",
    "Precedence": "bulk",
    "X-Auto-Response-Suppress": "OOF, AutoReply",
}
_LISTED = ("List-Archive", "List-Help", "List-Owner", "List-Subscribe")
_MESSAGE_ID = re.compile(r"<[^<>@\s]+@([^<>@\s]+)>")
_UNSUBSCRIBE = re.compile(r"<(https://[^<>\s]+)>,\s*<(mailto:[^<>\s]+)>")


def check_message(message: bytes, edition: Entry[Edition], site: Site) -> tuple[Diagnostic, ...]:
    """Everything wrong with a finished letter."""
    lines = tuple(_lines(message, edition))
    checked = take_apart(message, edition, site)
    if checked.value is None:
        return ordered((*lines, *checked.diagnostics))
    found = [problem for rule in (*_RULES, *MARKUP_RULES) for problem in rule(checked.value)]
    return ordered((*lines, *checked.diagnostics, *found))


def _lines(raw: bytes, edition: Entry[Edition]) -> Iterator[Diagnostic]:
    """RFC 5322 §2.1.1 and §2.3: CRLF, no line over 998, no NUL; RFC 2045 §6.7: encoded lines up to 76."""
    place = Location(edition.path)
    if re.search(rb"(?<!\r)\n|\r(?!\n)|\0", raw):
        yield Diagnostic(place, "letter-lines", "the message has line ends or bytes that mail servers refuse")
    head, _, body = raw.partition(b"\r\n\r\n")
    if any(len(line) > 998 for line in head.split(b"\r\n")):
        yield Diagnostic(place, "letter-lines", "a header is longer than the 998 characters mail allows")
    if any(len(line) > LINE for line in body.split(b"\r\n")):
        yield Diagnostic(
            place, "letter-lines", f"a line of the encoded letter is longer than {LINE} characters"
        )


def _parts(letter: Finished) -> Iterator[Diagnostic]:
    """RFC 2046 §5.1.4: the plainest form first, the best last; nothing attached."""
    message = letter.message
    parts = [part for part in message.walk() if not part.is_multipart()]
    kinds = [part.get_content_type() for part in parts]
    if message.get_content_type() != "multipart/alternative" or kinds != ["text/plain", "text/html"]:
        yield letter.problem(
            "letter-parts", f"the letter must be plain text and then HTML; it is {', '.join(kinds)}"
        )
    for part in parts:
        if part.get_content_charset() != "utf-8" or _encoding(part) not in {"quoted-printable", "8bit"}:
            yield letter.problem(
                "letter-parts", f"the {part.get_content_type()} part is not in UTF-8, quoted-printable"
            )
        if part.get_content_disposition() is not None:
            yield letter.problem("letter-parts", "something is attached to the letter")
    boundary = message.get_boundary() or ""
    if not boundary or boundary in letter.text or boundary in letter.html:
        yield letter.problem("letter-parts", "the mark between the parts also stands inside one")


def _encoding(part: EmailMessage) -> str:
    return str(part.get("Content-Transfer-Encoding", "")).strip().lower()


def _headers_once(letter: Finished) -> Iterator[Diagnostic]:
    """RFC 5322 §3.6: one each, and one mailbox in From."""
    for name in _ONCE:
        count = len(letter.message.get_all(name, []))
        if count != 1:
            yield letter.problem("letter-headers", f"the letter must have one {name} header; it has {count}")
    for name in ("From", "To", "Reply-To"):
        for header in letter.message.get_all(name, []):
            if len(getattr(header, "addresses", ())) != 1:
                message = f"{name} must hold one mail address, and holds `{header}`"
                yield letter.setting("letter-headers", message)


def _headers_plain(letter: Finished) -> Iterator[Diagnostic]:
    """RFC 2047, RFC 6532: only ASCII on the wire, and headers without defects."""
    head = letter.raw.partition(b"\r\n\r\n")[0]
    if not head.isascii():
        yield letter.setting("letter-headers", "a header holds characters that not every mail server takes")
    for name, value in letter.message.items():
        defects = getattr(value, "defects", ())
        if defects or (name == "Subject" and str(value) != one_line(letter.edition.record.subject)):
            field = "subject" if name == "Subject" else ""
            yield letter.problem(
                "letter-headers", f"{name} does not read as its standard says: `{value}`", field=field
            )


def _headers_of_a_list(letter: Finished) -> Iterator[Diagnostic]:
    """RFC 2369, RFC 2919, RFC 3834: what makes it a letter of a list, and answers no machine."""
    domain = letter_domain(letter.site)
    for name, value in _FIXED.items():
        if _values(letter, name) != [value]:
            yield letter.problem("letter-headers", f"{name} must be `{value}`")
    for name in _LISTED:
        if not all(re.match(r"<(https?|mailto):[^<>\s]+>", v) for v in _values(letter, name) or [""]):
            yield letter.setting("letter-headers", f"{name} must lead somewhere")
    if not all(value.endswith(f"<edition.{domain}>") for value in _values(letter, "List-Id") or [""]):
        yield letter.setting("letter-headers", f"List-Id must end in `<edition.{domain}>`, for ever the same")


def _message_id(letter: Finished) -> Iterator[Diagnostic]:
    """RFC 5322 §3.6.4: unique, ours, made from edition and subscriber, and no address in it."""
    values = _values(letter, "Message-ID")
    match = _MESSAGE_ID.fullmatch(values[0]) if values else None
    if match is None or match[1] != letter_domain(letter.site):
        yield letter.setting("letter-headers", "Message-ID must be one name at the domain of the sender")
    elif MESSAGE_KEY not in values[0] or letter.edition.slug not in values[0]:
        yield letter.problem(
            "letter-headers", "Message-ID must tell this edition and its subscriber from all others"
        )


def _values(letter: Finished, name: str) -> list[str]:
    return [str(value).strip() for value in letter.message.get_all(name, [])]


def _one_click(letter: Finished) -> Iterator[Diagnostic]:
    """RFC 8058 §3.1, RFC 2369 §3.2: https first, then mail; opaque, so no address in clear."""
    values = [_UNSUBSCRIBE.fullmatch(value) for value in _values(letter, "List-Unsubscribe")]
    match = values[0] if len(values) == 1 else None
    if match is None:
        hint = "set `sender.unsubscribe_url` to an https address and `sender.unsubscribe_email` to a mail address"
        yield letter.setting(
            "letter-unsubscribe", "one click must be able to leave: over https first, then by mail", hint
        )
    elif TOKEN not in match[1] or TOKEN not in match[2] or "@" in match[1] or RECIPIENT in match[2]:
        yield letter.setting(
            "letter-unsubscribe", "the way out must carry the subscriber's token and no address"
        )


def _visible_way_out(letter: Finished) -> Iterator[Diagnostic]:
    """Both bodies show the way out, before the point where Gmail clips."""
    url = unsubscribe_url(letter.site)
    if f"<{url}>" not in letter.text:
        yield letter.problem("letter-unsubscribe", "the plain text does not show how to leave")
    links = [
        link for link in letter.tree.iter("a") if link.get("href") == url and "".join(link.itertext()).strip()
    ]
    if not links:
        yield letter.problem("letter-unsubscribe", "the HTML does not show how to leave")
    elif len(letter.html[: letter.html.rindex(TOKEN)].encode()) > LARGEST_HTML:
        yield letter.problem(
            "letter-unsubscribe", "the way out comes so late that Gmail cuts it off", _shorten(letter)
        )


def _size(letter: Finished) -> Iterator[Diagnostic]:
    """Gmail clips: https://github.com/hteumeuleu/email-bugs/issues/41."""
    size = len(letter.html.encode())
    if size > LARGEST_HTML:
        message = (
            f"the letter comes to {size:,} bytes of HTML; past {LARGEST_HTML:,} some mail programs cut it off"
        )
        section = max(section_sizes(letter.html), key=lambda item: item[1])[0]
        yield letter.problem("letter-size", message, _shorten(letter), section.field)
    style = sum(len((element.text or "").encode()) for element in letter.tree.iter("style"))
    if style > LARGEST_STYLE:
        yield letter.problem(
            "letter-size", f"the letter's style comes to {style:,} bytes; {LARGEST_STYLE:,} are kept"
        )


def _shorten(letter: Finished) -> str:
    section, size = max(section_sizes(letter.html), key=lambda item: item[1])
    name = f"‘{section.title}’" if section.title else "the beginning"
    return f"the largest section is {name}, with {size:,} bytes: shorten it, or link to a page that tells the rest"


def _placeholders(letter: Finished) -> Iterator[Diagnostic]:
    """A sender replaces bytes: each placeholder must stand in them whole, wherever a reader meets it."""
    headers = "".join(_values(letter, "List-Unsubscribe"))
    wanted = sum(part.count(TOKEN) for part in (headers, letter.text, letter.html))
    if letter.raw.count(TOKEN.encode()) != wanted:
        yield letter.problem(
            "letter-placeholders", "the subscriber's token is cut by a line break of the encoding"
        )
    if letter.raw.count(RECIPIENT.encode()) != 1:
        yield letter.problem("letter-placeholders", "the recipient's place must stand once, in To")


def _imprint(letter: Finished) -> Iterator[Diagnostic]:
    """Elections Act 2022, Part 6: a publisher who must use an imprint says of each edition whether it is needed."""
    imprint, is_election = letter.site.imprint, letter.edition.record.election_material
    if imprint and is_election is None:
        hint = "write `election_material: true` or `election_material: false`"
        yield letter.problem("letter-imprint", "it is not said whether this is election material", hint)
    shown = (" ".join(part.split()) for part in (letter.text, letter.tree.text_content()))
    if imprint and is_election and not all(imprint in part for part in shown):
        yield letter.problem("letter-imprint", "the imprint does not stand in both parts of the letter")


_RULES = (
    _imprint,
    _parts,
    _headers_once,
    _headers_plain,
    _headers_of_a_list,
    _message_id,
    _one_click,
    _visible_way_out,
    _size,
    _placeholders,
)
