"""What an editor sees while writing: the publication on this machine only, as it would be."""
