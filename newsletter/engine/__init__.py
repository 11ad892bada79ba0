"""So that nothing is done twice: what stands, what is known, what is made, and how it is written."""
