"""Engines as they are, with the traps that their sources and documentation tell of; nothing here reaches the internet."""
