"""Requests and answers: a small WSGI application. What each route shows is in `views`.

`/leave/` takes a POST of any kind and asks for nothing else (RFC 8058 §3.1); whatever its token, the
answer is the same. No view sets a cookie, none redirects, and the log has names of routes only.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from traceback import extract_tb

from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException

from newsletter.post.contract import ListError
from newsletter.post.joining import views
from newsletter.post.joining.pages import POLICY
from newsletter.post.joining.views import Office, trouble

#: Bytes of a request at most: an address, a seal, and what a mail program sends to leave.
LARGEST = 16_384

_HEADERS = (
    ("Content-Security-Policy", f"{POLICY}; frame-ancestors 'none'"),
    ("Referrer-Policy", "no-referrer"),  # a link of somebody's own stands in the address
    ("X-Content-Type-Options", "nosniff"),
    ("X-Robots-Tag", "noindex"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
)

_ROUTES: tuple[tuple[str, str, str, Callable[..., Response]], ...] = (
    ("form", "GET", "/subscribe", views.show_form),
    ("subscribe", "POST", "/subscribe", views.subscribe),
    ("confirm page", "GET", "/confirm/<seal>", views.show_confirm),
    ("confirm", "POST", "/confirm/<seal>", views.confirm),
    ("leave page", "GET", "/leave/<token>", views.show_leave),
    ("leave", "POST", "/leave/<token>", views.leave),
    ("me", "GET", "/me/<token>", views.show_me),
    ("language", "POST", "/me/<token>", views.set_language),
    ("copy", "GET", "/me/<token>/copy.json", views.copy),
    ("erase page", "GET", "/me/<token>/erase", views.show_erase),
    ("erase", "POST", "/me/<token>/erase", views.erase),
    ("lost page", "GET", "/lost", views.show_lost),
    ("lost", "POST", "/lost", views.send_links),
    ("health", "GET", "/health", views.health),
    ("asset", "GET", "/assets/<name>", views.asset),
)


def joining_app(office: Office) -> Flask:
    """The application, answering below the path of `office.links`."""
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST
    app.url_map.merge_slashes = False  # it would redirect
    for name, method, path, view in _ROUTES:
        app.add_url_rule(
            office.links.path + path,
            name,
            partial(view, office),
            methods=[method],
            provide_automatic_options=False,
        )
    app.before_request(partial(_begin, office))
    app.after_request(partial(_finish, office))
    app.register_error_handler(Exception, partial(_failed, office))
    return app


def _begin(office: Office) -> Response | None:
    g.began = office.now()
    for counter in (office.networks, office.addresses):
        counter.forget(g.began)
    return trouble(office, 413) if (request.content_length or 0) > LARGEST else None


def _finish(office: Office, answer: Response) -> Response:
    for name, value in _HEADERS:
        answer.headers[name] = value
    answer.headers.setdefault("Cache-Control", "no-store")
    now = office.now()
    took = (now - g.get("began", now)).total_seconds() * 1000
    stamp = now.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    office.tell(f"{stamp} {request.method[:7]} {_route()} {answer.status_code} {took:.0f} ms")
    return answer


def _route() -> str:
    return (request.endpoint or "nothing").replace(" ", "-")


def _failed(office: Office, error: Exception) -> Response:
    """Whatever went wrong, as a page; a bug is told by its place in the program, without its words."""
    if isinstance(error, HTTPException):
        answer = trouble(office, error.code or 500)
        if error.code == 405:
            answer.headers["Allow"] = ", ".join(sorted(getattr(error, "valid_methods", None) or ()))
        return answer
    if isinstance(error, ListError):
        office.tell(f"{_route()}: {error}")
        answer = trouble(office, 503)
        answer.headers["Retry-After"] = "60"
        return answer
    places = (f"  {one.filename}:{one.lineno} in {one.name}" for one in extract_tb(error.__traceback__))
    office.tell("\n".join((f"{_route()}: a bug, {type(error).__name__}", *places)))
    return trouble(office, 500)
