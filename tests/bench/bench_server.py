"""Durable issues of one key a second through kms-server, beside plain loops that run the same statements on the
same file system; then the latency of an open loop at half that rate. By turns, in one run. Prints; judges nothing.

bench_server.py [FOLDER]: where all files are; name one on the disk that is meant.
"""
import json
import os
import pathlib
import random
import statistics
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "server"))
from dealers import dealer, issue_request, new_sheets  # noqa: E402
from server import BUILD, Server  # noqa: E402

CONNECTIONS = 64
ROUNDS = 8
PER_ROUND = 2048
GROUPS = (1, 64)


def http(token, body, key):
    """A request as it goes over the wire."""
    text = json.dumps(body)
    return (f"POST /v1/issuances HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n"
            f"Idempotency-Key: {key}\r\nContent-Type: application/json\r\nContent-Length: {len(text)}\r\n\r\n{text}")


def load(server, folder, requests, rate=0):
    path = folder / "requests"
    path.write_text("\0".join(requests) + "\0", encoding="ascii")
    port = server.url.rsplit(":", 1)[1]
    run = subprocess.run([BUILD / "tests/bench/http-load", port, str(CONNECTIONS), f"{rate:.0f}", path],
                         check=True, stdout=subprocess.PIPE)
    return json.loads(run.stdout)


class Loop:
    """A plain loop that commits so many issues at a time."""

    def __init__(self, folder, group):
        self.group = group
        self.seconds = []
        self.folder = folder / f"loop-{group}"
        self.folder.mkdir()
        self.process = subprocess.Popen(
            [BUILD / "tests/bench/bench-issue-loop", self.folder, str(group), str(ROUNDS * PER_ROUND)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def run(self):
        self.process.stdin.write(f"{PER_ROUND}\n")
        self.process.stdin.flush()
        self.seconds.append(float(self.process.stdout.readline()))

    def rate(self):
        return PER_ROUND * len(self.seconds) / sum(self.seconds)

    def stop(self):
        self.process.stdin.close()
        self.process.wait()


def main():
    folder = pathlib.Path(tempfile.mkdtemp(prefix="bench-server-", dir=sys.argv[1] if len(sys.argv) > 1 else None))
    loops = [Loop(folder, group) for group in GROUPS]
    with Server(folder=folder) as server:
        token = dealer(server.client(), server, "dealer@example.com").token
        requests = []
        for number, pair in enumerate(new_sheets(server, (ROUNDS + 4) * PER_ROUND)):
            # Spread as real devices are.
            device = f"{random.Random(number).getrandbits(64):016X}"
            requests.append(http(token, issue_request([pair], device, site=["", ""]), f"bench-{number}"))
        seconds = []
        for _ in range(ROUNDS):
            batch, requests = requests[:PER_ROUND], requests[PER_ROUND:]
            seconds.append(load(server, folder, batch)["seconds"])
            for loop in loops:
                loop.run()
        rate = PER_ROUND * ROUNDS / sum(seconds)
        print(f"kms-server, {CONNECTIONS} connections  {rate:8.0f} durable issues a second "
              f"(rounds: {', '.join(f'{PER_ROUND / s:.0f}' for s in seconds)})")
        for loop in loops:
            print(f"plain loop, {loop.group:2} in a commit  {loop.rate():8.0f}; the server is "
                  f"{rate / loop.rate():.2f} times as fast")
        # Open loop: at half the rate, latency from when a request was due.
        commit = 1000 * statistics.median(loops[1].seconds) * loops[1].group / PER_ROUND
        latency = load(server, folder, requests, rate / 2)
        print(f"open loop at {rate / 2:.0f} a second: p50 {latency['p50_ms']:.2f} ms, p99 {latency['p99_ms']:.2f} ms; "
              f"in commits of 64 by the plain loop ({commit:.2f} ms): {latency['p50_ms'] / commit:.2f}, "
              f"{latency['p99_ms'] / commit:.2f}")
    for loop in loops:
        loop.stop()
    for path in sorted(folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else os.unlink(path)
    folder.rmdir()


main()
