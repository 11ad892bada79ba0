"""How long a build takes, measured beside Hugo's on the same pages: `make bench`."""
