"""The made-up publication, built: tests/golden/expected holds what it becomes, byte for byte.

`pytest --update-golden` writes what came out; read the difference. Of what is no text, and of
feeds whose entries stand in others too, only the digests are kept; of tables in CSV, too, which
no repository of ours holds: their JSON has the same cells.
"""

from __future__ import annotations

import re
import shutil
from hashlib import sha256

import pytest

from newsletter.told.formats import as_terminal
from tests.building import REPOSITORY, Tree, built, copied_project, tree

#: What nobody wants to learn late: one build for all of them.
pytestmark = pytest.mark.quick

EXPECTED = REPOSITORY / "tests" / "golden" / "expected"
DIGESTS = EXPECTED / "digests.txt"
_AS_DIGEST = re.compile(
    r"site/(assets|media|decades|governance|nations|regions|search/words|status|tags)/.*(?<!\.html)|site/data/.*\.csv"
    r"|site/(.*/)?card\.png"
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    """The site and the letters."""
    root = copied_project(tmp_path_factory.mktemp("golden"))
    report = built(root, out=root / "site", outbox=root / "letters", keeps_answers=False)
    assert report.is_published, as_terminal(report.diagnostics, lambda file, line: None)
    return tree(root / "site", root / "letters")


def test_the_publication_becomes_the_expected_files_byte_for_byte(made: Tree, update_golden: bool) -> None:
    whole = {name: content for name, content in made.items() if not _AS_DIGEST.fullmatch(name)}
    digests = "".join(f"{sha256(made[name]).hexdigest()}  {name}\n" for name in made if name not in whole)
    if update_golden:
        shutil.rmtree(EXPECTED, ignore_errors=True)
        for name, content in whole.items():
            (EXPECTED / name).parent.mkdir(parents=True, exist_ok=True)
            (EXPECTED / name).write_bytes(content)
        DIGESTS.write_text(digests, encoding="utf-8")
    expected = tree(EXPECTED / "site", EXPECTED / "letters")
    assert whole.keys() == expected.keys()
    for name, content in expected.items():
        assert whole[name] == content, name
    assert digests == DIGESTS.read_text(encoding="utf-8")


def test_what_waits_for_its_day_or_is_a_draft_is_nowhere(made: Tree) -> None:
    for name, content in made.items():
        assert not re.search(rb"harbour to come|half told|half written", content), name
        assert b"Roofs in winter" not in content or name.startswith("letters/2026-12/"), name
