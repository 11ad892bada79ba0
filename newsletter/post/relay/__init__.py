"""The server that takes letters: reached and logged in to (`session`), given one letter after another
(`dialogue`), and understood (`answers`). The letters of an edition go this way, and our own pages' mails."""
