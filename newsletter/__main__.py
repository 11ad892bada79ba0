"""`python -m newsletter` is the command `newpower`."""

from newsletter.cli import main

if __name__ == "__main__":
    main(prog_name="newpower")
