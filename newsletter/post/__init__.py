"""Who gets the letter, and how it gets there; an edition is known here as its finished message alone.

`subscribers` are the people: what they agreed to, and who is never to be written to again.
`schema` says what is kept, and `database` opens it, in `sqlite` or in `postgres`, which answer one
`contract`; `status` tells how it is. `relay` is the server that takes letters for the post, and
`marks` what they carry so that `returns` knows what comes back.

Nothing here prints, and no message holds an address that is not masked.
"""
