"""What Amazon SES tells is believed if Amazon signed it, and about whom its seal says."""

from __future__ import annotations

import base64
import json
import sys
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsletter.post.marks import letter_key
from newsletter.post.returns.attribution import Mark, whose
from newsletter.post.returns.reports import Report
from newsletter.post.returns.sns import (
    NotNowError,
    RefusedError,
    fetched_certificate,
    is_notification,
    read_notification,
)
from newsletter.post.returns.verdicts import judge
from tests.post.lists import NOW
from tests.post.returns.samples import JO, letter_id, sealed

KEY = b"k" * 32
CERTIFICATE = "https://sns.eu-west-2.amazonaws.com/SimpleNotificationService-0.pem"
TOPIC = "arn:aws:sns:eu-west-2:123456789012:returns"


def _bounce(**bounce: Any) -> dict[str, Any]:
    one = {
        "emailAddress": JO,
        "action": "failed",
        "status": "5.1.1",
        "diagnosticCode": "smtp; 550 5.1.1 unknown",
    }
    told = {"bounceType": "Permanent", "bounceSubType": "General", "bouncedRecipients": [one], **bounce}
    return {"notificationType": "Bounce", "bounce": told, "mail": _mail(), "new": [{"field": None}]}


def _mail(source: str = "", letter: str = "") -> dict[str, Any]:
    return {
        "source": source or sealed(KEY, 42),
        "messageId": "0100-amazons-own",
        "destination": [JO],
        "headers": [{"name": "Subject", "value": "The letter"}, {"name": "Message-ID", "value": letter}],
    }


def _notification(message: object, **more: Any) -> dict[str, Any]:
    return {
        "Type": "Notification",
        "MessageId": "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324",
        "TopicArn": TOPIC,
        "Message": json.dumps(message),
        "Timestamp": "2026-11-26T07:00:00.000Z",
        "SignatureVersion": "2",
        "Signature": base64.b64encode(b"none").decode(),
        "SigningCertURL": CERTIFICATE,
        **more,
    }


def _question(**more: Any) -> dict[str, Any]:
    link = "https://sns.eu-west-2.amazonaws.com/?Action=ConfirmSubscription&Token=2336"
    asked = {"Type": "SubscriptionConfirmation", "Token": "2336", "SubscribeURL": link, **more}
    return {**_notification({}), "Message": "You have chosen to begin.", **asked}


class _Amazon:
    """A key, and the certificate that says it is Amazon's."""

    def __init__(self) -> None:
        pytest.importorskip(
            "cryptography", reason="checks signatures; it is not among the libraries of tests"
        )
        from cryptography import x509
        from cryptography.hazmat.primitives import hashes, serialization
        from cryptography.hazmat.primitives.asymmetric import rsa

        self.key = rsa.generate_private_key(65537, 2048)
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "sns.amazonaws.com")])
        built = (
            x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(self.key.public_key())
        )
        lasting = built.serial_number(1).not_valid_before(NOW).not_valid_after(NOW + timedelta(days=1))
        signed = lasting.sign(self.key, hashes.SHA256())
        self.certificate = signed.public_bytes(serialization.Encoding.PEM)

    def signed(self, said: dict[str, Any], version: str = "2") -> bytes:
        from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
        from cryptography.hazmat.primitives.hashes import SHA1, SHA256

        is_question = said["Type"] != "Notification"
        names = ["Message", "MessageId", *(["SubscribeURL"] if is_question else ["Subject"]), "Timestamp"]
        names += [*(["Token"] if is_question else []), "TopicArn", "Type"]
        text = "".join(f"{name}\n{said[name]}\n" for name in names if name in said)
        signature = self.key.sign(text.encode(), PKCS1v15(), SHA1() if version == "1" else SHA256())
        whole = {**said, "SignatureVersion": version, "Signature": base64.b64encode(signature).decode()}
        return json.dumps(whole).encode()

    def read(self, said: bytes) -> Report:
        def certificates(link: str) -> bytes:
            assert link == CERTIFICATE
            return self.certificate

        return read_notification(said, certificates)


@pytest.fixture(scope="module")
def amazon() -> _Amazon:
    return _Amazon()


