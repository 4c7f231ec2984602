"""Official data coming in, and what follows from it: data sets, figures, comparisons."""
