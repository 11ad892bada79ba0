"""What every finished letter is, whoever wrote it: rules that only our own code and template can break.

Each is a function of the letter as a receiver has it, and yields what is wrong. What words
and settings can break is newsletter/mail/rules.py; docs/letter.md lists both.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email import errors, message_from_bytes, policy
from email.message import EmailMessage
from itertools import pairwise
from urllib.parse import urlsplit

from lxml import html as lxml_html
from lxml.html import HtmlElement

from newsletter.content.config import SiteSettings
from newsletter.content.entry import Entry
from newsletter.content.kinds.edition import Edition
from newsletter.mail.letter import one_line, privacy_url, unsubscribe_mailto, unsubscribe_url
from newsletter.mail.mime import LINE, letter_domain
from newsletter.mail.placeholders import MESSAGE_KEY, RECIPIENT, TOKEN
from newsletter.mail.rules import LARGEST_STYLE, LONGEST_LINE, SCHEMES, split_address
from newsletter.mail.tree_text import BLOCKS
from newsletter.mail.words import html_links, html_words, visible_text
from tests.mail.colours import contrast, looks

#: A third above WCAG's AAA would be luxury; below it, a mail program that recolours for dark
#: takes a letter under AA.
LEAST_CONTRAST = 7.0
SMALLEST_TYPE = 16.0

#: What RFC 5322 and MIME forbid is an exception and not a note in the margin.
STRICT = policy.SMTP.clone(raise_on_defect=True)

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
_REFUSED = frozenset(
    "applet audio base button canvas embed form frame iframe input link object script select svg textarea"
    " video".split()
)
_LOADED = ("src", "srcset", "background", "poster", "data")
_URL_IN_STYLE = re.compile(r"url\(|@import|@font-face", re.IGNORECASE)
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_WORD = re.compile(r"[^\W_]+")
_ANGLED = re.compile(r"<([^<>\s]+)>")


@dataclass(frozen=True)
class Received:
    """A letter as a receiver has it, and what it was made from."""

    raw: bytes
    message: EmailMessage
    text: str
    html: str
    tree: HtmlElement
    edition: Entry[Edition]
    site: SiteSettings

    def header(self, name: str) -> list[str]:
        """Every value of a header."""
        return [str(value).strip() for value in self.message.get_all(name, [])]


Rule = Callable[[Received], Iterator[str]]
RULES: dict[str, Rule] = {}


def rule(function: Rule) -> Rule:
    """Puts a rule on the list, under its name."""
    RULES[function.__name__] = function
    return function


def breaches(raw: bytes, edition: Entry[Edition], site: SiteSettings) -> dict[str, list[str]]:
    """The names of the rules a message breaks, each with what is wrong."""
    try:
        message = message_from_bytes(raw, policy=STRICT)
        text, html = _decoded(message, "plain"), _decoded(message, "html")
        letter = Received(raw, message, text, html, lxml_html.document_fromstring(html), edition, site)
        found = {name: list(holds(letter)) for name, holds in RULES.items()}
    except (errors.MessageError, LookupError, UnicodeError, ValueError) as error:
        return {"parts": [f"it is not put together as mail programs expect: {error!r}"]}
    return {name: wrong for name, wrong in found.items() if wrong}


def text_words(text: str) -> Counter[str]:
    """Each word of the text part, and how often; the signs that strike words out are none."""
    return Counter(_WORD.findall(text.replace("~~", "")))


def text_links(text: str) -> tuple[str, ...]:
    """The addresses in angle brackets, in order."""
    return tuple(_ANGLED.findall(text))


def _decoded(message: EmailMessage, subtype: str) -> str:
    (part,) = (part for part in message.walk() if part.get_content_type() == f"text/{subtype}")
    payload = part.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return payload.decode(part.get_content_charset("us-ascii")).replace("\r\n", "\n")


# The message


@rule
def lines(letter: Received) -> Iterator[str]:
    """M2. RFC 5322 §2.1.1 and §2.3: CRLF, no line over 998, no NUL; RFC 2045 §6.7: encoded lines up to 76."""
    if re.search(rb"(?<!\r)\n|\r(?!\n)|\0", letter.raw):
        yield "line ends or bytes that mail servers refuse"
    head, _, body = letter.raw.partition(b"\r\n\r\n")
    if any(len(line) > LONGEST_LINE for line in head.split(b"\r\n")):
        yield f"a header longer than {LONGEST_LINE}"
    if any(len(line) > LINE for line in body.split(b"\r\n")):
        yield f"an encoded line longer than {LINE}"


@rule
def parts(letter: Received) -> Iterator[str]:
    """M3, M14. RFC 2046 §5.1.4: the plainest form first, the best last; nothing attached."""
    message = letter.message
    leaves = [part for part in message.walk() if not part.is_multipart()]
    kinds = [part.get_content_type() for part in leaves]
    if message.get_content_type() != "multipart/alternative" or kinds != ["text/plain", "text/html"]:
        yield f"not plain text and then HTML, but {', '.join(kinds)}"
    for part in leaves:
        encoding = str(part.get("Content-Transfer-Encoding", "")).strip().lower()
        if part.get_content_charset() != "utf-8" or encoding != "quoted-printable":
            yield f"{part.get_content_type()} is not in UTF-8, quoted-printable"
        if part.get_content_disposition() is not None:
            yield "something is attached"
    boundary = message.get_boundary() or ""
    if not boundary or boundary in letter.text or boundary in letter.html:
        yield "the mark between the parts also stands inside one"


@rule
def headers_once(letter: Received) -> Iterator[str]:
    """M1. RFC 5322 §3.6: one each, and one mailbox in each that holds addresses."""
    for name in _ONCE:
        if len(letter.header(name)) != 1:
            yield f"{len(letter.header(name))} times {name}"
    for name in ("From", "To", "Reply-To"):
        for header in letter.message.get_all(name, []):
            if len(getattr(header, "addresses", ())) != 1:
                yield f"{name} holds `{header}`"


@rule
def headers_plain(letter: Received) -> Iterator[str]:
    """M4. RFC 2047, RFC 6532: only ASCII on the wire, and headers without defects that read as written."""
    if not letter.raw.partition(b"\r\n\r\n")[0].isascii():
        yield "characters that not every mail server takes"
    for name, value in letter.message.items():
        if getattr(value, "defects", ()):
            yield f"{name} reads `{value}`"
    if letter.header("Subject") != [one_line(letter.edition.record.subject)]:
        yield f"Subject reads {letter.header('Subject')}"


@rule
def headers_of_a_list(letter: Received) -> Iterator[str]:
    """M5, M6, M7. RFC 2369, RFC 2919, RFC 3834: what makes it a letter of a list, and answers no machine."""
    for name, value in _FIXED.items():
        if letter.header(name) != [value]:
            yield f"{name} is not `{value}`"
    for name in _LISTED:
        if not all(re.match(r"<(https?|mailto):[^<>\s]+>", v) for v in letter.header(name) or [""]):
            yield f"{name} leads nowhere"
    if not all(
        v.endswith(f"<edition.{letter_domain(letter.site)}>") for v in letter.header("List-Id") or [""]
    ):
        yield "List-Id is not for ever the same"


@rule
def message_id(letter: Received) -> Iterator[str]:
    """M1. RFC 5322 §3.6.4: unique, ours, made from edition and subscriber, and no address in it."""
    values = letter.header("Message-ID")
    match = _MESSAGE_ID.fullmatch(values[0]) if values else None
    if match is None or match[1] != letter_domain(letter.site):
        yield "not one name at the domain of the sender"
    elif MESSAGE_KEY not in values[0] or letter.edition.slug not in values[0]:
        yield "it does not tell this edition and its subscriber from all others"


@rule
def one_click(letter: Received) -> Iterator[str]:
    """M5. RFC 8058 §3.1, RFC 2369 §3.2: https first, then mail, each with the token."""
    values = [_UNSUBSCRIBE.fullmatch(value) for value in letter.header("List-Unsubscribe")]
    match = values[0] if len(values) == 1 else None
    if match is None:
        yield "not an https address and then a mail address"
    elif TOKEN not in match[1] or TOKEN not in match[2] or "@" in match[1] or RECIPIENT in match[2]:
        yield "it carries no token, or an address"


@rule
def placeholders(letter: Received) -> Iterator[str]:
    """A sender replaces bytes: each placeholder stands in them whole, wherever a reader meets it."""
    headers = "".join(letter.header("List-Unsubscribe"))
    wanted = sum(part.count(TOKEN) for part in (headers, letter.text, letter.html))
    if letter.raw.count(TOKEN.encode()) != wanted:
        yield "the token is cut by a line break of the encoding"
    if letter.raw.count(RECIPIENT.encode()) != 1:
        yield "the recipient's place does not stand once, in To"


# What it says


@rule
def way_out(letter: Received) -> Iterator[str]:
    """M9. Both bodies show how to leave, by one click and by mail."""
    url, mailto = unsubscribe_url(letter.site), unsubscribe_mailto(letter.site)
    if not {url, mailto} <= set(text_links(letter.text)):
        yield "the plain text does not show how to leave"
    shown = {link.get("href") for link in letter.tree.iter("a") if visible_text(link)}
    if not {url, mailto} <= shown:
        yield "the HTML does not show how to leave"


@rule
def footer(letter: Received) -> Iterator[str]:
    """M11. PECR reg. 23: who sends it, a postal address, why you get it, and the privacy notice, in both bodies."""
    sayings = (
        letter.site.publisher,
        letter.site.sender.postal_address,
        "Why you get it",
        "How to leave",
    )
    for name, body in (("HTML", visible_text(letter.tree)), ("plain text", " ".join(letter.text.split()))):
        yield from (f"the {name} does not say `{words}`" for words in sayings if _one_line(words) not in body)
    privacy = privacy_url(letter.site)
    if privacy not in html_links(letter.tree) or privacy not in text_links(letter.text):
        yield "no link to the privacy notice in both parts"


@rule
def imprint(letter: Received) -> Iterator[str]:
    """M12. Elections Act 2022, Part 6: it stands inside election material, in both parts."""
    if letter.site.imprint and letter.edition.record.election_material:
        shown = (_one_line(part) for part in (letter.text, letter.tree.text_content()))
        if not all(_one_line(letter.site.imprint) in part for part in shown):
            yield "the imprint does not stand in both parts"


def _one_line(text: str) -> str:
    return " ".join(text.split())


@rule
def complete_text(letter: Received) -> Iterator[str]:
    """The plain text has every word and every link of the HTML."""
    missing = html_words(letter.tree) - text_words(letter.text)
    if missing:
        yield f"the plain text leaves out words: {sorted(missing)[:5]}"
    lost = set(html_links(letter.tree)) - set(text_links(letter.text))
    if lost:
        yield f"the plain text leaves out links: {sorted(lost)[:5]}"


# Its HTML


@rule
def nothing_remote(letter: Received) -> Iterator[str]:
    """M13. No tracking pixel, no font, no picture of others: opening a letter tells nobody (PECR reg. 6)."""
    own = urlsplit(letter.site.base_url).hostname
    for element in letter.tree.iter("*"):
        for name in _LOADED:
            address = str(element.get(name, ""))
            if address and urlsplit(address).hostname != own:
                yield f"`{address}` would be fetched from another site"
        style = str(element.get("style", "")) + (element.text or "" if element.tag == "style" else "")
        if _URL_IN_STYLE.search(style):
            yield "a style fetches something when the letter is opened"


@rule
def no_programs(letter: Received) -> Iterator[str]:
    """M14. Nothing that mail programs strip or refuse."""
    for element in letter.tree.iter("*"):
        if element.tag in _REFUSED:
            yield f"`<{element.tag}>`"
        yield from (f"`{name}`" for name in element.attrib if str(name).lower().startswith("on"))


@rule
def whole_links(letter: Received) -> Iterator[str]:
    """M14. Only http, https, mailto and tel links, and whole ones."""
    for address in html_links(letter.tree):
        parts = split_address(address)
        if parts is None or parts[0] not in SCHEMES:
            yield f"`{address}` leads nowhere from a letter"


@rule
def small_style(letter: Received) -> Iterator[str]:
    """M10. Gmail drops all style past 16,000 bytes; we stay at half."""
    size = sum(len((element.text or "").encode()) for element in letter.tree.iter("style"))
    if size > LARGEST_STYLE:
        yield f"{size:,} bytes of style"


@rule
def language(letter: Received) -> Iterator[str]:
    """Clients strip `html`, so `lang` and `dir` stand on the body's children too; one article, one title."""
    bodies = list(letter.tree.iter("body"))
    children = [child for body in bodies for child in body if isinstance(child.tag, str)]
    if not children or not all(e.get("lang") and e.get("dir") for e in (letter.tree, *children)):
        yield "language and direction are not said everywhere"
    if not (letter.tree.findtext(".//title") or "").strip():
        yield "no title"
    if len(letter.tree.xpath("//*[@role='article']")) != 1:
        yield "not one article for screen readers"


