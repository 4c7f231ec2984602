"""Official data coming in. `ingest` reads files into plain dataclasses; nothing here knows Django."""
