"""What chatbots, word processors and other writers' tools leave in words that are copied from them: one table.

Serves `leftover_markup` for bodies and `plain` for fields. A row is a piece that stands in it
wherever it stands, a pattern of what is told, and what to do about it.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

from newsletter.content.markdown.tags import OFFICE_TAG
from newsletter.regexes import regex


class Sign(NamedTuple):
    """What a tool leaves: `part` stands in it wherever it stands; groups of `pattern` may stand in `hint`."""

    part: str
    pattern: re.Pattern[str]
    hint: str


_CHATBOT = "a chatbot left it: name the source, or take it out"
WRONGLY = "read wrongly where it was copied: type what was meant"
#: What UTF-8 read as Windows-1252 has behind `â€`.
_BEHIND = "™œ˜¦“”¢°²³¹º\u009d\u009a"
_COMMENT = "a word processor left a comment of its own: take it out, and its sign in the words"
_REVISION = "a tool for revisions left it: take out the signs, and the words that are not to stay"
_BOX = "there are no boxes here: take its signs out, and say what it is, such as `**Note:**`"
_BOX_SET_IN = f"{_BOX}; set its words in no more"
_CONTENTS = "take it out: a page makes its own list of headings"
_PAGES = "take it out: pages on the web have no ends of pages, and their spaces are set"
_KINDS = "note|tip|info|hint|important|warning|caution|danger|error|abstract|summary|question|example|quote|success|bug"
_NOBODYS = "nothing is put in its place: write it for every reader, such as `Dear reader`"
_WIKI_NOTE = (
    "a wiki left it below its notes: list the source under `sources` at the top, and take the line out"
)
_LINKED = r"write `[\g<words>](\g<to>)`"
_HEADING = r"a heading is written `## \g<words>`"
_PICTURE = "a picture stood there: save it beside this file, and write `![what it shows](its-file.jpg)`"
_WIKI = "a wiki's sign, which does nothing here: take it out"
_MACROS = "note|info|tip|warning|code|panel|quote|noformat|toc|color|expand|section|column|excerpt|status"
_LATEX = "there is no LaTeX here: write it in Markdown, and a source as its mark, `[^id]`"
_APOSTROPHES = r'two apostrophes are no quotation mark: write `"\g<words>"`'
_BREAKS = (
    "newpage|pagebreak|clearpage|cleardoublepage|linebreak|newline|noindent|bigskip|medskip|smallskip|hfill"
)
_RETURN = "press the return key there, twice for a new paragraph"

_LOST = "a word processor lost what this led to: name it in words, or take it out"
_CODED = "a program's code for one sign: type the sign itself"
_CODED_SPACE = "a mail program's code for a space: take it out"
#: Of what all these are, one message tells, whichever sign it is in.
_ALIKE = (WRONGLY, _CODED)
_SHEET = "a spreadsheet could not show the number: look it up, and type it"
_CITED = (
    "a citation of another program: list the source under `sources` at the top, and write its mark: `[^id]`"
)

_WHO = r"(?:[^\W\d][^:\n\[\]]{0,40}|\+\d[\d ]{6,20}):"
_DAY = r"\d{1,4}[/.-]\d{1,2}[/.-]\d{2,4}"
_TIME = r"\d{1,2}[:.]\d{2}(?::\d{2})?(?:[ \u202f]?[AaPp]\.?[Mm]\.?)?"
_CHAT = "a chat left it: take it out, here and on the lines below, and put a blank line between these lines"
#: Before what somebody said in a chat. A programme of a day has such times, too: they end in nought or five.
CHAT_STAMP = (
    rf"^(?:\u200e?\[{_DAY},?[ ]{_TIME}\][ ](?={_WHO})|{_DAY},?[ ]{_TIME}[ ][-–][ ](?={_WHO})"
    rf"|\[?\d{{1,2}}:\d[1-46-9]\]?(?:[ ][AaPp][Mm])?[ ][-–][ ](?={_WHO})"
    r"|\[\d{1,2}:\d{2}(?:[ ][AaPp][Mm])?\][ ](?=[A-Z][^:\n\[\]]{0,40}:))"
)
_CHAT_NAME = (
    r"^(?!\w{3,6}day\b)[A-Z][\w.’'-]*(?:[ ][A-Z][\w.’'-]*){0,2}"
    r"(?:[ ]{2}\d{1,2}:\d{2}[ \u202f][AP]M|[ ]\[\d{1,2}:\d{2}[ \u202f][AP]M\])$"
)

#: What a spreadsheet shows where a formula came to nothing.
SHEET_ERROR = r"#(?:DIV/0!|REF!|VALUE!|NAME\?|NULL!|NUM!|SPILL!|CALC!|N/A(?!\w))"
#: In words of any kind, fields too.
IN_WORDS = tuple(
    Sign(part, regex(pattern), hint)
    for part, pattern, hint in (
        ("oaicite", r":contentReference\[oaicite[^\]\n]*\](?:\{[^{}\n]*\})?|\[?\boaicite:\d+\]?", _CHATBOT),
        ("turn", r"(?:\b[a-z]*cite)?(?:turn\d+(?:search|news|view|file|fetch|image|academia|product|maps)\d+)+", _CHATBOT),
        ("【", r"【\d[^【】\n]{0,40}】", _CHATBOT),
        ("[cite", r"\[cite(?:_start|_end|:[ ]?\d[\d, ]*)\]", _CHATBOT),
        ("â€", rf"[^\W\d_]*â€[{_BEHIND}]?[^\W\d_]*", WRONGLY),
        ("Â", r"Â[\u00a0-\u00bf]", WRONGLY),
        ("Ã", r"[^\W\d_]*Ã(?:[\u00a0-\u00bf‚ƒ„…†‡ˆ‰Š‹ŒŽ•–—˜™š›œžŸ€]|(?<=[a-z]Ã)[‘’“”])[^\W\d_]*", WRONGLY),
        ("Å", r"[^\W\d_]*Å[\u00a1-\u00aa\u00ac-\u00ba\u00bc-\u00bf‚ƒ„…†‡ˆ‰Š‹ŒŽ•–—˜™š›œžŸ€][^\W\d_]*", WRONGLY),
        ("ðŸ", r"ðŸ[\u00a0-\u00bf€-™‚-›ŒœŽžŸ]{1,2}", WRONGLY),
        ("ï»¿", r"ï»¿", WRONGLY),
        ("\ufffd", r"(?<!\S)[^\s\ufffd]*\ufffd\S*", WRONGLY),
        ("[Comment", r"\[Comment[ ]\[[A-Z]{1,4}\d{1,3}\]:[^\[\]\n]*\]", _COMMENT),
        ("[", r"(?:(?<=\w)\[[A-Z]{2,3}\d{1,2}(?:R\d{1,2})?\](?![(:\[])|\[[A-Z]{2,3}\d{1,2}(?:R\d{1,2})?\](?=\w))", _COMMENT),
        ("Commented [", r"Commented \[[A-Z]{1,4}\d{1,3}\]:[^\n]*", _COMMENT),
        ("↩", r"↩\ufe0e?", "the end of another page's note, which led back to its words: take it out"),
        ("=E2=80=", r"[^\W\d_]*=E2=80=[0-9A-F]{2}[^\W\d_]*", _CODED),
        ("=C2=", r"=C2=[0-9A-F]{2}", _CODED),
        ("=20", r"(?:(?<=[.,;:!?])|(?<=[a-z]{3}))=20$", _CODED_SPACE),
        ("\\u20", r"\\u20[0-9a-f]{2}", _CODED),
        ("%20", r"(?<!\S)[A-Za-z’',]+(?:%20[A-Za-z’',]+)+(?=[\s.;:!?]|$)", "`%20` is a space, as addresses have it: type spaces"),
        ("Error! ", r"Error! (?:Reference s|Bookmark |Hyperlink |No |Not |Filename |Unknown )[^.\n]{0,50}\.?", _LOST),
        ("#", rf"(?<![\w#&/]){SHEET_ERROR}", _SHEET),
        ("###", r"^#{3,}$|(?<=[a-z0-9,(] )#{3,}(?=[ ][a-z]|[.,;)]|$)", _SHEET),
        ("@", r"\[(?:[^\[\]\n@]{0,60}[ ;(])?-?@[A-Za-z][\w:.-]*\d[^\[\]\n]*\](?![(:\[])", _CITED),
        ("@", r"(?<![\w@./+-])@[a-z]+(?:[_:-]?[a-z]+)*[_:-]?(?:19|20)\d\d[a-z]?(?![\w.-]*@|\w)", _CITED),
        ("{++", r"\{\+\+[^{}\n]*\+\+\}", _REVISION),
        ("{--", r"\{--[^{}\n]*--\}", _REVISION),
        ("{>>", r"\{>>[^{}\n]*<<\}", _REVISION),
        ("{~~", r"\{~~[^{}\n]*~~\}", _REVISION),
        ("\\n", r"(?<=[\w.!?:,;)])(?:\\r)?\\n(?=[A-Z\d“‘*•-]|\\|\s|$)(?:(?:\\r)?\\n)*", _RETURN),
        ("´", r"(?<![^\W\d_])(?P<word>[^\W\d_]+)´(?P<end>[^\W\d_]+)", r"an accent is no apostrophe: write `\g<word>'\g<end>`"),
        ("{", r"(?<!\{)\{(?:(?:first|last|full|sur)[ _-]?name|name|e-?mail)\}(?!\})", _NOBODYS),
        ("''", r"(?<![\w'])''(?P<words>[^'\s](?:[^'\n]|'(?!'))*)''(?![\w'])", _APOSTROPHES),
        ("``", r"(?<![\w`])``(?P<words>[^`'\s][^`'\n]*)''(?![\w'])", r'write `"\g<words>"`'),
    )
)  # fmt: skip


def others_like(sign: Sign, words: str) -> int:
    """How many more of the same stand in words, of which a row has found one."""
    rows = [one for one in IN_WORDS if one.hint == sign.hint] if sign.hint in _ALIKE else [sign]
    spans = sorted(found.span() for one in rows if one.part in words for found in one.pattern.finditer(words))
    return sum(start >= end for (_, end), (start, _) in pairwise(spans))


def read_rightly(written: str) -> str:
    """Words that were read as Windows-1252, read as the UTF-8 they are; "" where they are none."""
    try:
        raw = b"".join(
            one.encode("latin-1") if "\x80" <= one <= "\x9f" else one.encode("cp1252") for one in written
        )
        meant = raw.decode("utf-8")
    except UnicodeError:
        return ""
    return meant if meant != written and meant.isprintable() else ""


#: In words of a body alone.
IN_LINES = tuple(
    Sign(part, regex(pattern), hint)
    for part, pattern, hint in (
        ("<", rf"(?i:{OFFICE_TAG})[^<>\n]*>", "take it out: a word processor left it"),
        ("\ufffd", r"^\ufffd[ \t]+(?=\S)", "a word processor's bullet: begin each item with `- `"),
        (":", CHAT_STAMP, _CHAT),
        (":", _CHAT_NAME, _CHAT),
        ("[", r"^(?:@?\[(?i:toc)\]|\[\[_?(?i:toc)_?\]\])$", _CONTENTS),
        ("toc", r"^\{:?(?i:toc)\}$", _CONTENTS),
        (":::", r"^:{3,}.*", _BOX),
        ("....", r"^[^.\n]*[^.\s][ ]?\.{4,}[ ]*\d{1,4}$", _CONTENTS),
        ("[", r"\[(?i:inline image|image|photo|picture|img|cid|attachment)[ ]?(?:\d+)?:[ ]?[^\[\]\n]*\](?![(\[:])", _PICTURE),
        (".. ", r"^\.\.[ ]+[a-z][\w-]*::.*", _BOX),
        ("=", r"^={2,6}[ ]?(?P<words>[^=\n]*[^=\s])[ ]?={2,6}$", _HEADING),
        ("h", r"^h[1-6]\.[ ]+(?P<words>\S.*)", _HEADING),
        ("'''", r"'''(?P<words>[^'\n]+)'''", r"write `**\g<words>**`"),
        ("[", r"\[(?P<to>https?://[^\s\[\]]+)[ ]+(?P<words>[^\s\[\]][^\[\]\n]*)\](?!\()", _LINKED),
        ("{", rf"\{{(?P<name>{_MACROS})(?::[^{{}}\n]*)?\}}(?=.*\{{(?P=name)\}})|\{{(?:{_MACROS}):[^{{}}\n]*\}}", _WIKI),
        ("\\", r"\\(?:sub){0,2}section\*?\{(?P<words>[^{}\n]+)\}", _HEADING),
        ("\\", r"\\(?:cite[pt]?|footnote|label|begin|end|href|caption)(?:\[[^\]\n]*\])?(?:\{[^{}\n]*\})+|^\\item\b", _LATEX),
        ("^", r"^\^[ ]+[A-Z“\"].*", _WIKI_NOTE),
        ("^", r"(?<=[ ])\^[a-z0-9][a-z0-9-]{2,}$", "a notebook left it: take it out"),
        ("!!!", rf"^!!![ ]+(?:{_KINDS})\b.*", _BOX_SET_IN),
        ("\\", rf"^\\(?:{_BREAKS}|vspace\*?\{{[^{{}}\n]*\}})", _PAGES),
        ("\\", r"\\(?:textbf|textit|emph|underline)\{(?P<words>[^{}\n]+)\}", r"write `*\g<words>*`, or `**\g<words>**`"),
    )
)  # fmt: skip
