"""What an editor's Markdown becomes, and what is said about it."""

from __future__ import annotations

import time

import pytest

from newsletter.content.body import Body, Heading, Picture
from newsletter.content.entry import Reference
from newsletter.content.markdown.finishing import DEEPEST
from newsletter.content.markdown.rendering import LONGEST_BLOCK, LONGEST_BODY, render_body
from newsletter.permalinks import SITE_ROOT
from newsletter.told.diagnostics import Checked, Diagnostic, Location, Severity
from tests import made_up

PATH = "content/case-studies/preston.md"
PICTURE = '![A map](map.png "Where it is"){: credit="A Name" licence="CC BY 4.0"}'


def render(
    text: str, *, sources: tuple[str, ...] = ("cles", "lancet")
) -> Checked[tuple[Body, tuple[Reference, ...]]]:
    return render_body(text, path=PATH, first_line=10, sources=sources, are_figures_sourced=False)


def body(text: str) -> Body:
    checked = render(text)
    assert checked.diagnostics == ()
    assert checked.value is not None
    return checked.value[0]


def only(text: str) -> Diagnostic:
    (diagnostic,) = render(text).diagnostics
    return diagnostic


def references(text: str) -> tuple[Reference, ...]:
    """What a body refers to, but for where its links lead and its headings stand."""
    value = render(text).value
    assert value is not None
    return tuple(reference for reference in value[1] if reference.kind not in ("link", "heading"))


def test_a_body_knows_where_each_of_its_links_stands() -> None:
    value = render("One [a](https://x.example/?a=1&b=2).\n\n[b](#c) <https://y.example/>\n\n## C\n").value
    assert value is not None
    assert [(one.target, one.location[1:3]) for one in value[1] if one.kind == "link"] == [
        ("https://x.example/?a=1&b=2", (10, 9)),
        (f"{SITE_ROOT}/case-studies/preston/#c", (12, 5)),
        ("https://y.example/", (12, 10)),
    ]


@pytest.mark.parametrize(
    ("typed", "set_"),
    [
        ("\"x\" and 'x'", "‘x’ and ‘x’"),
        ("\"he said 'no' then\"", "‘he said “no” then’"),
        ("'he said \"no\" then'", "‘he said “no” then’"),
        ("it's the '90s, the councils' money", "it’s the ’90s, the councils’ money"),
        ('a 24" pipe, 5\'10" at 53°32\'28"N', 'a 24" pipe, 5\'10" at 53°32\'28"N'),
        ("\"since 2014\" and 'in 2014'", "‘since 2014’ and ‘in 2014’"),
        ('("yes") -- no', "(‘yes’) – no"),
        ("1990--95", "1990–95"),
        ("one---two, one --- two", "one – two, one – two"),
        ("and so on...", "and so on…"),
        ('*"x"* and "*x*"', "<em>‘x’</em> and ‘<em>x</em>’"),
        ('`"x" -- ...`', '<code>"x" -- ...</code>'),
        ('<b title="a--b">it\'s</b>', '<b title="a--b">it’s</b>'),
        ("<https://x.org/a--b>", '<a href="https://x.org/a--b">https://x.org/a--b</a>'),
        ('\\"x\\"', '"x"'),
        (
            '"A *long* one", she said; "it\'s *\'so\'*"',
            "‘A <em>long</em> one’, she said; ‘it’s <em>“so”</em>’",
        ),
    ],
)
def test_punctuation_is_set_the_british_way(typed: str, set_: str) -> None:
    assert body(typed).html == f"<p>{set_}</p>"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("*a* **b** ***c***", "<em>a</em> <strong>b</strong> <em><strong>c</strong></em>"),
        ("a_b_c _d_", "a_b_c <em>d</em>"),
        ("\\*a\\*", "*a*"),
        ("``a ` b``", "<code>a ` b</code>"),
        ("a & b &amp; c < d", "a &amp; b &amp; c &lt; d"),
        ('[a *b*](https://x.org "T")', '<a href="https://x.org" title="T">a <em>b</em></a>'),
        ("[a](https://x.org/a_(b))", '<a href="https://x.org/a_(b)">a</a>'),
        ("[the a][X]\n\n[x]: https://x.org", '<a href="https://x.org">the a</a>'),
        ("~~gone~~, 2~3, a~~~b", "<del>gone</del>, 2~3, a~~~b"),
        ("one\\\ntwo", "one<br>\ntwo"),
        ("one  \ntwo", "one<br>\ntwo"),
        ("*a*{: .own-b}", '<em class="own-b">a</em>'),
        ("{not a list}", "{not a list}"),
        ("H<sub>2</sub>O", "H<sub>2</sub>O"),
        ("<me@x.org>", '<a href="mailto:me@x.org">me@x.org</a>'),
    ],
)
def test_words_are_marked_up(typed: str, shown: str) -> None:
    assert body(typed).html == f"<p>{shown}</p>"


