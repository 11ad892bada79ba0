"""Jinja, strict: templates see the context they are given and nothing else.

Everything printed is escaped unless a template says `|safe` of a value it was handed as
HTML. What goes wrong in a template becomes one diagnostic with the template's own line.
"""

from __future__ import annotations

import marshal
import os
import re
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from traceback import walk_tb
from typing import Any

from jinja2 import (
    BytecodeCache,
    Environment,
    FileSystemLoader,
    StrictUndefined,
    TemplateNotFound,
    TemplateSyntaxError,
    UndefinedError,
)
from jinja2 import __version__ as jinja_version
from jinja2.bccache import Bucket
from jinja2.exceptions import SecurityError
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

from newsletter.regexes import regex
from newsletter.styles import Flaw, first_flaw
from newsletter.told.codes import Code
from newsletter.told.diagnostics import Checked, Diagnostic, Location

#: The most a page or a letter may come to: a template past it runs away.
MOST_CHARACTERS = 5_000_000

#: How many pieces are joined between two looks at the size: a page has about a thousand.
_PIECES_AT_ONCE = 512

#: What templates ask a loop for. The sandbox would look each up at length, a page 200 times.
_OF_LOOPS = frozenset({"index", "first", "last"})

#: A word of the template's own, as Jinja's messages and ours name it.
_NAMED = regex(r"[`']([^`']+)[`']")

#: Globals of Jinja that can make something out of nothing. Without them a template loops
#: over what it is given, which is finite, and nothing else.
_WITHHELD = ("range", "lipsum", "cycler", "joiner")


class RunawayTemplateError(Exception):
    """A template made more than `MOST_CHARACTERS`."""


class StyleError(Exception):
    """A style that a template takes in, and what is wrong with it; `path` is from the project's root."""

    def __init__(self, path: str, flaw: Flaw) -> None:
        super().__init__(flaw.message)
        self.location = Location(path, flaw.line, flaw.column)
        self.hint = flaw.hint


class _ProjectLoader(FileSystemLoader):
    """Loads templates under names that mean the same on every machine: templates/site/home.html.

    A style is taken in as it is: what looks like Jinja in it is none.
    """

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """A template's text, the name it is told by, and whether it is still as it was."""
        try:
            source, _, is_current = super().get_source(environment, template)
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            raise TemplateSyntaxError(
                "it is not UTF-8 text", line, template, f"templates/{template}"
            ) from None
        if template.endswith(".css"):
            if flaw := first_flaw(source):
                raise StyleError(f"templates/{template}", flaw)
            source = f"{{% raw %}}{source}{{% endraw %}}"
        return source, f"templates/{template}", is_current


