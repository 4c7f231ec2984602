"""What the official data say of each school: values, where they came from, what is disputed, what is aimed at."""
