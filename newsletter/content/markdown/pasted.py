"""Whole paragraphs that came along with what was pasted, and are nobody's words here: one table.

Serves `signs`. A chatbot's offers, the stock sentences of newsletter systems, the signature of a
telephone, the furniture of a press release, tags for other networks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from markdown_it.token import Token

from newsletter.content.markdown.body_lines import Lines
from newsletter.regexes import regex
from newsletter.told.diagnostics import Diagnostic


class _Pasted(NamedTuple):
    """What a paragraph is, or begins with, that nobody wrote for readers, and what to do about it."""

    pattern: re.Pattern[str]
    message: str
    hint: str


_OUT = "take it out"
_BUTTONS_OUT = "take it out, with others like it below"
_OFFERS = (
    r"(?:Would you like me to|Do you want me to"
    r"|Shall I (?:also )?(?:shorten|expand|add|make|write|draft|rewrite|turn|create|prepare)"
    r"|If you(?:['’]d| would) like,? I can|If you want,? I can"
    r"|Let me know if you(?:['’]d| would) like (?:me to|any (?:changes|adjustments|edits|tweaks)|a (?:shorter|longer|different))"
    r"|Here(?:['’]s| is) (?:a|an|the|your) (?:[\w-]+ )?(?:revised|polished|updated|rewritten|improved|expanded|shortened|edited)"
    r" (?:version|draft|text|article|paragraph|copy)\b[^\n]*:$"
    r"|(?:Certainly|Sure|Of course|Absolutely)[!,.] (?:Here|Below|I(?:['’]ve| have| can))"
    r"|I hope this (?:helps|works|is helpful)\b|(?:Happy|Glad) to help|Please (?:let me know|feel free to ask) if you"
    r"|(?:Does|Is) this (?:work for you|what you (?:wanted|had in mind))\?"
    r"|This (?:version|draft|text) (?:keeps|maintains|is about) "
    r"|As an AI(?: language)? model|Feel free to (?:adjust|modify|customi[sz]e|tweak) )"
)
_STOCK = (
    r"(?:Thanks for reading[^!\n]{0,80}! (?:Subscribe for free|This post is public)[^\n]*"
    r"|Subscribe for free to receive new posts[^\n]*"
    r"|[^.\n]{1,80} is a reader-supported publication\.[^\n]*|This post is public so feel free to share it\.?"
    r"|(?:Subscribe now|Leave a comment|Share this post|Upgrade to paid|Give a gift subscription|Refer a friend"
    r"|View (?:this|it|the) ?(?:e-?mail|newsletter)? in your browser|(?:Click here to )?[Uu]nsubscribe(?: from this list)?"
    r"|Update (?:your )?(?:subscription )?preferences|Forward to a friend|Add us to your address book"
    r"|Get more from [^\n]{1,80} in the Substack app[^\n]*|Having trouble (?:viewing|reading) this e?-?mail\?[^\n]*)[.!»>]?)"
)
_PHONE = (
    r"(?:Sent from my [\w ]{2,30}|Sent from (?:Outlook|Mail|Yahoo|Proton|Samsung|AOL)\b[^\n]{0,40}|Get Outlook for [^\n]{2,40}"
    r"|Begin forwarded message:|-+ ?(?:Original|Forwarded) [Mm]essage ?-+)[.]?"
)
#: What a mail program puts above the mail that is answered: with an address, or anybody could have written it.
MAIL_WROTE = r"On (?=[^\n]{0,100}\d)[^\n]{6,120}\n?<\S{1,60}@\S{1,60}>(?:\n|[ ])wrote:"
_ANSWERED = regex(rf"(?:^|\n){MAIL_WROTE}\Z")
_OFFICE = (
    r"(?:This (?:e-?mail|message)\b[^\n]{0,120}\b(?:confidential|privileged|intended (?:solely|only) for)\b[^\n]*"
    r"|(?:CAUTION|WARNING|EXTERNAL(?: E-?MAIL)?):?[ ]This (?:e-?mail|message) (?:originated|came|was sent|is) from"
    r" (?:an )?(?:outside|external)[^\n]*|Please consider the environment before printing[^\n]*"
    r"|If you (?:are not the intended recipient|have received this e-?mail in error)[^\n]*)"
)
_PRESS = (
    r"[-–—*_ ]*(?:(?:ENDS|END OF RELEASE|Ends)[-–—*_ .]*|[Nn]otes? (?:to|for) [Ee]ditors?[:*_]*"
    r"|NOTES? (?:TO|FOR) EDITORS?[:*_]*|(?:FOR IMMEDIATE (?:RELEASE|USE)|PRESS RELEASE|EMBARGOED (?:UNTIL|TILL))[^\n]*"
    r"|For immediate release[^\n]*)"
)
#: Buttons of blogs and of shops for consent: nobody writes these, whatever stands round them.
_BUTTON = (
    r"(?:Click to (?:share (?:on|this)|email|print|copy)\b[^\n]{0,100}"
    r"|[^\n]{0,60}\(Opens in (?:a )?new (?:window|tab)\)[^\n]{0,60}"
    r"|Share (?:this(?: (?:article|page|story|post|item|via email|on [\w ]{1,20}))?"
    r"|on (?:Facebook|Twitter|X|LinkedIn|WhatsApp|Bluesky|Reddit|Pinterest|Threads|Mastodon)"
    r"|via (?:e-?mail|WhatsApp|Facebook|Twitter))[:.]?|Like this:|Like Loading(?:\.{3}|…)|Tweet(?: this)?"
    r"|(?:Accept|Reject|Allow|Decline)(?: all)?(?: (?:additional|optional|analytics))? cookies|Cookie (?:settings|preferences)"
    r"|Manage (?:cookies|my cookies|cookie preferences)|(?:We use cookies|This (?:site|website) uses cookies)\b[^\n]{0,300}"
    r"|Skip to (?:main )?content)"
)
#: What may stand beside those, and elsewhere as a word.
_BESIDE = (
    rf"(?:{_BUTTON}|Loading(?:\.{{3}}|…)|Share|Like|Pin(?: it)?|Print|E-?mail(?: this)?|WhatsApp|Facebook|Twitter|X"
    r"|LinkedIn|Reddit|Tumblr|Pinterest|Telegram|Pocket|Bluesky|Threads|Mastodon|Copy link|More|Related|Related posts?:?"
    r"|Advertisements?|Back to top|\d+ (?:[Ss]hares?|[Cc]omments?))"
)
_BUTTONS = regex(rf"{_BUTTON}(?:\n{_BESIDE})*|{_BESIDE}(?:\n{_BESIDE})*\n{_BUTTON}(?:\n{_BESIDE})*")
_MORE_BUTTONS = regex(rf"{_BESIDE}(?:\n{_BESIDE})*")
_DETAILS = (
    r"(?:(?:Keywords|Tags|Categories|Category|Filed under|Posted (?:in|on|by)|Published(?: on| by)?"
    r"|Last (?:updated|modified)|Authors?"
    r"|Written by|Words by|(?:Estimated )?[Rr]eading time)[ ]?:[ ][^\n]{1,100}|\d{1,2} min(?:ute)?s?[ -]read)"
    r"(?:\n(?:(?:Keywords|Tags|Categories|Category|Filed under|Published|Updated|Authors?|Date|By)[ ]?:[ ])[^\n]{1,100})*"
)
_HASHTAGS = r"#[^\W\d_][\w-]*(?:\s+#[^\W\d_][\w-]*)*"
_VIDEO = (
    r"<?https?://(?:www\.|m\.|mobile\.)?(?:youtube\.com|youtu\.be|vimeo\.com|twitter\.com|x\.com|instagram\.com|tiktok\.com"
    r"|facebook\.com|open\.spotify\.com|soundcloud\.com)/\S+?>?"
)
_PARAGRAPHS = (
    _Pasted(regex(rf"{_OFFERS}.*", re.DOTALL), "a chatbot says this to whoever wrote with it", _OUT),
    _Pasted(regex(_STOCK), "another newsletter's system put this there, and here it does nothing", _OUT),
    _Pasted(regex(_OFFICE), "an office's mail server puts this round every mail", _OUT),
    _Pasted(regex(_PHONE), "a mail program put this below a message", _OUT),
    _Pasted(
        regex(_PRESS),
        "this is for a newsroom, not for readers",
        "take it out; what readers should know of the notes below it goes into the text",
    ),
    _Pasted(
        regex(_DETAILS, re.MULTILINE),
        "what this says of the text stands in fields here, and is shown by the page itself",
        "write it at the top of the file, such as `authors`, `published` and `tags`, and take it out here",
    ),
    _Pasted(
        regex(_VIDEO),
        "nothing of another site is shown here: readers see a bare address",
        "say what is to be seen there, in a link: `[the film of the opening](address)`",
    ),
)
#: A correction, as blogs have them among their words.
_CORRECTION = regex(
    r"\b(?:[Aa]n|[Tt]he|[Tt]his|[Oo]ur) (?:earlier|previous|original|first) version of (?:this|the) "
    r"(?:page|article|post|story|piece|text|case study|letter)\b[^.]{0,80}\b"
    r"(?:said|stated|gave|had|misstated|wrongly|incorrectly|named|called|claimed)\b"
    r"|^[*_\[(]*(?:CORRECTION|Correction|Corrected|Erratum)\b[^\n]{0,40}[:.][*_\])]*[ ]"
)
_OF_CORRECTIONS = ("ersion of", "Correct", "CORRECT", "Erratum")
#: Letters that all of them begin with, and nothing else is looked into.
_BEGINS = regex(
    r"[-–—*_ ]*(?:Would you|Do you|Shall I|If you|Let me|Here|Certainly|Sure|Of course|Absolutely|As an AI|Feel free"
    r"|I hope this|Happy to|Glad to"
    r"|[Pp]age \d|PAGE \d|Keywords|Tags|Categor|Filed|Posted|Published|Last |Author|Written by|Words by|Reading|Estimated"
    r"|\d{1,4} ?(?:min|\|)|Like |Tweet|Accept |Reject |Allow |Decline |Cookie |Manage |We use c|This (?:si|we)|Skip to"
    r"|Please |Does this|Is this|This (?:ver|dra|tex)"
    r"|Thanks for r|Subscribe|This post|Leave a|Share|Upgrade|Give a|Refer|View|Click|[Uu]nsub|Update|Forward|Add us|Get |Having"
    r"|This e|This mes|CAUTION|WARNING|EXTERNAL|Sent from|Begin|-|END|Ends|[Nn]ote|NOTE|FOR |For imm|PRESS|EMBARGO|<?https?://)|#[^\W\d_]"
)


def pasted(place: int, tokens: Sequence[Token], lines: Lines) -> Iterator[Diagnostic]:
    """What is told of a paragraph, or a heading, that stands in a text by accident."""
    token = tokens[place]
    content = token.content
    is_paragraph = tokens[place - 1].type == "paragraph_open"
    if is_paragraph and any(part in content for part in _OF_CORRECTIONS) and _CORRECTION.search(content):
        message = "this is a correction: the page has a place for those, and the next letter tells them"
        hint = "write it under `corrections` at the top of the file, as `date`, `was`, `now` and `why`; take it out here"
        yield _told(token, lines, message, hint)
        return
    if is_paragraph and content.endswith("wrote:") and (answered := _ANSWERED.search(content)):
        message = "a mail program put this above the mail that is answered"
        hint = "take it out, with what it quotes below"
        row = (token.map or (0, 1))[0] + content.count("\n", 0, answered.start() + 1)
        written = answered[0].strip().partition("\n")[0]
        yield lines.told(row, written, "leftover-markup", message, hint)
        return
    if not _BEGINS.match(content) and " is a reader-" not in content and "Opens in" not in content:
        return
    if is_paragraph and _BUTTONS.fullmatch(content):
        if not _is_below_buttons(place, tokens):
            yield _told(
                token, lines, "these are the buttons of another website, and do nothing here", _BUTTONS_OUT
            )
        return
    for one in _PARAGRAPHS if is_paragraph else ():
        if one.pattern.fullmatch(content):
            yield _told(token, lines, one.message, one.hint)
            return
    if (
        is_paragraph
        and token.level == 1
        and content[0] == "#"
        and len(tokens) > 3
        and re.fullmatch(_HASHTAGS, content)
    ):
        hint = "take them out: what it is about stands under `tags` at the top of the file"
        if " " not in content and "\n" not in content:
            hint = f"a heading is written `## {content[1:]}`; what it is about stands under `tags` at the top of the file"
        yield _told(token, lines, "these are tags of other networks, and shown as they stand", hint)
    elif not is_paragraph and tokens[place - 1].type == "heading_open" and re.fullmatch(_PRESS, content):
        yield _told(token, lines, "this is for a newsroom, not for readers", _PARAGRAPHS[4].hint)


def _is_below_buttons(place: int, tokens: Sequence[Token]) -> bool:
    """Whether of a button was told already, at the first of those that stand one below the other."""
    for above in range(place - 1, -1, -1):
        if tokens[above].type == "inline":
            if _BUTTONS.fullmatch(tokens[above].content):
                return True
            if not _MORE_BUTTONS.fullmatch(tokens[above].content):
                return False
    return False


def _told(token: Token, lines: Lines, message: str, hint: str) -> Diagnostic:
    first = (token.map or (0, 1))[0]
    written = token.content.partition("\n")[0].strip()
    return lines.told(first, written, "leftover-markup", message, hint)
