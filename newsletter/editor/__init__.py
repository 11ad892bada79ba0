"""The editor at work: the preview, letters as mail programs show them, blanks and drafts."""
