"""How people join and leave by themselves: pages of the site's own look, answered by a small server.

`app` takes a request to one of the `views`, which asks `wishes` to do what `requests` decides, by
`statements`, those of one moment in one transaction (`turns`). A mail that is owed then stands in line
(`waiting`) until the `carrier` has handed it to the relay; `mails` writes it. `links` and `seals` are
what stands in addresses, `limits` who has asked too often, `pages` what is shown, `serving` the server.

No cookie is set, no script is needed, nothing is logged by which anybody could be known.
"""
