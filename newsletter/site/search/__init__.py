"""Finding things: the list from A to Z, and the words of every page for a search in the browser."""
