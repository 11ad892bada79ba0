"""Why a host is not reached, in plain words: what the system says of it is for those who wrote the system."""

from __future__ import annotations

import errno
import socket
import ssl

_NO_WAY = (errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN)


def why_unreached(error: object) -> str:
    """What went wrong with a connection, in a few words that hold nothing of anybody's."""
    match error:
        case socket.gaierror():
            return _of_name(error)
        case ssl.SSLCertVerificationError():
            return f"its certificate is not to be believed ({error.verify_message})"
        case ssl.SSLError():
            return "it does not speak TLS as it should"
        case ConnectionRefusedError():
            return "nothing answers there"
        case TimeoutError():
            return "it does not answer in time"
        case ConnectionError():
            return "it broke the line off"
        case OSError() if error.errno in _NO_WAY:
            return "there is no way to it from this machine: is it online?"
        case OSError() if error.strerror:
            return error.strerror[:1].lower() + error.strerror[1:]
    return str(error) or "it broke the line off"


def _of_name(error: socket.gaierror) -> str:
    if error.errno == socket.EAI_AGAIN:
        return "its name cannot be looked up just now: is this machine online?"
    return "no host of this name is known"
