"""Links asked on a web of the tests' own: nothing goes beyond this machine."""
