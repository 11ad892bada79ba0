"""Words as the publication sets them: dates, marks, typography, figures, vocabularies."""
