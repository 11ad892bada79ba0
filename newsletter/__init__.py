"""New Power: Markdown case studies in; a site, feeds and a monthly edition out."""
