"""What a run found, in counts: nobody's address, and nobody's name but the hash of a mail that is about nobody."""

from __future__ import annotations

import json
from collections import Counter

from newsletter.post.returns.taking_in import Taken

#: Of the hashes of mails that are about nobody, how many are named.
_NAMED = 10
#: Raised where the meaning of the fields changes.
_VERSION = 1


class Tally:
    """Counts mails as they are taken in."""

    def __init__(self) -> None:
        self.read = self.known = self.refused = 0
        self._kinds: Counter[str] = Counter()
        self._gone: Counter[str] = Counter()
        self._policy: Counter[str] = Counter()
        self._unknown = 0
        self._hashes: list[str] = []
        self.notes: list[str] = []

    def add(self, taken: Taken) -> None:
        """One mail more."""
        self.read += 1
        if taken.note:
            self.notes.append(taken.note)
        if taken.is_known:
            self.known += 1
            return
        self._kinds[taken.kind] += 1
        if taken.gone:
            self._gone[taken.gone] += 1
        if taken.kind == "policy":
            self._policy[taken.code] += 1
        if not taken.is_theirs and taken.kind not in ("automatic", "reply"):
            self._unknown += 1
            self._hashes += [taken.hash] if len(self._hashes) < _NAMED else []

    def as_json(self) -> str:
        """All of it, for a program."""
        found = {
            "version": _VERSION,
            "read": self.read,
            "known": self.known,
            "refused": self.refused,
            "kinds": dict(sorted(self._kinds.items())),
            "gone": dict(sorted(self._gone.items())),
            "policy": dict(sorted(self._policy.items())),
            "unattributed": self._unknown,
            "hashes": self._hashes,
            "notes": self.notes,
        }
        return json.dumps(found, indent=1) + "\n"

    def as_lines(self) -> tuple[str, ...]:
        """The same for a person: what there was, what follows, what they should look into."""
        known = f", {self.known:,} of them known already" if self.known else ""
        kinds = ", ".join(f"{count:,} {kind}" for kind, count in sorted(self._kinds.items()))
        lines = [f"{_counted(self.read, 'mail')} read{known}{f': {kinds}' if kinds else ''}"]
        if self._gone:
            gone = ", ".join(f"{count:,} {why}" for why, count in sorted(self._gone.items()))
            lines.append(f"written to no more: {gone}")
        if self._policy:
            codes = ", ".join(
                f"{code or 'no code'} ({count:,})" for code, count in self._policy.most_common()
            )
            lines.append(f"refused by policy, which costs nobody their place: {codes}; look into your relay")
        if self._unknown:
            more = ", …" if self._unknown > len(self._hashes) else ""
            named = ", ".join(hash[:12] for hash in self._hashes) + more
            lines.append(f"{self._unknown:,} about nobody who is on the list: {named}")
        if replies := self._kinds["reply"]:
            lines.append(f"{_counted(replies, 'mail')} for a person to read, flagged in the mailbox")
        return (*lines, *self.notes)


def _counted(count: int, word: str) -> str:
    return f"{count:,} {word}{'' if count == 1 else 's'}"