@pytest.fixture
def _believed(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is said is believed, so that it can be read without the library that checks signatures."""
    monkeypatch.setattr("newsletter.post.returns.sns._verify", lambda *_: None)


def _read(said: dict[str, Any]) -> Report:
    return read_notification(json.dumps(said).encode(), lambda link: b"")


def _never(link: str) -> bytes:
    raise AssertionError(link)


def _refused(said: object) -> str:
    with pytest.raises(RefusedError) as refused:
        read_notification(json.dumps(said).encode(), _never)
    assert "\n" not in str(refused.value)
    return str(refused.value)


@pytest.mark.parametrize("version", ["1", "2"])
@pytest.mark.parametrize("more", [{}, {"Subject": "Amazon SES"}], ids=["without a subject", "with one"])
def test_what_amazon_signed_is_read(amazon: _Amazon, version: str, more: dict[str, str]) -> None:
    report = amazon.read(amazon.signed(_notification(_bounce(), **more), version))
    assert (whose(KEY, report), judge(report, JO).kind) == (Mark("2026-11", 42), "hard")
    assert report.message_id == "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324"


@pytest.mark.parametrize(
    "change",
    [
        {"Message": json.dumps(_bounce(bounceType="Transient"))},
        {"MessageId": "another"},
        {"TopicArn": f"{TOPIC}2"},
        {"Timestamp": "2026-11-27T07:00:00.000Z"},
        {"Subject": "put in"},
        {"SignatureVersion": "1"},
        {"Signature": base64.b64encode(b"x" * 256).decode()},
        {"Signature": ""},
    ],
    ids=lambda change: next(iter(change)),
)
def test_what_was_changed_behind_amazon_is_not_believed(amazon: _Amazon, change: dict[str, str]) -> None:
    whole = json.loads(amazon.signed(_notification(_bounce())))
    with pytest.raises(RefusedError, match="its signature is not Amazon's"):
        amazon.read(json.dumps({**whole, **change}).encode())


def test_a_certificate_that_is_none_is_not_believed(amazon: _Amazon) -> None:
    with pytest.raises(RefusedError, match="its signature is not Amazon's"):
        read_notification(amazon.signed(_notification(_bounce())), lambda link: b"none")


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        (_bounce(bouncedRecipients=[{"emailAddress": JO}], bounceSubType="NoEmail"), "hard"),
        (_bounce(bouncedRecipients=[{"emailAddress": JO}]), "soft"),
        (_bounce(bouncedRecipients=[{"emailAddress": JO}], bounceSubType="MailboxFull"), "soft"),
        (_bounce(bouncedRecipients=[{"emailAddress": JO}], bounceSubType="ContentRejected"), "policy"),
        (
            _bounce(bouncedRecipients=[{"emailAddress": JO, "diagnosticCode": "smtp; 550 5.7.26 no"}]),
            "policy",
        ),
        (_bounce(bouncedRecipients=7), "unknown"),
        ({"notificationType": "Complaint", "complaint": {"complaintFeedbackType": "abuse"}}, "complaint"),
        ({"eventType": "Complaint", "complaint": {}}, "complaint"),
        ({"notificationType": "Complaint", "complaint": {"complaintFeedbackType": "not-spam"}}, "automatic"),
        ({"notificationType": "Delivery"}, "arrived"),
        ({"eventType": "Send"}, "arrived"),
        ({"eventType": "Send", "mail": {"destination": 7}}, "automatic"),
        ({}, "automatic"),
    ],
)
@pytest.mark.usefixtures("_believed")
def test_each_notification_is_what_it_says(message: dict[str, Any], kind: str) -> None:
    report = _read(_notification({"mail": _mail(), **message}))
    assert judge(report, JO).kind == kind


@pytest.mark.parametrize(
    ("mail", "person"),
    [
        (_mail("letter@letters.example.org", letter_id(KEY, 42)), 42),
        (
            {"headers": [{"name": "X-Newpower-Delivery", "value": letter_id(KEY, 42)[1:].partition("@")[0]}]},
            42,
        ),
        (
            {
                "tags": {
                    "newpower-edition": ["2026-11"],
                    "newpower-delivery": [letter_key(KEY, "2026-11", 42)],
                }
            },
            42,
        ),
        ({"tags": {"newpower-edition": "2026-11", "newpower-delivery": [7]}}, None),
        ({"commonHeaders": {"messageId": letter_id(KEY, 42)}}, 42),
        (_mail("letter@letters.example.org", letter_id(b"another", 42)), None),
        (_mail("jo@example.org"), None),
        ({"headers": ["none", {"name": 7}], "source": None}, None),
    ],
)
@pytest.mark.usefixtures("_believed")
def test_the_signature_names_nobody_but_the_seal_does(mail: dict[str, Any], person: int | None) -> None:
    """Whoever has a topic of Amazon's has its signature."""
    found = whose(KEY, _read(_notification({**_bounce(), "mail": mail})))
    assert (found.person if found else None) == person


@pytest.mark.usefixtures("_believed")
def test_a_question_whether_to_begin_is_shown_and_not_followed() -> None:
    report = _read(_question())
    assert report.form == "confirmation"
    assert report.note.endswith("?Action=ConfirmSubscription&Token=2336")
    with pytest.raises(RefusedError, match="by which to confirm"):
        _read(_question(SubscribeURL="https://sns.example.org/"))
    assert "no notifications any more" in _read(_question(Type="UnsubscribeConfirmation")).note


def test_a_question_is_believed_if_amazon_signed_it(amazon: _Amazon) -> None:
    assert amazon.read(amazon.signed(_question())).form == "confirmation"
    changed = {**json.loads(amazon.signed(_question())), "Token": "another"}
    with pytest.raises(RefusedError, match="its signature is not Amazon's"):
        amazon.read(json.dumps(changed).encode())


@pytest.mark.parametrize(
    "link",
    [
        "http://sns.eu-west-2.amazonaws.com/x.pem",
        "https://sns.eu-west-2.amazonaws.com.example.org/x.pem",
        "https://example.org/sns.eu-west-2.amazonaws.com/x.pem",
        "https://sns.eu-west-2.amazonaws.com@example.org/x.pem",
        "https://jo@sns.eu-west-2.amazonaws.com/x.pem",
        "https://sns.eu-west-2.amazonaws.com:8443/x.pem",
        "https://s3.eu-west-2.amazonaws.com/x.pem",
        "https://xsns.eu-west-2.amazonaws.com/x.pem",
        "https://sns.eu-west-2.amazonaws.com\n.example.org/x.pem",
        "https://[sns/x.pem",
        "file:///etc/passwd",
        "",
    ],
)
def test_a_certificate_of_anybody_else_is_never_asked_for(link: str) -> None:
    assert "SigningCertURL" in _refused(_notification(_bounce(), SigningCertURL=link))


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (_bounce(), "no notification of Amazon SNS"),
        ({}, "no notification of Amazon SNS"),
        ({**_notification({}), "SignatureVersion": "3"}, "not known here"),
        ({**_notification({}), "Signature": "ß"}, "its signature is none"),
        ({**_notification({}), "Signature": None, "SignatureVersion": 1}, "not known here"),
    ],
)
def test_what_is_no_notification_is_told(said: object, words: str) -> None:
    assert words in _refused(said)


