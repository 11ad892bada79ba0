"""Last look at a body: whether our page shows what GitHub's preview shows, which is where editors look.

Both are told as what they show in order, a `Shown` for each heading, paragraph, item, cell and
piece of code. Where they part, the editor is told at that line: nothing is lost in silence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from html import unescape
from typing import NamedTuple, TypeAlias

from markdown_it.token import Token

from newsletter.content.body import Element, Node, Nodes
from newsletter.content.markdown.citations import is_mark
from newsletter.content.markdown.github import as_typed
from newsletter.content.markdown.sanitiser import passed_tag
from newsletter.content.markdown.tags import RAW_TAG, without_comments
from newsletter.content.words.marks import MARK
from newsletter.content.words.web import normal_address
from newsletter.regexes import regex

_CELLS = ("th", "td")
_LISTS = ("ul", "ol")
_BLOCKS = frozenset(
    "p h1 h2 h3 h4 h5 h6 ul ol li dl dt dd pre table thead tbody tr th td blockquote figure hr div details summary".split()
)
#: Blocks on either side that are compared with one another.
_LONGEST_LOOK = 200
#: What is set otherwise, or left out, on purpose: quotation marks, dashes, dots, source marks, attribute lists.
_DROPPED = "\u200b\u2060†\"'‘’“”–—.…-"
_ONLY_OURS = regex(MARK + r"|\{[:#][^{}\n]*\}")
_NOT_WORDS = regex(r"!\[[^\]]*\]|[\[\]!`:]")
_KINDS = {"p": "a paragraph", "cell": "a cell", "code": "code"}
#: What a picture's credit is marked with.
_CREDIT = (("class", "credit"),)
_TASK = regex(r"\[([ xX])\]\s+\S")
_TAG = regex(r"<[^>]*>")


_Bare: TypeAlias = "tuple[str, str, str]"
#: Between two things shown, and between the parts of one: no text holds them.
_NEXT, _THEN = "\x00", "\x01"


class Shown(NamedTuple):
    """One thing that is shown: what it stands in, such as "> 3.", what it is, and its words."""

    around: str
    what: str
    words: str

    @property
    def bare(self) -> _Bare:
        """The same without what is set otherwise on purpose, to be compared; no words where that was all."""
        return self.around, self.what, unset(self.words)

    @property
    def kind(self) -> str:
        """What it is, for people."""
        return (
            _KINDS.get(self.what, "a heading")
            if self.what != "p" or not self.around
            else _inside(self.around)
        )


def _inside(around: str) -> str:
    last = around.split()[-1]
    return "in a quotation" if last == ">" else "an item" if last == "•" else f"item {last.rstrip('.')}"


class Placed(NamedTuple):
    """The same with the line of the body it begins at, from 0."""

    shown: Shown
    line: int
    has_html: bool = False


class Difference(NamedTuple):
    """Where page and preview part: the line, what GitHub shows from there on and what our page does."""

    line: int
    github: tuple[Shown, ...]
    ours: tuple[Shown, ...]


def differences(tokens: Sequence[Token], nodes: Nodes, *, is_less: bool = False) -> Iterator[Difference]:
    """Each place where our page shows other words, or stands them elsewhere, than GitHub does.

    Where it `is_less` because HTML was left out, which is told elsewhere, that is no difference.
    """
    theirs, ours = list(github_shows(tokens)), list(page_shows(nodes))
    if _in_one([placed.shown for placed in theirs]) == _in_one(ours):
        return
    theirs = [placed for placed in theirs if placed.shown.bare[2]]
    ours = [shown for shown in ours if shown.bare[2]]
    one, other = [placed.shown.bare for placed in theirs], [shown.bare for shown in ours]
    if len(one) == len(other):
        for placed, shown in zip(theirs, ours, strict=True):
            if placed.shown.bare != shown.bare and not (
                placed.has_html and (is_less or _is_alike(placed, shown))
            ):
                yield Difference(placed.line, (placed.shown,), (shown,))
        return
    if any(placed.has_html for placed in theirs) and (is_less or _are_alike(one, other)):
        return
    last = theirs[-1].line if theirs else 0
    for a, b, c, d in _parting(one, other):
        line = theirs[a].line if a < len(theirs) else last
        yield Difference(line, tuple(one.shown for one in theirs[a:b]), tuple(ours[c:d]))


def _in_one(shown: Sequence[Shown]) -> str:
    """All that is shown as one text to be compared: bare at once, which is quicker than each by itself."""
    return unset(
        _NEXT.join(
            [f"{around.replace(' ', _THEN)}{_THEN}{what}{_THEN}{words}" for around, what, words in shown]
        )
    )


def _parting(one: Sequence[_Bare], other: Sequence[_Bare]) -> Iterator[tuple[int, int, int, int]]:
    """Where two rows part: from and to in each. What is long is not looked into, for the search grows with the square."""
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    end = 0
    while end < min(len(one), len(other)) - start and one[-1 - end] == other[-1 - end]:
        end += 1
    a, b = one[start : len(one) - end], other[start : len(other) - end]
    if max(len(a), len(b)) > _LONGEST_LOOK:
        yield start, start + len(a), start, start + len(b)
        return
    for tag, i, j, k, m in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if tag != "equal":
            yield start + i, start + j, start + k, start + m


def _is_alike(theirs: Placed, ours: Shown) -> bool:
    """Whether one block with HTML in it, of which tokens tell only the words, is the other."""
    return theirs.shown.around == ours.around and _are_alike([theirs.shown.bare], [ours.bare])


def _are_alike(theirs: Sequence[_Bare], ours: Sequence[_Bare]) -> bool:
    """Whether the words are the same, whatever they stand in; pictures, which HTML has without words, aside."""
    one, other = ("".join([words for _, _, words in side]) for side in (theirs, ours))
    return _NOT_WORDS.sub("", one) == _NOT_WORDS.sub("", other)


# What GitHub shows


def github_shows(tokens: Sequence[Token]) -> Iterator[Placed]:
    """What the tokens of a body show, in order; some without words that are compared."""
    around: list[str] = []
    numbers: list[int | None] = []
    kind = "p"
    for token in tokens:
        line = token.map[0] if token.map else 0
        match token.type:
            case "bullet_list_open" | "ordered_list_open":
                numbers.append(int(token.attrs.get("start", 1)) if token.tag == "ol" else None)
            case "bullet_list_close" | "ordered_list_close":
                numbers.pop()
            case "list_item_open":
                around.append("•" if numbers[-1] is None else f"{numbers[-1]}.")
                numbers[-1] = None if numbers[-1] is None else numbers[-1] + 1
            case "blockquote_open":
                around.append(">")
            case "list_item_close" | "blockquote_close":
                around.pop()
            case "heading_open" | "th_open" | "td_open" | "paragraph_open":
                kind = "cell" if token.tag in _CELLS else token.tag
            case "inline":
                content = "".join(_token_words(token.children or ()))
                if around and (task := _TASK.match(content)):
                    content = f"{'☐' if task[1] == ' ' else '☑'} {content[3:]}"
                has_html = any(inner.type == "html_inline" for inner in token.children or ())
                yield _placed(around, kind, content, line, has_html=has_html)
            case "fence" | "code_block":
                yield _placed(around, "code", token.content, line)
            case "html_block":
                yield _placed(around, "p", _shown_of(token.content), line, has_html=True)


def _placed(around: Sequence[str], what: str, words: str, line: int, *, has_html: bool = False) -> Placed:
    return Placed(_said(" ".join(around), what, as_typed(words)), line, has_html)


def _said(around: str, what: str, words: str) -> Shown:
    """One thing shown."""
    if "[^" in words or "{" in words:
        words = _ONLY_OURS.sub("", words)
    return Shown(around, what, words)


def _token_words(tokens: Sequence[Token]) -> Iterator[str]:
    is_bare = False
    for place, token in enumerate(tokens):
        match token.type:
            case "text" | "text_special":
                yield token.content
            case "softbreak" | "hardbreak":
                yield " "
            case "code_inline":
                yield f"`{token.content}`"
            case "link_open":
                is_bare = token.markup == "autolink" or _are_bare(
                    str(token.attrs["href"]), tokens[place + 1].content
                )
                yield "" if is_bare else "["
            case "link_close":
                yield "" if is_bare else "]"
            case "html_inline":
                yield _shown_of(token.content)
            case "image":
                yield f"![{_alt(token.children or ())}]{token.attrs.get('title', '')}"


def _alt(tokens: Sequence[Token]) -> str:
    """What is read of a picture's words: no markup."""
    return "".join(
        " " if token.type == "softbreak" else _alt(token.children or ()) or token.content for token in tokens
    )


