"""A page in another language: told where its words are English, left alone where they are not."""

from __future__ import annotations

import pytest

from tests.projects import Project

_ENGLISH = (
    "The tenants of the mill have met for years, and they are sure that this was the right thing. It is for those "
    "who live there that the roof was mended by the members, and from the first day they had a plan for it."
)
_FRENCH = (
    "On nous demande souvent ; nous le disons : venez ! Pourquoi ? Parce que la maison est ouverte à tous ceux qui y "
    "vivent, et que le toit a été réparé par les membres de la société, qui avaient un plan dès le premier jour."
)


def _told(project: Project, language: str, words: str) -> list[str]:
    project.page(body=f"{words}\n", fields=f"lang: {language}\nnav: {{place: footer}}\n")
    return project.check().codes


@pytest.mark.parametrize("language", ["fr", "uk", "cy"])
def test_a_page_of_english_words_that_says_another_language_is_told(project: Project, language: str) -> None:
    assert _told(project, language, _ENGLISH) == ["bad-language"]


def test_french_has_a_space_before_its_signs_and_english_has_none(project: Project) -> None:
    assert _told(project, "fr", _FRENCH) == []
    assert _told(project, "en-GB", "The house is open ; come and see for yourself what is there.") == [
        "odd-space"
    ]
