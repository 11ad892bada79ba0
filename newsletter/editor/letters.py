"""Letters as mail programs show them, on this machine only: a small WSGI application.

`/` lists the editions, `/2026-11/` shows one, `/2026-11/letter?scheme=dark` is what stands
in its frame, and `/media/` has its pictures, published yet or not. Each request asks for the
letters afresh, so a saved file shows on reload.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from newsletter.editor.site_answers import content_type
from newsletter.mail.message import Email
from newsletter.mail.rules import LARGEST_HTML
from newsletter.mail.summary import edition_summary
from newsletter.regexes import regex
from newsletter.told.diagnostics import Diagnostic

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

Letters = Sequence[tuple[Email, tuple[Diagnostic, ...]]]

_MEDIA = "media"
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1", "[::1]"})
_ALWAYS = [
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cache-Control", "no-store"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
]
#: The page runs no script and frames nothing but the letter, which runs none either: so it may
#: be of this origin, without which its pictures could not be.
_PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'none'"
)
_LETTER_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; {images}; form-action 'none'; frame-ancestors 'self';"
    " sandbox allow-popups allow-same-origin"
)

_DARK_QUERY = regex(r"\(prefers-color-scheme:\s*dark\)")
_SCHEME_META = regex(r'(<meta name="(?:supported-)?color-schemes?" content=")[^"]*(")')
_SCHEME_STYLE = regex(r"color-scheme(s?):\s*light dark")
_ALL_STYLE = regex(r"<style>.*?</style>", re.DOTALL)
_MSO = regex(r"<!--\[if mso\]>(.*?)<!\[endif\]-->", re.DOTALL)
_IMAGE = regex(r"(<img\b[^>]*?)\ssrc=\"[^\"]*\"", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _View:
    """One way of looking at a letter: its name in the address, its title, the frame's query and width."""

    key: str
    title: str
    query: str = ""
    width: int = 0


_VIEWS = (
    _View("light", "Light", "scheme=light"),
    _View("dark", "Dark", "scheme=dark"),
    _View("narrow", "320 px wide", "scheme=light", 320),
    _View("narrow-dark", "320 px, dark", "scheme=dark", 320),
    _View("no-images", "Without pictures", "scheme=light&images=off"),
    _View("no-style", "Inline style only", "scheme=light&style=off"),
    _View("text", "Plain text"),
    _View("headers", "Headers"),
    _View("source", "Source"),
    _View("checks", "Checks"),
)


def preview_app(load: Callable[[], Letters], pictures: Mapping[str, bytes] | None = None) -> WSGIApplication:
    """The application. `load` gives each letter with what is wrong with it, newest first.

    `pictures` are the files that letters show, by path in the site.
    """

    def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        status, headers, body = _answer(environ, load, pictures or {})
        start_response(status, [*headers, *_ALWAYS, ("Content-Length", str(len(body)))])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    return application


_Answer = tuple[str, list[tuple[str, str]], bytes]


def _answer(environ: WSGIEnvironment, load: Callable[[], Letters], pictures: Mapping[str, bytes]) -> _Answer:
    if not _is_for_this_machine(environ.get("HTTP_HOST", "")):
        return _plain("403 Forbidden", "This preview answers on this machine only.")
    if environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
        return _plain("405 Method Not Allowed", "There is nothing to send here.")
    path = [part for part in environ.get("PATH_INFO", "/").split("/") if part]
    query = {name: values[-1] for name, values in parse_qs(environ.get("QUERY_STRING", "")).items()}
    if path == ["preview.css"]:
        return "200 OK", [("Content-Type", "text/css; charset=utf-8")], _CSS.encode()
    if path[:1] == [_MEDIA]:
        return _picture("/".join(path).encode("latin-1").decode("utf-8", "replace"), pictures)
    letters = load()
    if not path:
        return _page("Letters", _list(letters))
    found = next(((email, problems) for email, problems in letters if email.edition == path[0]), None)
    if found is None or path[1:] not in ([], ["letter"]):
        return _plain("404 Not Found", "There is no such letter.")
    return _letter(found[0], query) if path[1:] else _edition(*found, query.get("view", "light"))


def _is_for_this_machine(host: str) -> bool:
    """A name that resolves here but is not ours would let a web page read drafts (DNS rebinding)."""
    name = host if host.endswith("]") else re.sub(r":\d+$", "", host)
    return name.lower() in _LOOPBACK


def _picture(path: str, pictures: Mapping[str, bytes]) -> _Answer:
    if path not in pictures:
        return _plain("404 Not Found", "There is no such picture.")
    return "200 OK", [("Content-Type", content_type(path))], pictures[path]


def with_own_pictures(html: str, root: str) -> str:
    """The letter with its pictures from this server instead of from the site: one may not be out yet."""
    return html.replace(f' src="{escape(root)}/{_MEDIA}/', f' src="/{_MEDIA}/')


def _letter(email: Email, query: dict[str, str]) -> _Answer:
    images_off = query.get("images") == "off"
    html = shown_as(with_own_pictures(email.html, email.root), dark=query.get("scheme") == "dark")
    if images_off:
        html = _IMAGE.sub(r"\1", html)
    if query.get("style") == "off":
        html = crude(html)
    policy = _LETTER_POLICY.format(images="img-src 'none'" if images_off else "img-src 'self'")
    html = html.replace("<head>", '<head><base target="_blank">', 1)
    return (
        "200 OK",
        [("Content-Type", "text/html; charset=utf-8"), ("Content-Security-Policy", policy)],
        html.encode(),
    )


