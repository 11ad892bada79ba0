"""The doctor: whether letters of this publication will be believed to be its own, looked at before one goes.

`lookup`, `newsletter.post.web` and `newsletter.post.relay` ask the world; `spf`, `dkim`, `dmarc`, `reverse`,
`domain`, `tls`, `one_click` and `live` judge what was answered, and `examining` has each of them look at once.
All that comes out is a list of findings. Nothing here prints, reads a clock or changes anything.
"""