@pytest.mark.parametrize(
    "text", [b"{", b"{" * 100_000, b'{"a":' * 100_000, b'{"a":\xff}', b"{}x", b'{"a": 1e9999']
)
def test_json_that_cannot_be_read_is_told(text: bytes) -> None:
    assert is_notification(text)
    with pytest.raises(RefusedError, match=r"no JSON|no notification"):
        read_notification(text, _never)


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
_names = st.sampled_from(["Type", "Message", "SignatureVersion", "Signature", "SigningCertURL", "MessageId"])


@given(st.dictionaries(_names, _json | st.just(CERTIFICATE) | st.just("Notification")))
def test_any_json_is_refused_in_one_line(said: dict[str, Any]) -> None:
    with pytest.raises(RefusedError):
        read_notification(json.dumps(said).encode(), lambda link: b"none")


def test_without_cryptography_it_says_how_to_get_it_and_fetches_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "cryptography.exceptions", None)
    with pytest.raises(NotNowError, match="pip install cryptography"):
        read_notification(json.dumps(_notification(_bounce())).encode(), _never)


def test_no_other_address_is_followed_from_a_certificates() -> None:
    from newsletter.post.returns.sns import _NoOtherAddress

    assert _NoOtherAddress().redirect_request() is None  # type: ignore[func-returns-value]
    with pytest.raises(NotNowError, match="cannot be fetched"):
        fetched_certificate("https://localhost:1/x.pem")
