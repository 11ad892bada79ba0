"""`python build.py` is the build command: `newpower build`, with the same options."""

import sys

from newsletter.cli import main

if __name__ == "__main__":
    main(["build", *sys.argv[1:]], prog_name="newpower")
