"""What Amazon SES tells by Amazon SNS: a notification in JSON becomes a Report, if its signature is Amazon's.

https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html has the signature,
https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html what is signed. Anybody can have a
topic of Amazon's, and so its signature: whose letter it is about, the seal in it says, as in any report.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from http.client import HTTPException
from typing import Any
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, build_opener

from newsletter.post.marks import TAGS
from newsletter.post.returns.reports import OWN_HEADER, Form, Recipient, Report, typed_address
from newsletter.regexes import regex

#: Gives the certificate (PEM) that stands at an address of Amazon's. Raises NotNowError.
Certificates = Callable[[str], bytes]

_HOST = regex(r"sns\.[a-z]{2}(?:-[a-z]+)+-\d{1,2}\.amazonaws\.com(?:\.cn)?")
#: What is signed, in order; Subject only where there is one.
_SIGNED = ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type")
_SIGNED_QUESTION = ("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type")
#: What SES says of a bounce without a code, as a code: it looked into the answer, and kept it to itself.
_CODES = {
    "NoEmail": "5.1.1",
    "MailboxFull": "5.2.2",
    "MessageTooLarge": "5.3.4",
    "ContentRejected": "5.6.0",
    "AttachmentRejected": "5.6.0",
}
#: Seconds to wait for a certificate, and octets that one may have.
_PATIENCE, _LONGEST_CERTIFICATE = 20, 1 << 16
#: Of many recipients of one letter; ours have one each.
_MOST = 100


class RefusedError(Exception):
    """It is not to be believed; its words are one line."""


class NotNowError(RefusedError):
    """It cannot be checked here and now, and may be true."""


def is_notification(mail: bytes) -> bool:
    """Whether this is JSON and no mail."""
    return mail.lstrip()[:1] == b"{"


def read_notification(text: bytes, certificates: Certificates) -> Report:
    """What Amazon says. Raises RefusedError where it is not Amazon who says so, NotNowError where that cannot be known."""
    said = _parsed(text)
    kind = _text(said, "Type")
    if not kind:
        raise RefusedError("this is no notification of Amazon SNS (leave `raw message delivery` off)")
    _check(said, certificates)
    if kind == "Notification":
        return _report(_parsed(_text(said, "Message").encode("utf-8", "replace")), said)
    return Report("confirmation", _text(said, "MessageId"), note=_question(said, kind))


def fetched_certificate(link: str) -> bytes:
    """The certificate at an address of Amazon's; no other address is followed from there. Raises NotNowError."""
    opener = build_opener(_NoOtherAddress())
    try:
        with opener.open(link, timeout=_PATIENCE) as answer:
            return bytes(answer.read(_LONGEST_CERTIFICATE))
    except (OSError, HTTPException):
        raise NotNowError("the certificate of Amazon SNS cannot be fetched") from None


class _NoOtherAddress(HTTPRedirectHandler):
    """Follows nothing: the address was checked, another was not."""

    def redirect_request(self, *_: object) -> None:
        """None: urllib takes the answer for an error."""


def _question(said: Mapping[str, Any], kind: str) -> str:
    """What the publisher is to do, or not to do: nothing is followed by itself."""
    topic, link = _text(said, "TopicArn"), _text(said, "SubscribeURL")
    if kind != "SubscriptionConfirmation":
        return f"{topic} sends no notifications any more"
    if not _is_amazons(link):
        raise RefusedError("the address by which to confirm is not one of Amazon SNS")
    return f"{topic} asks whether to begin: if it is yours, open {link}"


def _check(said: Mapping[str, Any], certificates: Certificates) -> None:
    """Raises RefusedError unless Amazon signed it."""
    link = _text(said, "SigningCertURL")
    if not _is_amazons(link):
        raise RefusedError("its SigningCertURL is not one of Amazon SNS")
    version = _text(said, "SignatureVersion")
    if version not in ("1", "2"):
        raise RefusedError("it is signed in a way that is not known here")
    try:
        signature = base64.b64decode(_text(said, "Signature").encode("ascii"), validate=True)
    except ValueError:
        raise RefusedError("its signature is none") from None
    names = _SIGNED if _text(said, "Type") == "Notification" else _SIGNED_QUESTION
    signed = "".join(f"{name}\n{_text(said, name)}\n" for name in names if name in said)
    _verify(lambda: certificates(link), signature, signed.encode("utf-8", "surrogatepass"), version)


