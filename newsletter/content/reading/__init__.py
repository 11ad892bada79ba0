"""One file becomes one entry, every position kept."""