def _shown_of(html: str) -> str:
    """The words of HTML, and the tags that GitHub shows (GFM 6.11)."""
    html = RAW_TAG.sub(lambda m: passed_tag(m.group()), without_comments(html))
    return unescape(_TAG.sub("", html))


def unset(words: str) -> str:
    """Words without spaces, and without what is set otherwise than it was typed."""
    words = "".join(words.split())
    for sign in _DROPPED:  # a tenth of the time of a search for any of them
        words = words.replace(sign, "")
    return words


# What our page shows


def page_shows(nodes: Nodes) -> Iterator[Shown]:
    """What the nodes of a body show, in order; some without words that are compared."""
    yield from _shown(nodes, (), "p")


def _shown(nodes: Nodes, around: tuple[str, ...], what: str) -> Iterator[Shown]:
    """Words that stand beside blocks are a block of their own."""
    words: list[Node] = []
    for node in nodes:
        if isinstance(node, str) or node.name not in _BLOCKS:
            words.append(node)
            continue
        yield from _leaf(words, around, what)
        words = []
        yield from _block(node, around, what)
    yield from _leaf(words, around, what)


def _leaf(words: list[Node], around: tuple[str, ...], what: str) -> Iterator[Shown]:
    if words and (said := unescape("".join(_node_words(words)))).strip():
        yield _said(" ".join(around), what, said)


