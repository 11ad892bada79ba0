"""What can be asked for on the command line, a file a group of commands."""
