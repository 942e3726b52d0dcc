"""The walk through the API in the README, as it is printed, on the sample of src/run server."""
import csv
import io
import json
import re
import subprocess

from server import TESTS, Server, environment, equal, tap

README = (TESTS.parent / "README.md").read_text(encoding="utf-8")
HOME = "kms=http://127.0.0.1:8642\n"


def main(server):
    def sample():
        text = server.admin("sample")
        assert "Sample01" in text and "try-this-service" in text
        equal(server.admin("sample"), text)

    def walk():
        printed = re.search(r"```sh\n(.*?)```", README, re.DOTALL).group(1)
        assert printed.startswith(HOME)
        run = subprocess.run(["bash", "-eu", "-c", printed.replace(HOME, f"kms={server.url}\n")],
                             env=environment(), capture_output=True, text=True, timeout=60, check=False)
        equal((run.returncode, run.stderr), (0, ""))
        preview, issued, found, *report, log_out = run.stdout.splitlines()
        equal(json.loads(preview)["keys"][0]["verdict"], "new")
        key = json.loads(issued)["keys"][0]
        equal(key["event"], "issued")
        equal([row["registration_key"] for row in json.loads(found)["rows"]], [key["registration_key"]])
        rows = list(csv.DictReader(io.StringIO("\n".join(report))))
        equal([row["registration_key"].replace("-", "") for row in rows], [key["registration_key"]])
        equal(log_out, "logged out: 204")

    def not_into_a_real_store():
        with Server() as real:
            real.admin("sheets", "new", "--part-number", "X", "--purpose", "Y", "--count", "1")
            error = real.admin("sample", status=1)
            assert "empty" in error, error

    tap.run([
        ("the sample", sample),
        ("the walk", walk),
        ("no sample in a real store", not_into_a_real_store),
    ])


with Server() as the_server:
    main(the_server)