def test_a_mark_leads_to_its_source_and_back() -> None:
    rendered = body("It fell.[^lancet] Again.[^lancet] And[^cles]")
    assert '<a href="\ue001#source-2" id="cite-2">[2]</a> Again' in rendered.html
    assert rendered.html.count('<a href="\ue001#source-2">[2]</a>') == 1
    assert rendered.citations == (("lancet", 2), ("cles", 1))
    assert rendered.anchors == ("cite-1", "cite-2")


def test_each_mark_is_a_reference_at_its_place() -> None:
    assert references("One.\n\nIt fell.[^cles]") == (Reference("source", "cles", Location(PATH, 12, 9, 7)),)


def test_a_fence_holds_code_until_one_as_long_closes_it() -> None:
    checked = render("Text.\n\n````md\n```\n# a <b>\n\n~~~\n````\nMore.\n\n```\nnever closed\n")
    assert checked.value is not None
    rendered = checked.value[0].html
    assert "<pre><code>```\n# a &lt;b&gt;\n\n~~~\n</code></pre>" in rendered
    assert "<p>More.</p>" in rendered
    assert "<pre><code>never closed\n</code></pre>" in rendered, "to the end, as GitHub has it"


@pytest.mark.parametrize("fence", ["```x\n\n", "~~~x\n\n"])
def test_fences_that_nothing_closes_are_soon_read(fence: str) -> None:
    began = time.process_time()
    render(fence * (LONGEST_BODY // len(fence)))
    assert time.process_time() - began < 5  # reading on to the end for each took minutes


@pytest.mark.parametrize("code", ["`[^x]`", "    [^x]\n", "```\n[^x] [y](z)\n```"])
def test_a_mark_or_link_in_code_stays_as_it_was_written(code: str) -> None:
    rendered = body(f"Text.\n\n{code}\n\nMore.").html
    assert "[^x]" in rendered
    assert "href" not in rendered


@pytest.mark.parametrize("code", ["`[^<b>]`", "```\n[^<b>]\n```"])
def test_what_stands_in_code_is_shown_and_never_becomes_markup(code: str) -> None:
    assert "[^&lt;b&gt;]" in body(code).html


def test_an_unknown_source_suggests_the_nearest() -> None:
    found = only("It fell.[^lancett]")
    assert (found.code, found.location) == ("unknown-source", Location(PATH, 10, 9, 10))
    assert found.hint == "did you mean `lancet`?"


def test_a_page_without_sources_can_have_no_marks() -> None:
    (found,) = render("It fell.[^a]", sources=()).diagnostics
    assert found.code == "unknown-source"


def test_a_link_to_a_file_becomes_a_link_to_its_page() -> None:
    text = "See [the deal](wigan.md#money), [us](../pages/about.md) and [below](#end).\n\n## End"
    rendered = body(text).html
    assert 'href="\ue000/case-studies/wigan/#money"' in rendered
    assert 'href="\ue000/about/"' in rendered
    assert 'href="\ue000/case-studies/preston/#end"' in rendered
    assert references(text) == (
        Reference(
            "content", "content/case-studies/wigan.md", Location(PATH, 10, 16, 14), "money", words="the deal"
        ),
        Reference("content", "content/pages/about.md", Location(PATH, 10, 38, 17), words="us"),
        Reference("content", PATH, Location(PATH, 10, 69, 4), "end", words="below"),
    )


@pytest.mark.parametrize(
    ("text", "code", "column"),
    [
        ("a [good name](../../etc/x.md)", "outside-content", 15),
        ("a [good name](/case-studies/x/)", "bad-link", 15),
        ("a [good name](x.html)", "bad-link", 15),
        ("a [good name](wigan)", "bad-link", 15),
        ("a [good name](javascript:alert)", "bad-link", 15),
        ("a [good name](JaVaScRiPt:alert)", "bad-link", 15),
        ("a [good name](java\tscript:alert)", "bad-link", 15),
        ("a [good name](data:text/html,x)", "bad-link", 15),
        ("a [good name](//x.org)", "bad-link", 15),
        ("a [good name](http://)", "bad-link", 15),
        ("a [good name]()", "bad-link", 15),
        ('a <a href="javascript:alert(1)">good name</a>', "bad-link", 12),
        ("a <ftp://x.org/y>", "bad-link", 4),
        ("a [here](https://x.org)", "vague-link", 10),
        ("a [*Click here!*](https://x.org)", "vague-link", 19),
        ("a [](https://x.org)", "vague-link", 6),
        ("a [see [^cles]](https://x.org)", "bad-link", 8),
        ('![A](https://x.org/a.png){: credit="N" licence="L"}', "remote-image", 6),
        ('![A](../../a.png){: credit="N" licence="L"}', "outside-content", 6),
        ('![](a.png){: credit="N" licence="L"}', "missing-alt", 5),
        ('![A](a.png){: credit="N"}', "missing-credit", 6),
        ("# Title", "heading-level", 3),
        ("## A\n\n#### B", "heading-level", 6),
        ("### B", "heading-level", 5),
        ("Title\n=====", "heading-level", 1),
        ("## A {#xyz}\n\n## B {#xyz}", "duplicate-anchor", 8),
        ("## A {#money}", "duplicate-anchor", 8),
    ],
)
def test_what_cannot_stand_is_pointed_at(text: str, code: str, column: int) -> None:
    found = only(text)
    assert (found.code, found.location.column) == (code, column)
    assert found.location.line == 10 + text.rstrip("=").rstrip("\n").count("\n")
    assert found.severity is Severity.ERROR
    assert found.hint


def test_a_picture_that_stands_alone_is_a_figure() -> None:
    rendered = body(f"Before.\n\n{PICTURE}\n\nAfter.")
    assert (
        '<figure><img src="\ue000/media/case-studies/map.png" alt="A map"><figcaption>Where it is'
        ' <small class="credit">Picture: A Name, CC BY 4.0</small></figcaption></figure>'
    ) in rendered.html
    assert rendered.pictures == (Picture("content/case-studies/map.png", "A map"),)
    assert references(PICTURE) == (
        Reference(
            "image", "content/case-studies/map.png", Location(PATH, 10, 10, 7), words="A Name, CC BY 4.0"
        ),
    )


def test_a_caption_among_words_is_told_whatever_stands_alone_below() -> None:
    written = '![A map](map.png "Where it is"){: credit="A Name" licence="CC BY 4.0"}'
    alone = '<p><img src="map.png" alt="A map" title="There" credit="A Name" licence="CC BY 4.0"></p>'
    told = only(f"Words {written} and words.\n\n{alone}\n")
    assert told.code == "reads-otherwise"
    assert "the caption `Where it is` is not shown" in told.message


def test_a_decorative_picture_needs_no_words() -> None:
    rendered = body('![](../rule.png){: decorative credit="N" licence="L"}')
    assert 'alt=""' in rendered.html
    assert rendered.pictures == (Picture("content/rule.png", ""),)


def test_headings_have_short_ids_that_no_two_share() -> None:
    rendered = body("## Café & *co-op*\n\n## Money\n\n### Money\n\n## It's [^cles] {#own}\n\n## Sources of £")
    assert rendered.headings == (
        Heading(2, "cafe-co-op", "Café & co-op"),
        Heading(2, "money-section", "Money"),
        Heading(3, "money-section-2", "Money"),
        Heading(2, "own", "It’s"),
        Heading(2, "sources-of", "Sources of £"),
    )


def test_headings_and_links_inside_each_other_are_all_closed() -> None:
    value = render("<h2>A\n<div><h3>B</h3></div></h2>").value
    assert value is not None
    assert value[0].html == '<h2 id="a-b">A\n<div><h3 id="b">B</h3></div></h2>'


def test_tables_say_what_their_columns_are() -> None:
    rendered = body("| A | B |\n|---|--:|\n| 1 | *2* |").html
    assert '<th scope="col">A</th>' in rendered
    assert '<td class="align-right"><em>2</em></td>' in rendered
    assert "style=" not in rendered


def test_definition_lists_and_abbreviations_are_understood() -> None:
    rendered = body('Anchor\n: A big HM place.\n\nThe HMRC.\n\n*[HM]: His "Majesty"').html
    assert "<dl><dt>Anchor</dt>" in rendered
    assert '<abbr title="His &quot;Majesty&quot;">HM</abbr> place' in rendered
    assert "The HMRC." in rendered


def test_markdown_inside_details_is_read() -> None:
    rendered = body("<details>\n<summary>More</summary>\n\nSome *words*.\n\n</details>").html
    assert "<em>words</em>" in rendered
    assert rendered.endswith("</details>")


@pytest.mark.parametrize(
    ("text", "gone", "named", "column"),
    [
        ("a <script>alert(1)</script> b", "alert", "`<script>`", 3),
        ('a <b onclick="x()">b</b>', "onclick", "`onclick`", 3),
        ('<div style="color:red">\nx\n</div>', "style", "`style`", 1),
        ("<iframe src='https://x.org'></iframe>", "iframe", "`<iframe>`", 1),
    ],
)
def test_raw_html_that_is_left_out_is_a_warning(text: str, gone: str, named: str, column: int) -> None:
    checked = render(text)
    (found, *_) = checked.diagnostics
    assert (found.code, found.severity, found.location) == (
        "raw-html",
        Severity.WARNING,
        Location(PATH, 10, column, 1),
    )
    assert named in found.message
    assert checked.value is not None
    assert gone not in checked.value[0].html


@pytest.mark.parametrize(
    "text", ["`<script>`", "    <script>\n", "```\n<b onclick=x>\n```", "\\<script>", "<!-- <script> -->"]
)
def test_raw_html_that_is_only_shown_is_no_warning(text: str) -> None:
    assert render(text).diagnostics == ()


def test_words_are_those_a_reader_reads() -> None:
    assert (
        body("## Two words\n\nThree *short* words.[^cles] -- and\n\n| a | b |\n|---|---|\n| c | d |").words
        == 10
    )


def test_no_mark_of_ours_is_left_in_a_body() -> None:
    checked = render("a \ue100 b \ue000 c")
    assert checked.value is not None
    assert checked.value[0].html == "<p>a \ufffd b \ufffd c</p>"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("word " * LONGEST_BODY, "too-large"),
        ("words\n" * LONGEST_BLOCK, "too-large"),
        ("[^cles]\n\n" * 7000, "too-large"),
        ("text\n\n" + "> " * 40 + "deep", "too-deep"),
        ("- " * 40 + "deep", "too-deep"),
        ("<div>" * (DEEPEST + 1), "too-deep"),
        ("".join(f"*a{n} " for n in range(DEEPEST + 1)) + "b*" * (DEEPEST + 1), "too-deep"),
    ],
)
def test_a_body_that_cannot_be_a_page_is_one_error(text: str, code: str) -> None:
    checked = render(text)
    assert checked.value is None
    assert [d.code for d in checked.diagnostics] == [code]


