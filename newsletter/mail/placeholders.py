"""What stands in a composed letter for what is personal; docs/letter.md says how a sender replaces each.

All but the last have a fixed width and are made of letters and digits only, so that they stand in the
encoded message exactly as here: a sender may replace bytes by bytes and encode nothing. None
is a repetition of itself, so that there is one way only to find them.
"""

from __future__ import annotations

#: The subscriber's secret for leaving. Replace by 64 hexadecimal digits.
TOKEN = "0123456789abcdef" * 3 + "fedcba9876543210"

#: The local part of Message-ID after the edition's slug. Replace by 32 hexadecimal digits
#: made from edition and subscriber, so that a letter sent twice is known to be one.
MESSAGE_KEY = "00ff11ee22dd33cc44bb55aa66997788"

#: The address in To. `.invalid` is reserved (RFC 2606): if it is ever sent, nobody gets it.
RECIPIENT = "recipient-00000000000000000000000000@placeholder.invalid"

#: Where one leaves a letter that another engine sends, in the HTML and the text made for it. Replace it by what
#: that engine calls the address.
LEAVE = "https://leave.placeholder.invalid/"


def spliced(message: bytes, token: str, key: str, address: str) -> bytes:
    """The message with what is one person's own; nothing is encoded anew. `address` is in ASCII."""
    for placeholder, own in ((TOKEN, token), (MESSAGE_KEY, key), (RECIPIENT, address)):
        message = message.replace(placeholder.encode(), own.encode())
    return message
