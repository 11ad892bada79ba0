"""The served copy of a page: the built one, with what is to be mended over it. Pure.

Nothing of this is ever in the build's output. The page's own policy (site/security.py)
stays as strict as it was, but for one script and one stream of events of this server.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from html import escape, unescape

from newsletter.regexes import regex
from newsletter.told.diagnostics import Diagnostic, Severity, has_errors
from newsletter.told.formats import counted

SCRIPT = "/__newpower/reload.js"
STYLE = "/__newpower/overlay.css"
EVENTS = "/__newpower/events"

_MOST_SHOWN = 50
_POLICY_META = regex(r"<meta\b[^>]*http-equiv\s*=\s*[\"']?content-security-policy\b[^>]*>", re.IGNORECASE)
_CONTENT = regex(r"(\bcontent\s*=\s*\")([^\"]*)(\")", re.IGNORECASE)
#: What a policy may call a host: no address of IPv6 (CSP 3 §2.3.1).
_NAMEABLE = regex(r"[A-Za-z0-9.-]+(:[0-9]+)?")


@dataclass(frozen=True, slots=True)
class State:
    """How things stand. `site` names the last good build, "" while there is none.

    `trouble` is a failure of the world or of the program, in one line. `is_former` tells that
    the site was built before the server started, and nothing has been looked at since;
    `is_partial` that what has errors is left out of it. `early` are pages of the build at work, by
    path, that are finished before the rest; `following` is the name that build will have.
    """

    site: str = ""
    diagnostics: tuple[Diagnostic, ...] = ()
    trouble: str = ""
    is_former: bool = False
    is_partial: bool = False
    following: str = ""
    early: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def is_broken(self) -> bool:
        """Whether the last build could not be made."""
        return bool(self.trouble) or has_errors(self.diagnostics)


def served_page(html: str, state: State, host: str) -> str:
    """The page with the script, the style and what is to be mended; `host` as the browser calls us."""
    html = _POLICY_META.sub(lambda found: _widened_meta(found[0], host), html)
    html = _before(html, "</head>", f'<link rel="stylesheet" href="{STYLE}">\n{_script(state)}\n')
    return _before(html, "</body>", f"{_holder(state)}\n")


def waiting_page(state: State, host: str) -> str:
    """What is shown while there is no good build."""
    words = "There is nothing to show yet" if state.is_broken else "The site is being made"
    more = "This page shows the site as soon as it can be made."
    policy = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'"
    return served_page(
        '<!doctype html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"<title>{words}</title>\n</head>\n<body>\n<main>\n<h1>{words}</h1>\n<p>{more}</p>\n</main>\n"
        "</body>\n</html>\n",
        state,
        host,
    )


def overlay_html(state: State) -> str:
    """What is to be mended, as HTML; "" if nothing is. Errors call for attention, warnings wait."""
    if state.is_former:
        return _FORMER
    if not state.is_broken:
        to_look_at = [one for one in state.diagnostics if one.severity is not Severity.NOTE]
        return _warnings(to_look_at) if to_look_at else ""
    title = state.trouble or counted(state.diagnostics)
    good = "The page behind this is the last good build." if state.site else "There is no good build yet."
    if state.is_partial:
        good = "All that is whole is shown; what has errors is left out until they are mended."
    return (
        f'<div class="np-overlay" role="alert"><p class="np-title"><strong>{_words(title)}</strong> {_CLOSE}</p>'
        f"<p>{good}</p>{_list(state.diagnostics)}</div>"
    )


def overlay_key(html: str) -> str:
    """A name for what an overlay says, so that a page knows whether it shows it already."""
    return blake2b(html.encode("utf-8", "replace"), digest_size=6).hexdigest()


def widened(policy: str, host: str) -> str:
    """A policy that allows the script, its events and the style beside what it allowed."""
    base = f"http://{host}" if _NAMEABLE.fullmatch(host) else ""
    rules = dict(part.strip().partition(" ")[::2] for part in policy.split(";") if part.strip())
    for rule, path in (("script-src", SCRIPT), ("connect-src", EVENTS), ("style-src", STYLE)):
        source = base + path if base else "'self'"
        allowed = [word for word in rules.get(rule, "").split() if word != "'none'"]
        if "'self'" not in allowed:
            rules[rule] = " ".join([*allowed, source])
    return "; ".join(f"{rule} {sources}".strip() for rule, sources in rules.items())


_FORMER = (
    '<div class="np-overlay np-waiting" role="status"><p>The site as it was built last; '
    "it is being made anew.</p></div>"
)
_CLOSE = '<button type="button">Close</button>'


def _warnings(diagnostics: Sequence[Diagnostic]) -> str:
    return (
        f'<details class="np-overlay np-waiting"><summary>{counted(diagnostics)}</summary>'
        f"{_list(diagnostics)}</details>"
    )


def _list(diagnostics: Sequence[Diagnostic]) -> str:
    if not diagnostics:
        return ""
    first = sorted(diagnostics, key=lambda d: d.severity is not Severity.ERROR)[:_MOST_SHOWN]
    left = len(diagnostics) - len(first)
    more = f"<p>And {left} more, in the terminal.</p>" if left else ""
    return f"<ol>{''.join(map(_item, first))}</ol>{more}"


def _item(diagnostic: Diagnostic) -> str:
    where = diagnostic.location
    hint = f'<p class="np-hint">Hint: {_words(diagnostic.hint)}</p>' if diagnostic.hint else ""
    return (
        f"<li><p><code>{_words(where.file)}:{where.line}:{where.column}</code> "
        f"{diagnostic.severity.value}[{_words(diagnostic.code)}]</p>"
        f"<p>{_words(diagnostic.message)}</p>{hint}</li>"
    )


def _words(text: str) -> str:
    """One line, escaped, without what could hide or reorder it."""
    return escape("".join(c if c.isprintable() else "\ufffd" for c in " ".join(text.split())))


def _script(state: State) -> str:
    return f'<script src="{SCRIPT}" data-site="{escape(state.site)}" defer></script>'


def _holder(state: State) -> str:
    html = overlay_html(state)
    return f'<aside id="newpower-overlay" aria-label="Preview" data-key="{overlay_key(html)}">{html}</aside>'


def _widened_meta(meta: str, host: str) -> str:
    return _CONTENT.sub(lambda m: m[1] + escape(widened(unescape(m[2]), host)) + m[3], meta)


def _before(html: str, tag: str, piece: str) -> str:
    """The page with `piece` before the last `tag`; at its end where there is none."""
    head, found, tail = html.rpartition(tag)
    return f"{head}{piece}{found}{tail}" if found else f"{html}{piece}"
