"""WHAT WE SEND: an Edition becomes a letter."""
