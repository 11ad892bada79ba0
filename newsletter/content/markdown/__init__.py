"""A Markdown body becomes a Body: HTML that can be trusted, and all that it refers to.

The way of a body is told in `rendering`: `stamps` notes positions in the source, `github` says
what GitHub makes of it, `dialect` (with `inline`, `runs`, `tags` and `writing`) converts what
`layout` lays out by that, `sanitiser` lets through what may pass. Then `finishing` makes the
tree in one walk over the result, with a diagnostic for whatever cannot stand: `punctuation`
sets its signs, `stamped_tags` reads its tags, `links` (with `addresses`, `links_meant` and
`unlinked`), `headings` (with `anchors`), `pictures` (with `lacking` and `credits`),
`citations` and `left_out` know what they are called after, and `findings` has what all of them
tell. `signs` tells what does nothing, with `leftover_markup`, `left_by_tools`, `rows`, `run_on`
and `marks`, and what does something else than was meant, with `misread`, `misread_words`,
`pictures_meant` and `definitions`, each at its place in `body_lines`; `comparing` tells where our
page and GitHub's preview part.

Nothing is loaded with this package: who asks `anchors` for a name needs no parser.
"""
