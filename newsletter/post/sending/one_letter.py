"""One letter to an address of an editor's, to see it arrive: of nobody on the list, and not in the ledger."""

from __future__ import annotations

from newsletter.post.marks import letter_key
from newsletter.post.relay.answers import Answer
from newsletter.post.relay.dialogue import LineLostError, Parcel
from newsletter.post.sending.message import Letter
from newsletter.post.sending.transports import Transport
from newsletter.post.subscribers.person import token_of

#: The number that no person has: whoever follows the way out of a test changes nothing.
_NOBODY = 0


def send_one(key: bytes, letter: Letter, sender: str, address: str, transport: Transport) -> Answer | None:
    """What the relay answers; None where the line broke, and nobody knows. Raises RelayError."""
    mine = letter_key(key, f"{letter.slug} test {letter.content_hash}", _NOBODY)
    body = letter.spliced(token_of(key, _NOBODY), mine, address)
    line = transport()
    try:
        answer = line.offer(Parcel(sender, address, mine, body))
        return line.finish() if answer is None else answer
    except LineLostError:
        return None
    finally:
        line.quit()
