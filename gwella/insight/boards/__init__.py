"""What the service counts about itself, for the boards people open first: letters, schools, people, what waits."""