def _block(element: Element, around: tuple[str, ...], what: str) -> Iterator[Shown]:
    name = element.name
    if name in _LISTS:
        number = int(element.get("start") or 1)
        for child in element.children:
            if isinstance(child, Element) and child.name == "li":
                sign = "•" if name == "ul" else f"{number}."
                yield from _shown(child.children, (*around, sign), "p")
                number += 1
    elif name == "pre":
        code = unescape("".join(_texts(element.children)))
        yield _said(" ".join(around), "code", code)
    elif name == "dl":
        yield from _leaf([_definitions(element)], around, what)
    elif name == "figure":
        yield from _shown(element.children, around, what)
    elif name == "blockquote":
        yield from _shown(element.children, (*around, ">"), "p")
    else:
        kind = "cell" if name in _CELLS else name if name[0] == "h" and name != "hr" else what
        yield from _shown(element.children, around, kind)


def _definitions(element: Element) -> str:
    """Terms and what they mean, as GitHub shows them: words and colons."""
    parts = (
        ("" if _is(child, "dt") else ": ") + "".join(_node_words(child.children))
        for child in element.children
        if isinstance(child, Element)
    )
    return " ".join(parts)


def _node_words(nodes: Iterable[Node]) -> list[str]:
    found: list[str] = []
    for node in nodes:
        if isinstance(node, str):
            found.append(node)
        elif node.name == "img":
            found.append(f"![{node.get('alt')}]")
        elif node.attributes != _CREDIT and not is_mark(node):
            inside = "".join(_node_words(node.children))
            if node.name == "code":
                inside = f"`{inside}`"
            elif node.name == "a" and not _is_bare(node, inside):
                inside = f"[{inside}]"
            found.append(inside)
    return found


def _is_bare(link: Element, words: str) -> bool:
    return _are_bare(link.get("href") or "", unescape(words))


def _are_bare(href: str, words: str) -> bool:
    """Whether a link's words are its address, as where one is typed and no more."""
    if " " in words:
        return False
    typed = words.removeprefix("mailto:").removeprefix("http://")
    return bool(href) and as_typed(href).removeprefix("mailto:").removeprefix("http://") in (
        as_typed(typed),
        _normal(as_typed(typed)),
    )


def _normal(typed: str) -> str:
    """An address without its http:// in normal form; nothing if it is none."""
    try:
        return normal_address(typed if "://" in typed else f"http://{typed}").removeprefix("http://")
    except ValueError:
        return ""


def _texts(nodes: Iterable[Node]) -> Iterator[str]:
    for node in nodes:
        yield from (node,) if isinstance(node, str) else _texts(node.children)


def _is(node: Node, name: str) -> bool:
    return isinstance(node, Element) and node.name == name
