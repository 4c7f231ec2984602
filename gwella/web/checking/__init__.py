"""What the school itself says: its figures found right or disputed, the answers, and what it aims at."""
