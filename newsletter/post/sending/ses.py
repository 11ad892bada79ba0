"""Amazon SES as a way for letters: one call of SendEmail (API v2) is one letter, and the call is its dot.

There is no key by which a call is not done twice, so none is repeated, by its library either; one without a
sensible answer is in doubt. Our delivery's key goes along as a tag, and in a header of the letter: SES puts
a Message-ID and a Date of its own over ours. https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html
"""

from __future__ import annotations

from dataclasses import replace
from importlib.util import find_spec
from math import ceil
from typing import Any

from newsletter.content.config import Ses
from newsletter.post.marks import TAGS
from newsletter.post.relay.answers import Answer
from newsletter.post.relay.dialogue import LineLostError, Parcel
from newsletter.post.relay.session import RelayError
from newsletter.post.sending.message import delivery_of
from newsletter.post.sending.rates import Rates, rates
from newsletter.post.sending.transports import Transport
from newsletter.regexes import regex
from newsletter.values import point

#: What a ledger calls this transport.
SES = "ses"
#: Seconds to wait for a connection, and for an answer; letters a connection gives away in one.
_CONNECT, _ANSWER, _A_LINE = 10, 60, 4
_MOST_LINES = 20
#: Octets of a letter, as the API has it.
_LARGEST = 40 * 2**20

#: What it answers if we are too fast, or have used up a day's letters; none has gone then.
_TOO_FAST = frozenset(
    ("TooManyRequestsException", "Throttling", "ThrottlingException", "LimitExceededException")
)
#: What it answers if it will not write to anybody for us.
_NOT_US = frozenset(
    ("AccountSuspendedException", "SendingPausedException", "MailFromDomainNotVerifiedException")
)
#: What it says of an address that it cannot write to, whoever asks; of addresses that are not verified it says so too.
_ADDRESS = regex(
    r"(?i)illegal address|missing final '@domain'|domain (?:contains|starts|ends)|local address contains"
    r"|address (?:is )?(?:blacklisted|invalid)|invalid (?:recipient|to address|domain name)"
)
_SLOW_DOWN = Answer("data", 421, "4.3.2")
_NOT_THERE = Answer("data", 451, "4.4.1")


@point
class Account:
    """What an account may: letters a second, and in 24 hours (None: any number); how many went in the last 24 hours.

    `is_trial` is Amazon's sandbox, in which it writes to verified addresses alone.
    """

    per_second: float
    per_day: int | None
    lately: int
    is_trial: bool

    @property
    def connections(self) -> int:
        """As many as can give so many letters a second away."""
        return min(_MOST_LINES, max(1, ceil(self.per_second / _A_LINE)))

    def allows(self, kept: str, now: float) -> Rates:
        """How fast letters may go, with what we spent of it before; what others spent of the day counts too."""
        found = rates(None, None, self.per_day, kept)
        quotas = tuple(
            replace(one, limit=max(1, one.limit - max(0, self.lately - one.used(now))))
            for one in found.quotas
        )
        return Rates(replace(found.pace, limit=self.per_second), quotas)


def open_client(settings: Ses, endpoint: str | None = None) -> Any:
    """What speaks to SES, signed by whom Amazon's usual ways find. Raises RelayError; nothing is said yet."""
    if find_spec("botocore") is None:
        raise RelayError("letters by SES need botocore: pip install 'new-power[ses]'")
    from botocore.config import Config
    from botocore.exceptions import BotoCoreError
    from botocore.session import get_session

    once = {"total_max_attempts": 1, "mode": "standard"}
    config = Config(
        retries=once, connect_timeout=_CONNECT, read_timeout=_ANSWER, max_pool_connections=_MOST_LINES
    )
    try:
        return get_session().create_client(
            "sesv2", region_name=settings.region, endpoint_url=endpoint, config=config
        )
    except (BotoCoreError, ValueError) as error:
        raise RelayError(f"SES cannot be spoken to: {_words(error)}") from None