@rule
def headings(letter: Received) -> Iterator[str]:
    """One h1 first, and no level left out."""
    found = list(letter.tree.iter(*_HEADINGS))
    if [heading.tag for heading in found].count("h1") != 1 or found[0].tag != "h1":
        yield "not one main heading, before all others"
    for before, after in pairwise(found):
        if int(after.tag[1]) > int(before.tag[1]) + 1:
            yield f"‘{visible_text(after)}’ leaves out a level"


@rule
def pictures(letter: Received) -> Iterator[str]:
    """Every picture has words or is declared to need none."""
    yield from ("a picture without alt" for picture in letter.tree.iter("img") if "alt" not in picture.attrib)


@rule
def picture_sizes(letter: Received) -> Iterator[str]:
    """Every picture is of a kind mail programs show, and says how large it is: at most as wide as the column."""
    for picture in letter.tree.iter("img"):
        width, height = picture.get("width", ""), picture.get("height", "")
        if not (width.isdecimal() and height.isdecimal() and 0 < int(width) <= 536 and int(height) > 0):
            yield "a picture that does not say its size, or is wider than the column"
        if not picture.get("src", "").lower().endswith((".jpg", ".jpeg", ".png", ".gif")):
            yield "a picture of a kind that mail programs do not show"


@rule
def layout_tables(letter: Received) -> Iterator[str]:
    """A table without headings is for layout, and says so."""
    for table in letter.tree.iter("table"):
        cells = [cell for cell in table.iter("th") if next(cell.iterancestors("table")) is table]
        if table.get("role") != "presentation" and not (cells and all(cell.get("scope") for cell in cells)):
            yield "a table that is neither layout nor names its columns"


@rule
def link_words(letter: Received) -> Iterator[str]:
    """A link has words, and no block stands inside one."""
    for link in letter.tree.iter("a"):
        name = visible_text(link)
        if not name:
            yield f"the link to `{link.get('href')}` has no words"
        if any(inner.tag in BLOCKS for inner in link.iterdescendants()):
            yield f"the link ‘{name}’ holds a whole paragraph or list"


@rule
def legible(letter: Received) -> Iterator[str]:
    """WCAG 2.2, 1.4.6. Type of 16 px or more; 7 to 1 between words and ground, in light and in dark."""
    for is_dark in (False, True):
        for element, look in looks(letter.tree, dark=is_dark):
            if not visible_text(element).replace("\u00a0", "").strip():
                continue
            where = f"`{element.get('class') or element.tag}`, {'dark' if is_dark else 'light'}"
            if (ratio := contrast(look.ink, look.ground)) < LEAST_CONTRAST:
                yield f"{where}: {look.ink} on {look.ground} is {ratio:.1f} to 1"
            if look.size < SMALLEST_TYPE:
                yield f"{where}: only {look.size:g} px high"
