"""WHAT WE SHOW: the Library becomes files."""
