"""The people who get the letter: what they agreed to, who left, and who is to be forgotten.

`addresses` reads what a person typed, `person` is one of them, `people` adds, looks up and
forgets them by `statements`, `importing` reads the list of another engine by what `export_formats`
knows of it, which `taking_over` puts on the list, `exporting` gives all of it away again.
"""