def account_of(client: Any) -> Account:
    """What the account may. Raises RelayError, also where nothing may be sent by it."""
    from botocore.exceptions import ClientError

    try:
        found = client.get_account()
    except ClientError as error:
        code = str(error.response.get("Error", {}).get("Code", ""))
        words = (
            f"SES does not say what the account may ({code}); its user needs ses:GetAccount and ses:SendEmail"
        )
        raise RelayError(words, may_pass=code in _TOO_FAST) from None
    except Exception as error:
        raise RelayError(f"SES cannot be reached: {_words(error)}", may_pass=True) from None
    quota = found.get("SendQuota", {})
    if not found.get("SendingEnabled", True):
        raise RelayError(f"SES sends nothing for this account ({found.get('EnforcementStatus', 'paused')})")
    a_day = quota.get("Max24HourSend", -1)
    return Account(
        float(quota.get("MaxSendRate", 1.0)),
        None if a_day < 0 else int(a_day),
        int(quota.get("SentLast24Hours", 0)),
        not found.get("ProductionAccessEnabled", False),
    )


def ses(client: Any, settings: Ses) -> Transport:
    """What gives letters to SES by this client, which all lines share."""
    return lambda: SesLine(client, settings.configuration_set)


class SesLine:
    """Letters to SES: before the call nothing has been said, so nothing has happened."""

    def __init__(self, client: Any, configuration_set: str | None) -> None:
        self._client, self._set = client, configuration_set
        self._parcel: Parcel | None = None
        self.is_open = True

    def offer(self, parcel: Parcel) -> Answer | None:
        """None; or an answer for what SES cannot take: an address that needs SMTPUTF8, a letter that is too large."""
        if not parcel.address.isascii():
            return Answer("rcpt", 553, "5.6.7")
        if len(parcel.body) > _LARGEST:
            return Answer("mail", 552, "5.3.4")
        self._parcel = parcel
        return None

    def finish(self) -> Answer:
        """The call. Raises LineLostError where nobody knows what became of it."""
        assert self._parcel is not None
        from botocore import exceptions as broken

        try:
            found = self._client.send_email(**self._call(self._parcel))
        except broken.ClientError as error:
            return self._refused(error)
        except (
            broken.EndpointConnectionError,
            broken.ConnectTimeoutError,
            broken.ProxyConnectionError,
            broken.NoCredentialsError,
            broken.PartialCredentialsError,
            broken.CredentialRetrievalError,
            broken.ParamValidationError,
        ):
            return _NOT_THERE  # it was never said
        except Exception:
            raise self._lost() from None
        if not found.get("MessageId"):
            raise self._lost()
        return Answer("dot", 250, "2.0.0")

    def quit(self) -> None:
        """Nothing is open between two calls."""
        self.close()

    def close(self) -> None:
        """Nothing is open between two calls."""
        self.is_open = False

    def _lost(self) -> LineLostError:
        self.close()
        return LineLostError(is_behind_dot=True)

    def _call(self, parcel: Parcel) -> dict[str, Any]:
        said: dict[str, Any] = {
            "FromEmailAddress": parcel.sender,
            "Destination": {"ToAddresses": [parcel.address]},
            "Content": {"Raw": {"Data": parcel.body}},
            "EmailTags": [
                {"Name": name, "Value": value}
                for name, value in zip(TAGS, delivery_of(parcel.body), strict=True)
                if value
            ],
        }
        if self._set is not None:
            said["ConfigurationSetName"] = self._set
        known = self._client.meta.service_model.operation_model("SendEmail").input_shape.members
        if "ConfigurationOverrides" in known:  # of newer libraries alone
            off = {"OpenTrackingEnabled": "DISABLED", "ClickTrackingEnabled": "DISABLED"}
            said["ConfigurationOverrides"] = {"Tracking": off}
        return said

    def _refused(self, error: Any) -> Answer:
        """What an error means in the codes of mail (RFC 3463). Raises LineLostError where it may have gone all the same."""
        status = int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
        found = error.response.get("Error", {})
        code, words = str(found.get("Code", "")), str(found.get("Message", ""))
        if status == 429 or code in _TOO_FAST:
            return _SLOW_DOWN
        if status // 100 != 4:
            raise self._lost() from None
        if code in _NOT_US or "not verified" in words:
            return Answer("dot", 550, "5.7.1")
        if status in (401, 403):
            return Answer("dot", 535, "5.7.8")
        if code in ("MessageRejected", "BadRequestException") and _ADDRESS.search(words):
            return Answer("dot", 553, "5.2.0")  # theirs, but nobody is struck off for what it words so
        return Answer("dot", 554, "5.6.0") if code == "MessageRejected" else Answer("dot", 550, "5.5.0")


def _words(error: Exception) -> str:
    """What a library says, in a line: it repeats no secret, but may repeat an address of the network."""
    return " ".join(str(error).split())[:200] or type(error).__name__
