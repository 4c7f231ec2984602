"""The promises of "nothing lost", each with a sample for every day and a full count for `make soak`."""
