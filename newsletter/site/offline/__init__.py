"""The library without a network: as a zip to carry away, and kept by a reader's own browser."""
