"""What an editor's words or a publisher's settings can break in a finished letter, checked on its bytes.

docs/letter.md names each rule with its source. A breach is a diagnostic that says which
section or setting to mend. What only our own code and template could break is held by
tests/mail/letter_rules.py, on every letter there is.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qsl, urlsplit

from lxml.html import HtmlElement

from newsletter.content.words.detours import detour, is_tracker
from newsletter.mail.finished import Finished, section_of, section_sizes, take_apart
from newsletter.mail.letter import FOOTER_ID, Letter, unsubscribe_url
from newsletter.mail.placeholders import MESSAGE_KEY, RECIPIENT, TOKEN
from newsletter.mail.words import visible_text
from newsletter.told.diagnostics import Diagnostic, Severity, ordered

#: Bytes of HTML. Gmail hides what comes after about 102,000.
LARGEST_HTML = 90_000
#: Bytes of style. Gmail drops all of it past 16,000.
LARGEST_STYLE = 8_192
#: Bytes of a line, RFC 5322 §2.1.1.
LONGEST_LINE = 998

#: What the addresses of a letter may begin with.
SCHEMES = frozenset({"http", "https", "mailto", "tel"})
#: Times the token stands in the plain text: in the link and in the address that lead out.
_WAYS_OUT = 2


def check_message(message: bytes, meant: Letter) -> tuple[Diagnostic, ...]:
    """Everything in a finished letter that words or settings must mend."""
    letter = take_apart(message, meant)
    return ordered(problem for rule in _RULES for problem in rule(letter))


def _subject(letter: Finished) -> Iterator[Diagnostic]:
    """RFC 2047: a subject that is written like an encoded word is read as one."""
    subject = str(letter.message["Subject"])
    if subject != letter.meant.subject:
        told = f"Subject does not read as its standard says: `{subject}`"
        yield letter.problem("letter-headers", told, "take out `=?` and `?=`", "subject")


def _header_lines(letter: Finished) -> Iterator[Diagnostic]:
    """RFC 5322 §2.1.1. Only an address out of the settings can be as long: what is words is folded."""
    head = letter.raw.partition(b"\r\n\r\n")[0]
    if any(len(line) > LONGEST_LINE for line in head.split(b"\r\n")):
        message = f"a header is longer than the {LONGEST_LINE} characters mail allows"
        yield letter.setting("letter-lines", message, "shorten `base_url` or `sender.unsubscribe_url`")


def _opaque_way_out(letter: Finished) -> Iterator[Diagnostic]:
    """RFC 8058 §3.1: opaque, so no address in clear."""
    if "@" in unsubscribe_url(letter.site):
        message = "the way out must carry the subscriber's token and no address"
        yield letter.setting("letter-unsubscribe", message, "take `@` out of `sender.unsubscribe_url`")


def _size(letter: Finished) -> Iterator[Diagnostic]:
    """Gmail clips: https://github.com/hteumeuleu/email-bugs/issues/41. Within this the way out is seen, too."""
    size = len(letter.html.encode())
    if size > LARGEST_HTML:
        section, largest = max(section_sizes(letter.html), key=lambda item: item[1])
        name = f"‘{section.title}’" if section.title else "the beginning"
        message = (
            f"the letter comes to {size:,} bytes of HTML; past {LARGEST_HTML:,} some mail programs cut it off"
        )
        hint = f"the largest section is {name}, with {largest:,} bytes: shorten it, or link to a page that tells the rest"
        yield Diagnostic(letter.place_of(section), "letter-size", message, hint)


def _placeholders(letter: Finished) -> Iterator[Diagnostic]:
    """A sender replaces bytes: words that read like a placeholder would be replaced with it."""
    told = [
        placeholder
        for placeholder, count, wanted in (
            (RECIPIENT, letter.raw.count(RECIPIENT.encode()), 1),
            (MESSAGE_KEY, letter.raw.count(MESSAGE_KEY.encode()), 1),
            (TOKEN, letter.text.count(TOKEN), _WAYS_OUT),
        )
        if count != wanted
    ]
    if told:
        message, hint = (
            f"a sender would put a subscriber's own in place of `{told[0]}`",
            "write it in another way",
        )
        if told[0] in letter.meant.subject:
            yield letter.problem("letter-placeholders", message, hint, "subject")
        elif (holder := _holder(letter, told[0])) is not None:
            yield letter.at(holder, "letter-placeholders", message, hint)
        else:
            yield letter.setting("letter-placeholders", message, hint)


def _holder(letter: Finished, words: str) -> HtmlElement | None:
    """The innermost element above the foot that shows these words or leads to them, the last of several."""
    holders = [
        element
        for element in letter.tree.iter("*")
        if words in element.text_content() or words in element.get("href", "")
    ]
    above = (one for one in reversed(holders) if section_of(one).id != FOOTER_ID)
    return next((one for one in above if not one.xpath(f"descendant::*[@id='{FOOTER_ID}']")), None)


def _imprint(letter: Finished) -> Iterator[Diagnostic]:
    """Elections Act 2022, Part 6: a publisher who must use an imprint says of each edition whether it is needed."""
    if letter.site.imprint and letter.edition.record.election_material is None:
        hint = "write `election_material: true` or `election_material: false`"
        yield letter.problem("letter-imprint", "it is not said whether this is election material", hint)


def _links(letter: Finished) -> Iterator[Diagnostic]:
    """Whole addresses that mail programs follow, and no mark that says who followed them."""
    for link in letter.tree.iter("a"):
        address = str(link.get("href", ""))
        parts = split_address(address)
        if parts is None or parts[0] not in SCHEMES:
            message = f"`{address}` leads nowhere from a letter"
            yield letter.at(link, "letter-links", message, "give the whole address")
        elif marks := [name for name in parts[1] if is_tracker(name)]:
            message = f"`{marks[0]}` in a link tells on who follows it"
            yield letter.at(link, "letter-links", message, f"take `{marks[0]}` out")
        elif found := detour(address):
            message = f"`{found.host}` would know who follows this link"
            yield letter.at(link, "letter-links", message, found.hint)


def split_address(address: str) -> tuple[str, list[str]] | None:
    """Scheme and names in the query of an address; None if it does not parse."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    return parts.scheme.lower(), [name for name, _ in parse_qsl(parts.query, True)]


def _tables(letter: Finished) -> Iterator[Diagnostic]:
    """Every table is for layout or names its columns."""
    for table in letter.tree.iter("table"):
        cells = [cell for cell in table.iter("th") if next(cell.iterancestors("table")) is table]
        if table.get("role") != "presentation" and not (cells and all(cell.get("scope") for cell in cells)):
            hint = "give the table a first row of headings"
            yield letter.at(table, "letter-access", "a table does not say what its columns are", hint)


def _link_names(letter: Finished) -> Iterator[Diagnostic]:
    """A link's words say where it goes: the same never lead to two places."""
    first: dict[str, HtmlElement] = {}
    for link in letter.tree.iter("a"):
        name = visible_text(link)
        other = first.setdefault(name.lower(), link)
        if other.get("href") != link.get("href"):
            message = f"‘{name}’ leads to two different places in this letter"
            hint = "choose words that say where each one goes"
            if section_of(link).id == FOOTER_ID:  # those words are the letter's own
                link, hint = other, "every letter has a link of these words at its end: choose others"
            yield letter.at(link, "letter-access", message, hint, Severity.WARNING)


_RULES = (
    _subject,
    _header_lines,
    _opaque_way_out,
    _size,
    _placeholders,
    _imprint,
    _links,
    _tables,
    _link_names,
)
