"""Whatever DNS or a file holds, the doctor ends with findings: no text of strangers brings it down."""

from __future__ import annotations

import string

from hypothesis import example, given, settings
from hypothesis import strategies as some

from newsletter.post.doctor.answers import Answer
from newsletter.post.doctor.arrived import LetterError, read_arrived
from newsletter.post.doctor.dkim import Signer, judge_key, judge_letter
from newsletter.post.doctor.dmarc import judge_dmarc, rules_of
from newsletter.post.doctor.domain import judge_domain
from newsletter.post.doctor.reverse import judge_reverse
from newsletter.post.doctor.spf import judge_spf
from newsletter.post.doctor.ways import Way
from tests.post.doctor.asking import asks

HOME = "commons.org.uk"
_WORDS = some.sampled_from(
    ["v=spf1 ", "v=DMARC1; ", "v=DKIM1; ", "p=", "none", "include:", "a", "mx", "/", "//", "redirect=", "%{i}", "all",
     "ip4:", "ip6:", "::", "999", " ", ";", "rua=mailto:x@", HOME, "exists:", "-", "+", "k=rsa; p=", "AAAA", "psd=y"]
)  # fmt: skip
_RECORD = some.lists(_WORDS | some.text(max_size=4), max_size=12).map("".join)
_WAYS = some.sampled_from(
    [
        Way("smtp.relay.net", False, Answer("found", ("203.0.113.7",))),
        Way("localhost", True, Answer("nothing")),
    ]
)


@settings(max_examples=40)
@given(_RECORD, _RECORD, _WAYS)
@example("", "v=spf1 \x1b[31m", Way("", False, Answer("nothing")))
@example(f"v=spf1 redirect={HOME}", "v=DMARC1; p=none; psd=y", Way("", False, Answer("nothing"), "::1", "x"))
def test_whatever_a_record_holds_it_is_judged(one: str, other: str, way: Way) -> None:
    ask = asks(
        {
            f"{HOME} TXT": (one, other),
            f"_dmarc.{HOME} TXT": (other,),
            "_dmarc.org.uk TXT": (one,),
            f"np1._domainkey.{HOME} TXT": (one,),
        }
    )
    rules = rules_of(HOME, ask)
    found = [
        *judge_spf(HOME, way, ask),
        *judge_dmarc(rules, HOME, None, ask, is_own=True),
        *judge_key(Signer(HOME, "np1"), ask),
        *judge_domain(HOME, ask),
        *judge_reverse(HOME, HOME, way, ask),
    ]
    assert len(found) >= 3
    assert all(
        (line.isprintable() and "+all" not in one.put) for one in found for line in (one.found, one.put)
    )


_HEADER = some.sampled_from(
    ["From: a@commons.org.uk", "DKIM-Signature: v=1; a=rsa-sha256; d=commons.org.uk; s=np1; h=from; bh=; b=", "; l=9",
     "Received: from x ([9.9.9.9]) by", "Received-SPF: client-ip=", "Authentication-Results: x; spf=pass", "\r\n", "\n",
     "List-Unsubscribe: <https://a/>", "c=simple", "; bh=AAAA; b=AAAA", ":", "h=From:From", "=?utf-8?q?=ff?="]
)  # fmt: skip


@settings(max_examples=40)
@given(
    some.lists(_HEADER | some.text(string.printable, max_size=5), max_size=12).map("".join),
    some.binary(max_size=9),
)
def test_whatever_a_file_holds_it_is_read_or_refused(head: str, rest: bytes) -> None:
    ask = asks({"np1._domainkey.commons.org.uk TXT": ("v=DKIM1; p=AAAA",)})
    try:
        letter = read_arrived(head.encode() + rest, ask)
    except LetterError:
        return
    found = list(judge_letter(letter, rules_of(HOME, ask), ask))
    assert all(line.isprintable() for one in found for line in (one.found, one.put))
