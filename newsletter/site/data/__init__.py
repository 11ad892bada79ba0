"""Open data: what the publication knows, as tables that other programs can read."""