def _verify(certificate: Callable[[], bytes], signature: bytes, signed: bytes, version: str) -> None:
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
        from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
        from cryptography.hazmat.primitives.hashes import SHA1, SHA256
        from cryptography.x509 import load_pem_x509_certificate
    except ImportError:
        raise NotNowError(
            "the signature of Amazon SNS cannot be checked without cryptography: pip install cryptography"
        ) from None
    try:
        key = load_pem_x509_certificate(certificate()).public_key()
        if not isinstance(key, RSAPublicKey):
            raise RefusedError("the certificate is of another kind than Amazon's")
        key.verify(signature, signed, PKCS1v15(), SHA1() if version == "1" else SHA256())
    except (InvalidSignature, ValueError):
        raise RefusedError("its signature is not Amazon's") from None


def _is_amazons(link: str) -> bool:
    """Whether an address is one of Amazon SNS itself, by https and its own port."""
    try:
        parts = urlsplit(link)
        is_plain = parts.scheme == "https" and parts.port in (None, 443) and "@" not in parts.netloc
        return is_plain and link.isprintable() and _HOST.fullmatch(parts.hostname or "") is not None
    except ValueError:
        return False


def _report(said: Mapping[str, Any], envelope: Mapping[str, Any]) -> Report:
    form, recipients, feedback = _told(said)
    mail = _group(said, "mail")
    fields = [
        (_text(one, "name").lower(), _text(one, "value"))
        for one in _listed(mail, "headers")
        if _is_group(one)
    ]
    own = (
        *(value for name, value in fields if name == OWN_HEADER),
        _tagged(_group(mail, "tags")),
        _text(_group(mail, "commonHeaders"), "messageId"),
    )
    return Report(
        form=form,
        message_id=_text(envelope, "MessageId"),
        paths=(_text(mail, "source"),),
        letters=(*own, *(value for name, value in fields if name == "message-id")),
        recipients=recipients,
        feedback=feedback,
    )


def _told(said: Mapping[str, Any]) -> tuple[Form, tuple[Recipient, ...], str]:
    # `eventType` is what the same is called where it is published as an event
    match (_text(said, "notificationType") or _text(said, "eventType")).lower():
        case "bounce":
            bounce = _group(said, "bounce")
            bounced = [one for one in _listed(bounce, "bouncedRecipients") if _is_group(one)]
            return "delivery", tuple(_recipient(one, bounce) for one in bounced), ""
        case "complaint":
            return "complaint", (), _text(_group(said, "complaint"), "complaintFeedbackType").lower()
        case "delivery" | "send":  # it is Amazon's: whose letter was in doubt is so no more
            written = [one for one in _listed(_group(said, "mail"), "destination") if isinstance(one, str)]
            if written:
                return "delivery", tuple(map(_taken, written)), ""
    return "automatic", (), ""


def _taken(address: str) -> Recipient:
    return Recipient("relayed", "2.0.0", "", typed_address(address), "")


def _tagged(tags: Mapping[str, Any]) -> str:
    """The mark that a letter went with as tags, each of them a list: as its header has it."""
    edition, key = ("".join(one for one in _listed(tags, name) if isinstance(one, str)) for name in TAGS)
    return f"{edition}.{key}"


def _recipient(one: Mapping[str, Any], bounce: Mapping[str, Any]) -> Recipient:
    return Recipient(
        action=_text(one, "action").lower() or "failed",
        status=_text(one, "status") or _CODES.get(_text(bounce, "bounceSubType"), ""),
        diagnostic=_text(one, "diagnosticCode"),
        original=typed_address(_text(one, "emailAddress")),
        final="",
    )


def _parsed(text: bytes) -> Mapping[str, Any]:
    """The JSON object. Raises RefusedError, for one so deep that it cannot be read, too."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise RefusedError("it is no JSON that can be read")
    return found


def _is_group(value: object) -> bool:
    return isinstance(value, dict)


def _group(said: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = said.get(name)
    return found if isinstance(found, dict) else {}


def _listed(said: Mapping[str, Any], name: str) -> list[Any]:
    found = said.get(name)
    return found[:_MOST] if isinstance(found, list) else []


def _text(said: Mapping[str, Any], name: str) -> str:
    found = said.get(name)
    return found if isinstance(found, str) else ""
