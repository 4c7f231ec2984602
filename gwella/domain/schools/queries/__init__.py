"""What we want to know of schools: the lines of every list, and one school's own page."""