class _StrictEnvironment(ImmutableSandboxedEnvironment):
    """The sandbox, with `a.b` of a mapping meaning its key `b` and never a method of it."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        """What `a.b` of a template means."""
        if type(obj) is dict:
            try:
                return obj[attribute]
            except KeyError:
                return self.undefined(obj=obj, name=attribute)
        if type(obj) is LoopContext and attribute in _OF_LOOPS:
            return getattr(obj, attribute)
        return super().getattr(obj, attribute)


class _KeptTemplates(BytecodeCache):
    """Compiled templates in a folder; one that cannot be kept or read is compiled again.

    Jinja's own cache of this kind unpickles what it finds, and fails on a damaged file. As
    with Python's own __pycache__, a file here is code: only who may write to the project may
    write to it.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load_bytecode(self, bucket: Bucket) -> None:
        """Puts what was compiled before into the bucket, if it is whole."""
        with suppress(OSError, ValueError, EOFError, TypeError):
            content = self._path(bucket).read_bytes()
            if content[:16] == self._name(bucket, content[16:]):
                bucket.code = marshal.loads(content[16:])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keeps what was compiled, if the disk takes it."""
        content = marshal.dumps(bucket.code)
        path = self._path(bucket)
        aside = path.with_suffix(f".{os.getpid()}.new")
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            aside.write_bytes(self._name(bucket, content) + content)
            aside.replace(path)

    def _path(self, bucket: Bucket) -> Path:
        return self._folder / f"{bucket.key}.compiled"

    def _name(self, bucket: Bucket, content: bytes) -> bytes:
        """A name for compiled code and all that it was made from and for."""
        made_from = f"{bucket.checksum} {jinja_version} {sys.version}".encode()
        return blake2b(made_from + content, digest_size=16).digest()


def environment(templates_dir: Path, bytecode_dir: Path | None = None) -> Environment:
    """An environment over `templates_dir`; compiled templates are kept in `bytecode_dir`, if given."""
    made = _StrictEnvironment(
        loader=_ProjectLoader(templates_dir),
        bytecode_cache=_KeptTemplates(bytecode_dir) if bytecode_dir else None,
        autoescape=True,
        undefined=_NotGiven,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    for name in _WITHHELD:
        del made.globals[name]
    return made


def render_template(made: Environment, template: str, context: Mapping[str, object]) -> str:
    """The text a template makes of `context`. Raises what `template_diagnostic` explains."""
    pieces = made.get_template(template).generate(context)
    texts: list[str] = []
    size = 0
    while some := list(islice(pieces, _PIECES_AT_ONCE)):
        texts.append("".join(some))
        size += len(texts[-1])
        if size > MOST_CHARACTERS:
            raise RunawayTemplateError
    return "".join(texts)


def checked_text(made: Environment, template: str, context: Mapping[str, object], page: str) -> Checked[str]:
    """`render_template`; a template that fails is a diagnostic at its line, in making `page`."""
    try:
        return Checked(render_template(made, template, context))
    except Exception as error:  # whatever a template raises is the template's mistake
        return Checked(None, (template_diagnostic(error, page, template, made),))


def template_diagnostic(
    error: Exception, page: str, template: str = "", made: Environment | None = None
) -> Diagnostic:
    """What went wrong in a template, at its place; `page` is what was being made of `template` with `made`."""
    code, message, hint = _explained(error)
    place = _location(error) or Location(f"templates/{template}" if template else "templates")
    if made is not None and place.column == 1:
        place = _at_word(place, _line(made, place), message)
    return Diagnostic(place, code, message, f"{hint}{'; ' if hint else ''}met while making {page}")


def _line(made: Environment, place: Location) -> str:
    """A line of a template; nothing where it cannot be read again."""
    try:
        assert made.loader is not None
        source, _, _ = made.loader.get_source(made, place.file.removeprefix("templates/"))
    except Exception:  # told already
        return ""
    return "".join(source.split("\n")[place.line - 1 : place.line])


class _NotGiven(StrictUndefined):
    """What a template asks for in vain: its own word is told, no Python class."""

    __slots__ = ()

    @property
    def _undefined_message(self) -> str:
        if self._undefined_hint:
            return f"the template asks for what it was not given: {self._undefined_hint}"
        return f"the template asks for `{self._undefined_name}`, which it was not given"


def _explained(error: Exception) -> tuple[Code, str, str]:
    """Code, message and hint for an error of Jinja's, or of Python inside a template."""
    match error:
        case TemplateNotFound():
            what = "style" if str(error.name).endswith(".css") else "template"
            return "template-missing", f"there is no {what} `{error.name}`", "look at its spelling"
        case StyleError():
            return "bad-style", f"this style cannot be read: {error}", error.hint
        case TemplateSyntaxError():
            return "template-syntax", f"the template does not parse: {error.message}", ""
        case UndefinedError():
            return "template-undefined", error.message or "the template asks for what it was not given", ""
        case RecursionError():
            return "template-endless", "the template includes or calls itself without end", ""
        case RunawayTemplateError():
            size = f"{MOST_CHARACTERS // 1_000_000} million"
            return "template-endless", f"the template makes more than {size} characters", "look at its loops"
        case SecurityError():
            return "template-failed", f"the template does what templates may not: {error}", ""
        case _:
            return "template-failed", f"the template fails here: {error}", ""


def _at_word(place: Location, line: str, message: str) -> Location:
    """The place in its line: at the word the message names, if that stands there once; else where the line begins.

    Jinja knows lines alone.
    """
    for word in _NAMED.findall(message):
        found = [m.start() for m in re.finditer(rf"(?<!\w){re.escape(word)}(?!\w)", line)]
        if len(found) == 1:
            return place._replace(column=found[0] + 1, length=len(word))
    return place._replace(column=len(line) - len(line.lstrip()) + 1)


def _location(error: Exception) -> Location | None:
    """Where in the templates it happened: the innermost line of one; None if it was in none."""
    if isinstance(error, StyleError):
        return error.location
    if isinstance(error, TemplateSyntaxError):
        text = (error.source or "").split("\n")[error.lineno - 1 : error.lineno]
        place = Location(error.filename or f"templates/{error.name}", error.lineno)
        return _at_word(place, "".join(text), error.message or "")
    found = None
    for frame, line in walk_tb(error.__traceback__):
        if frame.f_code.co_filename.startswith("templates/"):
            found = Location(frame.f_code.co_filename, line)
    return found
