"""What a keystroke in the search field costs on a kms-server with many issued keys: the work in the store, the
HTTP request, and the model of the window, for each kind of text. Prints; judges nothing.

bench_find.py FOLDER [KEYS [DEALERS [TEXT…]]]: the filled server stays in FOLDER for the next time.
"""
import contextlib
import json
import pathlib
import sqlite3
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "server"))
from dealers import register  # noqa: E402
from server import BUILD, Server  # noqa: E402

PROGRAM = BUILD / "tests/bench/bench-find"


def make(folder, keys, dealers):
    """A server with a dealer who can log in, and has one key of DEALERS."""
    with Server(folder=folder) as server:
        account = register(server.client(), server, "dealer@example.com")
    (file,) = server.data.glob("*.sqlite")
    with contextlib.closing(sqlite3.connect(file)) as database:
        (dealer_id,) = database.execute("SELECT id FROM account").fetchone()
    subprocess.run([PROGRAM, "fill", file, str(keys), str(dealers), dealer_id], check=True)
    return {"file": str(file), "dealer": dealer_id,
            "login": [account["account"]["login_id"], account["password"]]}


def main():
    folder = pathlib.Path(sys.argv[1])
    keys, dealers = [int(number) for number in [*sys.argv[2:4], "10000000", "100"][:2]]
    folder.mkdir(parents=True, exist_ok=True)
    about = folder / "about.json"
    if not about.exists():
        about.write_text(json.dumps(make(folder, keys, dealers)), encoding="utf-8")
    about = json.loads(about.read_text(encoding="utf-8"))
    with contextlib.closing(sqlite3.connect(about["file"])) as database:
        key, device = database.execute(
            "SELECT activation_key, binding.device_id FROM issue JOIN issue_key ON issue = issue.id JOIN binding"
            " ON binding.id = binding WHERE dealer = ? ORDER BY issue.issued_at LIMIT 1 OFFSET 777",
            (about["dealer"],)).fetchone()
    texts = sys.argv[4:] or ["", device, key, device[:8], device[:4], key[-4:], "札", "東京", "札幌支店", "fuku", "4321",
                             "trading 43", "kobe 1234 5f", "nowhere", "e", "q"]
    with Server(folder=folder) as server:
        token = server.client().log_in(*about["login"]).token
        subprocess.run([PROGRAM, "ask", about["file"], about["dealer"], server.url, token, *texts], check=True)


main()
