"""Who gets the letter: the people on the list, what they agreed to, and who is never to be written to again.

The way of a list: `addresses` reads what a person typed, `schema` says what is kept and
`database` opens it, `person` is one of them, `people` adds, looks up and forgets them by
`statements`, `importing` takes over the list of another engine by what `export_formats` knows
of it, `exporting` gives all of it away again.

Nothing here prints, and no message holds an address that is not masked.
"""
