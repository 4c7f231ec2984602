"""How quickly the main pages come from a real server: gunicorn, the demonstration's data, somebody signed in.

Run from the project: `GWELLA_HOME=… python -m bench.pages [seconds]`, in a home where `gwella demo --no-serve` has been
run. Prints the 95th percentile at 20 requests a second, what a burst of 60 a second does, and the same for a rival in
the same run: Django's own admin list of schools. Judges nothing.
"""

import http.client
import json
import os
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

PORT, STEADY, BURST = 8971, 20, 60
PAGES = {
    "Today": "/en/today/",
    "Schools, a page of the list": "/en/schools/",
    "Schools, the map": "/en/schools/?view=map",
    "One school": "/en/schools/{school}/",
    "System leaders": "/en/service/people/",
    "Allocation, the run": "/en/service/allocation/1/",
    "Allocation, its schools": "/en/service/allocation/1/schools/",
    "Letters": "/en/service/letters/",
}
RIVAL = "/rival/domain/school/"


def get(path: str, session: str) -> tuple[int, float]:
    """One request: its status and how many milliseconds it took."""
    began = time.perf_counter()
    with closing(http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)) as connection:
        connection.request("GET", path, headers={"Cookie": f"gwella={session}"})
        response = connection.getresponse()
        response.read()
        return response.status, 1000 * (time.perf_counter() - began)


def load(paths: Sequence[str], session: str, *, rate: int, seconds: float) -> list[tuple[str, int, float]]:
    """Requests for the pages in turn at a steady rate, however slowly they are answered: path, status, milliseconds."""
    count, began = int(rate * seconds), time.perf_counter()

    def one(number: int) -> tuple[str, int, float]:
        path = paths[number % len(paths)]
        due = began + number / rate
        time.sleep(max(0.0, due - time.perf_counter()))
        status, _alone = get(path, session)
        # From when it was due, so that a queue before us counts.
        return path, status, 1000 * (time.perf_counter() - due)

    with ThreadPoolExecutor(64) as pool:
        return list(pool.map(one, range(count)))


def p95(times: Sequence[float]) -> float:
    """The 95th percentile."""
    return statistics.quantiles(times, n=20)[18] if len(times) > 1 else times[0]


def main(seconds: float) -> None:
    """The server, the pages, the burst, the rival."""
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "bench.pages_settings", "GWELLA_INSECURE": "1"}
    made = [sys.executable, "-m", "bench.pages_settings"]
    told = subprocess.run(made, env=environment, check=True, capture_output=True, text=True).stdout
    known = json.loads(told.splitlines()[-1])
    server = [sys.executable, "-m", "gunicorn", "bench.pages_settings:application"]
    server += ["-w", "3", "--preload", "--log-level", "error"]
    process = subprocess.Popen([*server, "-b", f"127.0.0.1:{PORT}"], env=environment)
    try:
        time.sleep(6)
        paths = {name: path.format(school=known["school"]) for name, path in PAGES.items()}
        _measure(paths, known["session"], seconds)
    finally:
        process.terminate()
        process.wait(timeout=20)


def _measure(paths: dict[str, str], session: str, seconds: float) -> None:
    for path in (*paths.values(), RIVAL):
        for _ in range(4):
            status, _ms = get(path, session)
            assert status == 200, (path, status)
    print(f"{STEADY} requests a second for {seconds:.0f} s, 3 workers, {os.cpu_count()} cores")  # noqa: T201
    answers = load([*paths.values()], session, rate=STEADY, seconds=seconds)
    for name, path in paths.items():
        times = [ms for asked, _status, ms in answers if asked == path]
        print(f"  {name:<30} median {statistics.median(times):6.0f} ms   p95 {p95(times):6.0f} ms")  # noqa: T201
    everything = p95([ms for _path, _status, ms in answers])
    print(f"  {'all of them':<30} p95 {everything:6.0f} ms")  # noqa: T201
    burst = Counter(status for _p, status, _ms in load([*paths.values()], session, rate=BURST, seconds=seconds))
    print(f"Burst of {BURST} a second for {seconds:.0f} s: {dict(burst)}")  # noqa: T201
    _rival(paths["Schools, a page of the list"], session)


def _rival(ours: str, session: str) -> None:
    """One after the other and alternating, so that both meet the same machine."""
    times: dict[str, list[float]] = {ours: [], RIVAL: []}
    for _ in range(60):
        for path, kept in times.items():
            kept.append(get(path, session)[1])
    us, them = (statistics.median(times[path]) for path in (ours, RIVAL))
    told = f"our list {us:.0f} ms, Django's admin list of the same schools {them:.0f} ms, ratio {us / them:.2f}"
    print(f"Rival, median of 60 each, alternating: {told}")  # noqa: T201


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 30)