def shown_as(html: str, *, dark: bool) -> str:
    """The letter in one scheme, whatever the system has: its own rules for dark apply always, or never."""
    scheme = "dark" if dark else "light"
    html = _DARK_QUERY.sub("all" if dark else "not all", html)
    html = _SCHEME_META.sub(rf"\g<1>{scheme}\g<2>", html)
    return _SCHEME_STYLE.sub(rf"color-scheme\1:{scheme}", html)


def crude(html: str) -> str:
    """The letter with nothing but what stands in its elements, and the table Word sees: the poorest mail program."""
    return _MSO.sub(r"\1", re.sub(r"<xml>.*?</xml>", "", _ALL_STYLE.sub("", html), flags=re.DOTALL))


def _edition(email: Email, problems: tuple[Diagnostic, ...], key: str) -> _Answer:
    view = next((view for view in _VIEWS if view.key == key), _VIEWS[0])
    tabs = "".join(_tab(email.edition, other, is_current=other is view) for other in _VIEWS)
    size = len(email.html.encode())
    content = (
        f'<p><a href="/">All letters</a></p><h1>{escape(email.title)}</h1><p>{escape(email.kicker)}</p>'
        f'<dl class="list"><dt>{escape(email.subject)}</dt><dd>{escape(email.preheader)}</dd></dl>'
        f'<p><label>{size:,} of {LARGEST_HTML:,} bytes of HTML <meter min="0" max="{LARGEST_HTML}"'
        f' high="{LARGEST_HTML * 9 // 10}" value="{size}"></meter></label> {_badge(problems)}</p>'
        f'<nav aria-label="Views"><ul class="tabs">{tabs}</ul></nav><main>{_shown(email, problems, view)}</main>'
    )
    return _page(f"{view.title}: {email.title}", content)


def _tab(edition: str, view: _View, *, is_current: bool) -> str:
    current = ' aria-current="page"' if is_current else ""
    return f'<li><a href="/{escape(edition)}/?view={view.key}"{current}>{view.title}</a></li>'


def _shown(email: Email, problems: tuple[Diagnostic, ...], view: _View) -> str:
    if view.query:
        width = "narrow" if view.width else "wide"
        return (
            f'<iframe class="{width}" sandbox="allow-popups allow-same-origin" title="The letter: {escape(view.title)}"'
            f' src="/{escape(email.edition)}/letter?{escape(view.query)}"></iframe>'
        )
    head, _, _ = email.message.partition(b"\r\n\r\n")
    texts = {
        "text": email.text,
        "headers": head.decode("ascii", "replace"),
        "source": email.message.decode("ascii", "replace").replace("\r\n", "\n"),
        "checks": f"{edition_summary(email, problems)}\n\n{_told(problems)}",
    }
    return f'<pre tabindex="0">{escape(texts[view.key])}</pre>'


def _told(problems: tuple[Diagnostic, ...]) -> str:
    lines = [
        f"{d.location.file}:{d.location.line}: {d.severity.value}[{d.code}]: {d.message}"
        + (f"\n  hint: {d.hint}" if d.hint else "")
        for d in problems
    ]
    return "\n".join(lines)


def _badge(problems: tuple[Diagnostic, ...]) -> str:
    if not problems:
        return "<strong>All checks passed</strong>"
    return f"<strong>{len(problems)} to look at, under Checks</strong>"


def _list(letters: Letters) -> str:
    items = "".join(
        f'<li><a href="/{escape(email.edition)}/">{escape(email.title)}</a><br>{escape(email.kicker)}.'
        f" {len(email.html.encode()):,} bytes. {_badge(problems)}</li>"
        for email, problems in letters
    )
    return (
        f"<main><h1>Letters</h1><ul>{items}</ul></main>" if items else "<main><h1>No letter yet</h1></main>"
    )


def _page(title: str, content: str) -> _Answer:
    html = (
        '<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport"'
        f' content="width=device-width,initial-scale=1"><title>{escape(title)}</title>'
        f'<link rel="stylesheet" href="/preview.css"></head><body>{content}</body></html>'
    )
    headers = [("Content-Type", "text/html; charset=utf-8"), ("Content-Security-Policy", _PAGE_POLICY)]
    return "200 OK", headers, html.encode()


def _plain(status: str, words: str) -> _Answer:
    return status, [("Content-Type", "text/plain; charset=utf-8")], f"{words}\n".encode()


_CSS = """\
:root{color-scheme:light dark}
body{margin:0 auto;padding:1rem 4vw;max-width:76rem;font:1.125rem/1.6 Georgia,serif}
@media (prefers-color-scheme:light){body{background:#FBF6EC;color:#211C16}a{color:#0E4A5C}}
@media (prefers-color-scheme:dark){body{background:#191611;color:#F4EDE0}a{color:#8FD3E6}}
.tabs{display:flex;flex-wrap:wrap;gap:0 1.25rem;padding:0;list-style:none;border-bottom:4px solid}
.tabs a{display:inline-block;padding:.5rem 0}
.tabs a[aria-current]{font-weight:bold;text-decoration-thickness:3px}
.list{border:1px solid;padding:.5rem 1rem}
dt{font-weight:bold}
dd{margin:0}
meter{width:12rem;vertical-align:middle}
iframe{display:block;width:100%;height:80vh;border:1px solid;background:#fff}
iframe.narrow{width:320px}
pre{overflow:auto;padding:1rem;border:1px solid;font:1rem/1.5 monospace}
"""
