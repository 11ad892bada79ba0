"""Templates: strict, escaping, and every mistake in one told once, at its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsletter.templates import environment, render_template, template_diagnostic
from newsletter.told.diagnostics import Diagnostic
from tests.projects import Project


def made(tmp_path: Path, text: str, **context: object) -> str | Diagnostic:
    """What a template of these words makes, or what is wrong with it."""
    folder = tmp_path / "templates" / "site"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "x.html").write_text(text)
    try:
        return render_template(environment(tmp_path / "templates"), "site/x.html", context)
    except Exception as error:
        return template_diagnostic(error, "/a/", "site/x.html")


def test_words_are_escaped_and_keys_win_over_methods(tmp_path: Path) -> None:
    assert made(tmp_path, "{{ a.items }} {{ a.b }}", a={"items": "<i>", "b": 2}) == "&lt;i&gt; 2"


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("one\n{% if %}", "template-syntax", 2),
        ("one\n\n{{ missing }}", "template-undefined", 3),
        ("{{ known }}\n{{ known.absent }}", "template-undefined", 2),
        ("one\n{% include 'site/gone.html' %}", "template-missing", 2),
        ("one\n{% include 'site/x.html' %}", "template-endless", 2),
        ("one\n{% for i in range(10**12) %}x{% endfor %}", "template-undefined", 2),
        ("one\n{{ 1 / 0 }}", "template-failed", 2),
        ("one\n{{ known.a + 1 }}", "template-failed", 2),
        ("one\n{{ ''.__class__.__mro__ }}", "template-failed", 2),
        (
            "{% for a in many %}{% for b in many %}{{ long }}{% endfor %}{% endfor %}",
            "template-endless",
            1,
        ),
    ],
)
def test_a_mistake_is_told_at_its_line(tmp_path: Path, text: str, code: str, line: int) -> None:
    found = made(tmp_path, text, known={"a": "text"}, many=list(range(100)), long="x" * 1000)
    assert isinstance(found, Diagnostic)
    assert (found.code, found.location.file) == (code, "templates/site/x.html")
    assert found.location.line == line
    assert "/a/" in found.hint
    assert "Traceback" not in found.message
    assert "jinja2" not in found.message


def test_a_template_that_is_not_there_is_named(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    with pytest.raises(Exception, match="gone") as caught:
        render_template(environment(tmp_path / "templates"), "site/gone.html", {})
    found = template_diagnostic(caught.value, "/", "site/gone.html")
    assert (found.code, found.location.file) == ("template-missing", "templates/site/gone.html")
    assert "site/gone.html" in found.message


def test_compiled_templates_are_kept_and_follow_changes(tmp_path: Path) -> None:
    folder, kept = tmp_path / "templates" / "site", tmp_path / "kept"
    folder.mkdir(parents=True)
    kept.mkdir()
    for text in ("one", "two"):
        (folder / "x.html").write_text(text)
        assert render_template(environment(tmp_path / "templates", kept), "site/x.html", {}) == text
    assert any(kept.iterdir())


def test_the_word_that_is_wrong_is_pointed_at(project: Project) -> None:
    project.change("templates/site/page.html", "<h1>", "<h1>{{ page.title }} {{ nothing }}")
    told = project.check().only
    assert (told.file, told.code) == ("templates/site/page.html", "template-undefined")
    line = (project.root / told.file).read_text(encoding="utf-8").splitlines()[told.line - 1]
    assert line[told.column - 1 :].startswith("nothing")


def test_a_tag_that_is_none_is_pointed_at(project: Project) -> None:
    project.change("templates/site/page.html", "<h1>", "<h1>{% shout %}")
    told = project.check().only
    line = (project.root / told.file).read_text(encoding="utf-8").splitlines()[told.line - 1]
    assert told.code == "template-syntax"
    assert line[told.column - 1 :].startswith("shout")


def test_a_fault_of_a_template_is_told_beside_those_of_the_content(project: Project) -> None:
    project.page(fields="colour: blue\n")
    project.change("templates/mail/edition.html", "<body", "{{ nothing }}<body")
    assert sorted(project.check().codes) == ["template-undefined", "unknown-field"]
