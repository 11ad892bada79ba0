"""WHAT WE KNOW: the folder content/ becomes a Library."""
