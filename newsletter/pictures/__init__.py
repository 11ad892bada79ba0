"""Pictures as bytes: what an editor saved becomes what may be published. Nothing here knows content or site."""
