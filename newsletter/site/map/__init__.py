"""The map: where case studies come from, drawn when the site is made, without a script."""
