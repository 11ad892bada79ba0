"""A Markdown body becomes a Body: HTML that can be trusted, and all that it refers to.

The way of a body is told in `rendering`: `stamps` notes positions in the source, `github` says
what GitHub makes of it, `dialect` (with `inline`, `runs`, `tags` and `writing`) converts what
`layout` lays out by that, `sanitiser` lets through what may pass, `finishing` sets punctuation,
marks, links, pictures and headings in one walk over the result, with a diagnostic for whatever
cannot stand: `addresses`, `links_meant` and `unlinked` know links, `anchors` ids, `punctuation`
its signs, `pictures` and `credits` pictures. `signs` tells what does nothing, with `marks` for
what only looks like a source mark, `comparing` where our page and GitHub's preview part.

Nothing is loaded with this package: who asks `anchors` for a name needs no parser.
"""
