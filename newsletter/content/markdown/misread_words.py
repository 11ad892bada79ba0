"""Signs among words that Markdown takes for its own, where they were meant as signs, or another pair was meant.

Serves `signs`. GitHub's preview makes the same of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from newsletter.content.markdown.body_lines import Lines
from newsletter.content.markdown.pictures_meant import caption_below
from newsletter.content.words.proofreading import proofs
from newsletter.regexes import regex
from newsletter.told.diagnostics import Diagnostic

_ADDRESS = regex(r"https?://\S+")
_NOTE = regex(r"[ >]*\\?\*(?!\*)[ ]?\S")
_BROKEN = regex(r"(?<![^\W\d_])([^\W\d_]{2,})-\n[ \t>]*(?!(?:and|or|to|nor)\b)([^\W\d_A-Z]+)")
_THREE = regex(r"\*{3}(?P<before>[^*\n\[\]|]+)\*{2}(?!\*)|(?<!\*)\*{2}(?P<behind>[^*\n\[\]|]+)\*{3}(?!\*)")
#: Signs of keys beside that of `*`, and of `_`.
_NEIGHBOURS = {"*": "8(_", "_": "-="}
#: Words between a star and the sign of a key beside it.
_HALF = regex(
    r"(?<![\w*])(?P<before>[8_(])(?P<words>[A-Za-z][^*_()\d\n†]{1,60}[a-z])\*(?![\w*])"
    r"|(?<![\w*\\])\*(?P<later>[A-Za-z][^*_()\d\n†]{1,60}[a-z])(?P<behind>[8_(])(?!\w)"
)
#: A star at the beginning or at the end of a word amid a line.
_LONE = regex(r"(?<=[a-z,;] )\*[A-Za-z]{2,}|(?<![\w*])[A-Za-z]{2,}\*(?=[ ,;][ ]?[a-z])")
_ROUND = regex(r"[()]")
_SPACE_INSIDE = regex(r"(?<=\w|\")[ ]\)(?P<word>[a-z]+)(?<!s)(?![\w(])")
_STAR_MOVED = regex(r"(?<![\w*\\])\*(?P<words>[A-Za-z][^*\n]{0,60}[a-z])[ ]\*(?P<behind>[a-z]+)(?![\w*])")
#: What stands between two backticks that were to be apostrophes: an ending, and words.
_BETWEEN = regex(r"(?:s|t|re|ve|ll|d|m)?[ \n][^\W\d_][\w ,’'\n-]*")
#: A heading that was run on behind a sentence.
_HEADING_BEHIND = regex(r"(?<=[.!?\]:”\"’)])[ ]#{2,6}[ ]+[A-Z][^\n#]{0,100}(?=\n|\Z)")
#: A shrug, or the name of a folder in a network: signs behind a backslash that was to be shown.
_LOST_BACKSLASH = regex(r"¯\\_\(ツ\)_/¯|(?<![\\\w])\\\\[\w.$-]+\\[\w.$ \\-]*\w")
#: A link of reStructuredText.
_REST_LINK = regex(r"`(?P<words>[^`<>\n]+?)[ ]?<(?P<to>https?://[^<>\s]+)>`__?")


def misread_words(token: Token, lines: Lines) -> Iterator[Diagnostic]:
    """What the signs in a block of words were not meant to make; at most one of each kind."""
    content, children = token.content, token.children or ()
    if content[:2] in (". ", "< "):
        yield from _quotation_meant(token, lines)
    if "-\n" in content:
        for found in _BROKEN.finditer(content):
            yield _broken_word(found, token, lines)
    if "*" in content or "_" in content:
        yield from _stars(children, token, lines)
    if 0 < content.count("*") < 3:
        yield from _lone_stars(children, token, lines)
    if "`" in content:
        yield from _ticks(children, token, lines)
    if (
        "\\" in content
        and (lost := _LOST_BACKSLASH.search(content))
        and not content.count("`", 0, lost.start()) % 2
    ):
        message = f"a backslash of `{lost[0]}` is not shown: it only says that the sign behind it is one"
        right = f"¯\\\\\\{lost[0][2:]}" if lost[0][0] == "¯" else f"`{lost[0]}`"
        hint = f"write `{right}`" if lost[0][0] == "¯" else f"put it between backticks: {right}"
        yield _at(lost[0], token, lines, message, hint)
    if "`_" in content and (foreign := _REST_LINK.search(content)):
        message = f"`{foreign[0]}` makes no link here: it is shown as code"
        yield _at(foreign[0], token, lines, message, f"write `[{foreign['words']}]({foreign['to']})`")
    if "[[" in content or "))" in content:
        yield from _bracket_beside_link(children, token, lines)
    if " )" in content and (gap := _SPACE_INSIDE.search(content)):
        message, right = "the space behind this link stands within its brackets", f"){' '}{gap['word']}"
        yield _at(gap[0], token, lines, message, f"write `{right}`")
    if "![" in content and "\n" in content:
        yield from caption_below(children, token, lines)
    if " ##" in content and token.level == 1 and (heading := _HEADING_BEHIND.search(content)):
        message = f"`{heading[0].strip()}` is shown as it stands: a heading begins a line of its own"
        hint = f"put `{heading[0].strip()}` on the next line but one"
        yield _at(heading[0].strip(), token, lines, message, hint)


def proofs_of(token: Token, lines: Lines) -> Iterator[Diagnostic]:
    """What a proof-reader marks in a block of words."""
    words = "".join(_proofread(token.children or ()))
    for proof in proofs(words):
        first, end = token.map or (0, 1)
        line = min(first + words.count("\n", 0, proof.start), end - 1)
        written = proof.written.partition("\n")[0]
        yield lines.told(lines.nearest(written, line, end), written, proof.code, proof.message, proof.hint)


def _proofread(children: Sequence[Token]) -> Iterator[str]:
    """The words of a block, a line each; code and addresses are none."""
    is_address = False
    for child in children:
        if child.type in ("link_open", "link_close") and child.markup == "autolink":
            is_address = child.nesting > 0
        elif child.type == "text":
            yield (
                "\0"
                if is_address
                else _ADDRESS.sub("\0", child.content)
                if "://" in child.content
                else child.content
            )
        elif child.type == "softbreak":
            yield "\n"
        elif child.type in ("code_inline", "image", "html_inline", "hardbreak"):
            yield "\0"


def _quotation_meant(token: Token, lines: Lines) -> Iterator[Diagnostic]:
    """A paragraph that begins with the sign of a key beside that of `>`."""
    first = lines.lines[(token.map or (0, 1))[0]].strip()  # with its source marks, which a token has not
    if token.level == 1 and first[2:3].isupper() and ">" not in first:
        message = f"`{first[0]}` begins this paragraph: `>`, on a key beside it, begins a quotation"
        yield _at(first, token, lines, message, f"write `> {first[2:]}`, or take the sign out")


def _lone_stars(children: Sequence[Token], token: Token, lines: Lines) -> Iterator[Diagnostic]:
    """A star without its partner: that is the sign of a key beside it, stands behind a space, or is lost."""
    words, count = "".join(_proofread(children)), token.content.count("*")
    if count == 2 and (moved := _STAR_MOVED.search(words)):
        message = f"`{moved[0]}` is shown as it stands: the second star stands behind a space"
        yield _at(moved[0], token, lines, message, f"write `*{moved['words']}* {moved['behind']}`")
    elif count == 1 and (half := _HALF.search(words)):
        message = f"`{half[0]}` is shown as it stands: `{half['before'] or half['behind']}` is no star"
        yield _at(half[0], token, lines, message, f"write `*{half['words'] or half['later']}*`")
    elif count == 1 and (lone := _LONE.search(words)) and not _has_note(lines) and "\\*" not in lines.text:
        message = f"one star of a pair is missing: that of `{lone[0]}` is shown"
        hint = "put the other where the words begin or end that are stressed"
        yield _at(lone[0], token, lines, message, hint)


def _bracket_beside_link(children: Sequence[Token], token: Token, lines: Lines) -> Iterator[Diagnostic]:
    """A bracket right before a link, or right behind one, without a partner in its block."""
    said = ""
    for place, child in enumerate(children):
        if child.type == "text":
            said += child.content
        if child.type == "link_open" and said.endswith("[") and _text(children, place - 1):
            behind = "".join(one.content for one in children[place:] if one.type == "text")
            if "]" not in behind:
                message = "a bracket too many stands before this link, and is shown"
                yield _at("[[", token, lines, message, "write `[`")
                return
        is_doubled = child.type == "link_close" and child.markup != "autolink" and "))" in token.content
        if is_doubled and _text(children, place + 1)[:1] == ")" and _depth(said) == 0:
            message = "a bracket too many stands behind this link, and is shown"
            yield _at("))", token, lines, message, "write `)`")
            return


def _depth(words: str) -> int:
    """How many round brackets are open at the end of the words."""
    depth = 0
    for found in _ROUND.findall(words):
        depth = depth + 1 if found == "(" else max(depth - 1, 0)
    return depth


def _broken_word(found: re.Match[str], token: Token, lines: Lines) -> Diagnostic:
    first, last = found[1], found[2]
    written = f"{first}-"
    message = f"the word that `{written}` ends this line with is shown in two: `{written} {last}`"
    hint = f"write it on one line: `{first}{last}`, or `{first}-{last}` if it has a hyphen"
    numbers = _numbers(token, lines)[found.string.count("\n", 0, found.start()) :]
    line = next((n for n in numbers if lines.lines[n].rstrip().endswith(written)), 0)
    return lines.told(line, written, "leftover-markup", message, hint)


def _stars(children: Sequence[Token], token: Token, lines: Lines) -> Iterator[Diagnostic]:
    """Stars amid words or numbers that stress what stands between them; and one star more at one end."""
    for place, child in enumerate(children):
        if child.type not in ("em_open", "strong_open"):
            continue
        if child.type == "em_open" and (one_short := _one_short(children, place, token)):
            written, sign, words = one_short
            message = f"one `{sign}` of a pair is missing: `{written}` is shown with a sign too many"
            hint = f"write `{sign * 2}{words}{sign * 2}` for strong words, or `{sign}{words}{sign}`"
            yield _at(written, token, lines, message, hint)
            return
        if child.markup[0] != "*":
            continue
        before, after = _text(children, place - 1), _text(children, place + 1)
        end = _end(children, place)
        behind = _text(children, end + 1)
        inside = "".join(one.content for one in children[place + 1 : end])
        is_sum = before[-1:].isdigit() and after[:1].isdigit()
        is_amid = before[-1:].isalnum() and behind[:1].isalnum() and " " in inside
        if is_sum or is_amid:
            message = f"these stars are not shown: they stress `{inside}`"
            written = f"{child.markup}{inside}{child.markup}"
            stars = "\\*" * len(child.markup)
            hint = f"write a backslash before each, `{stars}`" + (", or `×` for ‘times’" if is_sum else "")
            yield _at(written, token, lines, message, hint)
            return
        if before.endswith("*") or (behind.startswith("*") and not _has_note(lines)):
            found = _THREE.search(token.content)
            if found is None:
                continue
            words = found["before"] or found["behind"]
            message = f"one star of `{found[0]}` is shown as it stands"
            yield _at(found[0], token, lines, message, f"write `**{words}**`, or `***{words}***`")
            return


def _one_short(children: Sequence[Token], place: int, token: Token) -> tuple[str, str, str] | None:
    """What was typed where one of four signs is missing, the sign, and the words between; None elsewhere."""
    end, sign = _end(children, place), children[place].markup
    inside = children[place + 1 : end]
    if any(one.type != "text" for one in inside):
        return None
    words = "".join(one.content for one in inside)
    before, behind = _text(children, place - 1), _text(children, end + 1)
    if before.endswith(sign) and not before.endswith(sign * 2):
        written = f"{sign * 2}{words}{sign}"
    elif behind.startswith(sign) and not behind.startswith(sign * 2):
        written = f"{sign}{words}{sign * 2}"
    else:
        return None
    is_typed = written in token.content and f"{sign}{written}" not in token.content
    if not is_typed or f"{written}{sign}" in token.content:
        return None
    return _with_neighbour(written, sign, words, (before, behind))


def _with_neighbour(written: str, sign: str, words: str, around: tuple[str, str]) -> tuple[str, str, str]:
    """The same with the sign of a key beside that stands in place of the one that is missing."""
    others = _NEIGHBOURS[sign]
    before, behind = around
    if written.startswith(sign * 2):
        if words[-1:] in others and "(" not in words[:-1]:
            return written, sign, words[:-1]
        if behind[:1] in others and not behind[1:2].isalnum() and behind[:1]:
            return f"{written}{behind[0]}", sign, words
    elif words[:1] in others and ")" not in words:
        return written, sign, words[1:]
    elif (left := before[-1:]) in others and left and not before[-2:-1].isalnum() and ")" not in behind[:3]:
        return f"{left}{written}", sign, words
    return written, sign, words


def _end(children: Sequence[Token], place: int) -> int:
    """Where the element that begins at this place ends."""
    kind, level = children[place].type.replace("open", "close"), children[place].level
    ends = (
        number
        for number in range(place, len(children))
        if (children[number].type, children[number].level) == (kind, level)
    )
    return next(ends, place)


def _has_note(lines: Lines) -> bool:
    """Whether a line begins with a star, as a note does that a star behind words refers to."""
    return any(_NOTE.match(line) for line in lines.lines if "*" in line)


def _ticks(children: Sequence[Token], token: Token, lines: Lines) -> Iterator[Diagnostic]:
    """Two backticks for apostrophes: all between them is code."""
    for place, child in enumerate(children):
        if child.type == "code_inline" and child.markup == "`":
            inside = child.content
            is_behind = _text(children, place - 1)[-1:].isalpha()
            if is_behind and _BETWEEN.fullmatch(inside):
                written = f"`{inside}`"
                message = "these backticks make code of the words between them"
                yield _at(written, token, lines, message, "type an apostrophe, `'`, in place of each")
                return


def _text(children: Sequence[Token], place: int) -> str:
    """The words at this place, "" where there are none."""
    if 0 <= place < len(children) and children[place].type == "text":
        return children[place].content
    return ""


def _at(written: str, token: Token, lines: Lines, message: str, hint: str) -> Diagnostic:
    first, last = token.map or (0, 1)
    return lines.told(lines.nearest(written, first, last), written, "leftover-markup", message, hint)


def _numbers(token: Token, lines: Lines) -> range:
    first, last = token.map or (0, 1)
    return range(first, min(last, len(lines.lines)))
