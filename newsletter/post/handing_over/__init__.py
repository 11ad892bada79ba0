"""An edition given to another engine, which keeps its own list and sends by itself: a draft first, once, and never a second.

`Handed → draft there → read back → its hour`. Whatever is lost on the way, what stands there is looked at
before anything is asked for again.
"""
