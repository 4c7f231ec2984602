"""One reader per source of official data. Each gives plain rows and the problems found, and keeps nothing."""
