"""Whether what the content links to still answers: asked politely, kept as it goes, and told at its line.

`Outward → Answer → Diagnostic`. No build knows this room: the web changes from hour to hour, and a site that is made
of the same files is the same site. `guard` says who may be asked, `turns` how fast, `asking` follows one address,
`archive` looks for a lasting copy, `kept` remembers, `asking_all` does it for all of them, `telling` says it.
"""
