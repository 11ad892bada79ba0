"""How people join and leave by themselves: pages of the site's own look, answered by a small server.

`app` takes a request to `wishes`, which does what `requests` decides, in a transaction each. A mail
that is owed then waits in `waiting` until `carrier` has handed it to the relay; `mails` writes it.
`links` and `seals` are what stands in addresses, `limits` who has asked too often, `pages` what is
shown, `serving` the server itself.

No cookie is set, no script is needed, nothing is logged by which anybody could be known.
"""
