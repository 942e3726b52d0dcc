"""Saving the history of a dealer through kms report, beside curl saving the same CSV, by turns; then the other
formats. Prints; judges nothing.

bench_reports.py [ROWS [FOLDER]]: how many rows, one million if not given; where all files are.
"""
import filecmp
import os
import pathlib
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "server"), str(HERE.parent / "cli")]
from dealers import dealer, issue, issue_request, new_sheets  # noqa: E402
from program import BUILD, KMS  # noqa: E402
from server import Server, environment  # noqa: E402

ROUNDS = 7
# Rows like the first one, of a device each, four seconds apart, every fifth issued again.
FILL = """
CREATE TEMP TABLE number AS
  WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :rows) SELECT i FROM n;
INSERT INTO activation (activation_key, registration_id, part)
  SELECT printf ('%016X', 0x1000000000000000 + i * 7919), '1234ABCD', (SELECT min (part) FROM binding) FROM number;
INSERT INTO binding (activation_key, part, device_id, ordinal, registration_key, issued_at)
  SELECT printf ('%016X', 0x1000000000000000 + i * 7919), (SELECT min (part) FROM binding),
    printf ('%016X', 0x2000000000000000 + i * 104729), 1, printf ('%016X', 0x3000000000000000 + i * 15485863),
    1750000000000000 + i * 4000000 FROM number;
INSERT INTO issue (dealer, category, device_id, issued_at, line_1, line_2)
  SELECT (SELECT min (dealer) FROM issue), 'hdvc', printf ('%016X', 0x2000000000000000 + i * 104729),
    1750000000000000 + i * 4000000, '株式会社サンプル 福岡営業所', '3rd floor, room ' || i FROM number;
INSERT INTO issue_key (issue, position, binding, reissued)
  SELECT i + (SELECT max (issue) FROM issue_key), 1, i + (SELECT max (id) FROM binding) - :rows, i % 5 = 0 FROM number;
ANALYZE;
"""


def fill(path, rows):
    database = sqlite3.connect(path)
    database.executescript(FILL.replace(":rows", str(rows)))
    database.commit()
    database.close()


def measure(command, env):
    """Seconds by the clock and of processor time, and the largest resident set in MiB."""
    start = time.monotonic()
    process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    assert status == 0, command
    return time.monotonic() - start, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def main():
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1000000
    folder = pathlib.Path(tempfile.mkdtemp(prefix="bench-reports-", dir=sys.argv[2] if len(sys.argv) > 2 else None))
    server = Server(folder=folder)
    with server:
        api = dealer(server.client(), server, "dealer@example.com")
        issue(api, issue_request(new_sheets(server, 1)))
        token = api.token
        api.close()
    fill(next(server.data.glob("*.sqlite")), rows)
    with server:
        url = f"{server.url}/v1/reports/history?tz=Asia/Tokyo"
        env = environment() | {"KMS_SERVER": server.url, "KMS_TOKEN": token, "GSETTINGS_BACKEND": "memory",
                               "GSETTINGS_SCHEMA_DIR": str(BUILD / "data")}
        curl = ["curl", "-sSf", "-H", "Accept: text/csv", "-H", f"Authorization: Bearer {token}", "-o",
                str(folder / "curl.csv"), url]
        report = [KMS, "report", "history", "--tz", "Asia/Tokyo", "-f", "csv", "-o", str(folder / "kms.csv")]
        rounds = [(measure(curl, env), measure(report, env)) for _ in range(ROUNDS)]
        assert filecmp.cmp(folder / "curl.csv", folder / "kms.csv", shallow=False)
        size = (folder / "kms.csv").stat().st_size / 1e6
        for name, runs in zip(("curl", "kms"), zip(*rounds)):
            print(f"{name:5} {rows} rows, {size:.0f} MB: {min(run[0] for run in runs):.2f}–"
                  f"{max(run[0] for run in runs):.2f} s, {statistics.median(run[1] for run in runs):.2f} s of processor "
                  f"time, {runs[-1][2]:.0f} MiB")
        ratio = statistics.median(one[0] / other[0] for one, other in rounds)
        print(f"saving is {ratio:.2f} times as fast as curl")
        for name in ("csv-excel", "csv-sjis", "xlsx"):
            took, processor, memory = measure([*report[:-4], "-f", name, "-o", str(folder / f"kms.{name}")], env)
            print(f"{name:9} {took:.1f} s, {processor:.1f} s of processor time, {memory:.0f} MiB, "
                  f"{(folder / f'kms.{name}').stat().st_size / 1e6:.0f} MB")
    shutil.rmtree(folder)


main()
