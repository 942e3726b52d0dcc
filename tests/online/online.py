"""A real kms-server with a dealer, and the client without a face (remote-program.c) that uses it."""
import json
import pathlib
import subprocess
import sys
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "server"))
import dealers  # noqa: E402
from server import BUILD, PATIENCE, Server, environment, equal, tap, wait_until  # noqa: E402, F401

PROGRAM = BUILD / "tests/remote-program"
QUICK = "1 1500 20000 20 4"  # idle seconds, then milliseconds, then attempts

stalls = []


def start(url, *arguments, wrapper=(), limits=QUICK, **env):
    """KMS_TOKEN and so on as token=…"""
    names = {f"KMS_{name.upper()}": str(value) for name, value in env.items()}
    return subprocess.Popen(
        [*wrapper, PROGRAM, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True, env=environment() | {"KMS_SERVER": url, "KMS_LIMITS": limits, "G_DEBUG": "fatal-warnings"} | names)


def finish(process, line=None):
    """What it said."""
    out, err = process.communicate(line, timeout=PATIENCE)
    assert process.returncode == 0, f"status {process.returncode}: {out}{err}"
    said = json.loads(out.splitlines()[-1])
    stalls.append(said["stall"])
    return said


def run(url, *arguments, **more):
    return finish(start(url, *arguments, **more))


def code(said):
    return said.get("error")


class Dealer:
    """Somebody with an account and sheets on a server."""

    def __init__(self, server, address, sheets=40):
        self.api = server.client()
        account = dealers.register(self.api, server, address)
        self.login_id, self.password = account["account"]["login_id"], account["password"]
        self.api.log_in(self.login_id, self.password)
        self.token = self.api.token
        self.sheets = dealers.new_sheets(server, sheets)
        self.n_devices = 0

    def request(self):
        """Words for `issue`, with a device of its own: key, device, pair."""
        self.n_devices += 1
        sheet = self.sheets.pop()
        return [str(uuid.uuid4()), f"{self.n_devices:016X}", f"{sheet['activation_key']}:{sheet['registration_id']}"]

    def issued(self, words):
        """How often the device of a request got a key."""
        return self.api.get(f"/v1/issuances?device_id={words[1]}").json()["total"]
