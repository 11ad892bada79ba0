"""When to stop: the first letters of a run are a canary, and faults of ours are not repeated to everybody. Pure."""

from __future__ import annotations

from dataclasses import replace

from newsletter.post.relay.answers import Answer, is_policy, meaning
from newsletter.values import point

#: Letters by which a run is judged, and how many of them may be refused: 5 of 100.
CANARY, _ALLOWED = 50, 2
#: Refusals that are our fault after which it makes no sense to go on.
_FAULTS = 3


@point
class Breaker:
    """What was answered in this run so far; `reason` is why it must stop, and empty while it need not."""

    answered: int = 0
    refused: int = 0
    faults: int = 0
    reason: str = ""

    def after(self, answer: Answer) -> Breaker:
        """The same, with one answer more to somebody's letter."""
        meant = meaning(answer)
        if self.reason or (meant == "accepted" and self.answered >= CANARY):
            return self
        judged = replace(
            self,
            answered=self.answered + 1,
            refused=self.refused + (meant in ("gone", "refused")),
            faults=self.faults + (meant == "ours"),
        )
        return replace(judged, reason=judged._reason(answer))

    def _reason(self, answer: Answer) -> str:
        if self.answered <= CANARY and is_policy(answer):
            return f"the relay refuses us, not a person ({answer.shown})"
        if self.faults >= _FAULTS:
            return f"{self.faults} letters were refused for a fault of ours, the last with {answer.shown}"
        if self.answered <= CANARY and self.refused > _ALLOWED:
            return f"{self.refused} of the first {self.answered} letters were refused, the last with {answer.shown}"
        return ""
