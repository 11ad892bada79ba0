"""The privacy notice as evidence: which words of it stood there when somebody agreed, told by a hash of its file.

`sha256sum` gives the same of the file, so that whoever keeps its history (git does) can show the words.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from newsletter.content.reading.data_files import read_config
from newsletter.content.reading.source_file import SourceFile

_SETTINGS = "content/site.yaml"


def notice_hash(content: bytes) -> str:
    """What names a privacy notice: the SHA-256 of its file (FIPS 180-4), 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()


def notice_page(root: Path) -> str:
    """The path of the publication's privacy notice, as site.yaml says, else the usual one. Raises OSError."""
    file = root / _SETTINGS
    settings = SourceFile(_SETTINGS, file.read_bytes() if file.is_file() else b"")
    config = read_config(
        settings, SourceFile("content/tags.yaml", b""), SourceFile("content/places.yaml", b"")
    )
    assert config.value is not None, "what can be read of the settings is there all the same"
    return config.value.site.privacy_page


def notice_as_it_stands(root: Path) -> str:
    """The hash of the publication's privacy notice as it stands, for the consent of who agrees now; "" where it has none.

    Raises OSError.
    """
    content, file = (root / "content").resolve(), (root / notice_page(root)).resolve()
    if not file.is_relative_to(content) or not file.is_file():
        return ""
    return notice_hash(file.read_bytes())
