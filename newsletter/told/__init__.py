"""What is wrong, told: diagnostics as values, three ways to show them, the lines they point at."""
