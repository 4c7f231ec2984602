"""What figures say of a school: read from what the background worked out, for pages and packs alike."""