def test_an_empty_body_is_a_body() -> None:
    assert body("") == Body("")


@pytest.mark.slow
@pytest.mark.parametrize(
    "unit",
    [
        *("[", "![", "](", "[a](", "*a ", "**a", "`a``", "<a ", "<!--", "{", "\"a' ", "5,", "a\n: b\n\n"),
        *("==a", "%%a", "<!-", "| a |\n", '![a](b "c" d) ', "![a](b){credit=", "[^a]: b\n\n"),
        *(f"![a](b){' ' * 9000}\n\n", "| a |\n|-", "1.a\n", "-a\n"),
    ],
)
def test_no_row_of_signs_takes_long(unit: str) -> None:
    text = (unit * (LONGEST_BLOCK // len(unit)))[: LONGEST_BLOCK - 1]
    rendered = render_body(text, path=PATH, first_line=1, sources=(), are_figures_sourced=True)
    assert (rendered.value is None) == (unit == "<!--"), "a comment that never ends is an error"


def test_figures_without_a_source_are_warnings_in_case_studies_only() -> None:
    text = "It began in 2013. It cost\n£5 million. It has 45 members.[^cles]"
    assert render(text).diagnostics == ()
    (found,) = render_body(
        text, path=PATH, first_line=10, sources=("cles",), are_figures_sourced=True
    ).diagnostics
    assert (found.code, found.severity) == ("unsourced-figure", Severity.WARNING)
    assert (found.location.line, found.location.column) == (11, 1)
    assert "£5 million" in found.message


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("It cost £5 million.", ["£5 million"]),
        ("It cost £5 million, [they say](../case-studies/a.md).", []),
        ("[They say](../case-studies/a.md) so.\n\nIt cost £5 million.", ["£5 million"]),
        ("[They say](../case-studies/a.md) so:\n\n- £5 million\n- 40%", []),
        ("So:\n\n- £5 million\n- [40%](../case-studies/a.md)", []),
        ("So:\n\n- £5 million\n- more", ["£5 million"]),
        ("So:\n\n| a | b |\n|---|---|\n| c | 40 |", ["40"]),
        ("By <https://cles.example/> it is 40%.", []),
        ("It began in 2013.", []),
    ],
)
def test_a_figure_of_an_edition_needs_a_link_in_its_paragraph(text: str, told: list[str]) -> None:
    found = render_body(text, path=made_up.NOVEMBER, first_line=1, sources=(), are_figures_linked=True)
    assert [d.message.split("`")[1] for d in found.diagnostics if d.code == "unsourced-figure"] == told
