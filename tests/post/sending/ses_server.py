"""An SES on this machine, which botocore talks to: it knows each letter by its tag, and says what a test tells it to.

What it is told is held against the model that Amazon publishes with its library.
"""

from __future__ import annotations

import base64
import json
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from botocore.session import get_session
from botocore.validate import ParamValidator

#: What it answers to a letter to this address, the so-manieth: `429 TooManyRequestsException: words`, or a word of these.
Answers = Callable[[str, int], str | None]
DROP, TAKE_AND_DROP, TAKE_AND_BREAK, HALF, NONSENSE = (
    "drop",
    "take-and-drop",
    "take-and-500",
    "half",
    "nonsense",
)


class Account:
    """What was delivered, by tag and address; how often it was asked at all; and what the account may."""

    def __init__(self, address: str, answers: Answers) -> None:
        self.address = address
        self.broken: list[AssertionError] = []
        self.lock = threading.Lock()
        self.begin(answers)

    def begin(self, answers: Answers = lambda address, number: None) -> None:
        """As new, with other answers."""
        self.answers = answers
        self.delivered: list[tuple[str, str]] = []
        self.letters: list[bytes] = []
        self.said: list[dict[str, Any]] = []
        self.asked = 0
        self.may: dict[str, Any] = {
            "SendingEnabled": True,
            "ProductionAccessEnabled": True,
            "SendQuota": {"Max24HourSend": 50000.0, "MaxSendRate": 1000.0, "SentLast24Hours": 12.0},
        }

    def take(self, said: dict[str, Any]) -> None:
        tags = {one["Name"]: one["Value"] for one in said["EmailTags"]}
        (address,) = said["Destination"]["ToAddresses"]
        with self.lock:
            self.delivered.append((tags.get("newpower-delivery", ""), address))
            self.letters.append(said["Content"]["Raw"]["Data"])


@cache
def _shape() -> Any:
    return get_session().get_service_model("sesv2").operation_model("SendEmail").input_shape


def _validated(body: bytes) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(body)
    assert set(said) <= set(_shape().members), "no field that there is not"
    said["Content"]["Raw"]["Data"] = base64.b64decode(said["Content"]["Raw"]["Data"], validate=True)
    found = ParamValidator().validate(said, _shape())
    assert not found.has_errors(), found.generate_report()
    return said


@contextmanager
def ses_server(answers: Answers = lambda address, number: None) -> Iterator[Account]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = 1 << 16

        def do_GET(self) -> None:
            self._answer(200, json.dumps(account.may).encode())

        def do_POST(self) -> None:
            assert self.path == "/v2/email/outbound-emails"
            assert "/ses/aws4_request" in self.headers["Authorization"]
            body = self.rfile.read(int(self.headers["Content-Length"]))
            said = _validated(body)
            with account.lock:
                account.asked += 1
                account.said.append(said)
                number = account.asked
            told = account.answers(said["Destination"]["ToAddresses"][0], number)
            if told == DROP:
                return self._drop()
            if told is not None and told[0].isdigit():
                status, _, rest = told.partition(" ")
                code, _, words = rest.partition(": ")
                return self._answer(int(status), json.dumps({"message": words}).encode(), code)
            account.take(said)
            if told == TAKE_AND_DROP:
                return self._drop()
            if told == TAKE_AND_BREAK:
                return self._answer(500, b"{}", "InternalFailure")
            answer = json.dumps({"MessageId": f"0100-{number}"}).encode()
            if told == HALF:
                self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n" + answer[:5])
                return self._drop()
            return self._answer(200, b"<html>Log in</html>" if told == NONSENSE else answer)

        def _answer(self, status: int, body: bytes, code: str = "") -> None:
            self.send_response(status)
            if code:
                self.send_header("X-Amzn-ErrorType", code)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def _drop(self) -> None:
            self.wfile.flush()
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)

        def log_message(self, *_: Any) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 128

        def handle_error(self, request: Any, client_address: Any) -> None:
            """A sender that was killed is nothing to tell; a broken promise of ours is."""
            if isinstance(error := sys.exc_info()[1], AssertionError):
                account.broken.append(error)

    server = Server(("127.0.0.1", 0), Handler)
    account = Account(f"http://127.0.0.1:{server.server_address[1]}", answers)
    threading.Thread(target=lambda: server.serve_forever(0.01), daemon=True).start()
    try:
        yield account
    finally:
        server.shutdown()
        server.server_close()
        assert account.broken == []
