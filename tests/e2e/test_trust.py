"""Which server is trusted: one whose certificate is good, by the system or by the file that was chosen. Others
are refused, with the reason, and hear nothing."""
import pathlib
import sys
import tempfile

# Behind the folder here, which has an online.py, too.
sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "online"))
from certificates import FOLDER, proxy_with  # noqa: E402

from desk import BUTTON, NO_LEAKS, Desk  # noqa: E402
from online import at_home, at_log_in, confirm_notice, log_in, run_with_service  # noqa: E402

UNTRUSTED = "This is perhaps not the right server: nobody this computer trusts vouches for its certificate."
ELSEWHERE = "This is not the right server: its certificate is for another host."
EXPIRED = "The certificate of the server has expired, or the clock of this computer is wrong."
NOT_YET = "The certificate of the server is not valid yet: the clock of this computer seems to be wrong."
# None of them goes on in spite of it.
OFFERED = {"Main Menu", "Minimize", "Maximize", "Close", "Choose a File…", "Use Those of the System", "Test", "Continue",
           "Cookie Policy", "Privacy Policy"}
A_YEAR_SLOW = {
    "LD_PRELOAD": "/usr/$LIB/faketime/libfaketime.so.1",
    "FAKETIME": "-366d",
    "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    "ASAN_OPTIONS": NO_LEAKS["ASAN_OPTIONS"] + ":verify_asan_link_order=0",
}


def test_address(desk, url):
    desk.entry("_Address of the server").set_text(url)
    desk.press("_Test")


def buttons(desk):
    return {node.name for node in desk.search(BUTTON, shown=True)}


def refused(desk, server, name, reason):
    """Nothing was sent, and nothing offers to go on in spite of it."""
    with proxy_with(name, server) as proxy:
        test_address(desk, proxy.url)
        desk.wait_to_see(reason)
        assert proxy.requests == [], proxy.requests
        assert buttons(desk) <= OFFERED, buttons(desk)


def choose_authority(desk, name):
    desk.press("Choose a _File…")
    desk.choose_file("Choose a Certificate Authority", FOLDER / name)
    desk.wait_to_see(name)


def a_server_of_an_authority_of_its_own(server, language):
    """It is chosen at the first start, and kept; then the clock of the computer is wrong."""
    with tempfile.TemporaryDirectory(prefix="kms-home-") as home, proxy_with("trusted", server) as proxy:
        settings = {"home": home, "language": language}
        with Desk(environment=NO_LEAKS | {"GSETTINGS_BACKEND": "keyfile"}, **settings) as desk:
            confirm_notice(desk)
            for name in ("self-signed", "trusted"):
                refused(desk, server, name, UNTRUSTED)
            choose_authority(desk, "trusted.key")
            test_address(desk, proxy.url)
            desk.wait_to_see("This file holds no certificate.")
            choose_authority(desk, "good.pem")
            for name, reason in {"foreign": UNTRUSTED, "elsewhere": ELSEWHERE, "expired": EXPIRED}.items():
                refused(desk, server, name, reason)
            test_address(desk, proxy.url)
            desk.wait_to_see(desk.tr("A KMS server answers, version %s.", "0.1.0"))
            desk.press("_Continue")
            log_in(desk)
            at_home(desk)
        with Desk(environment=A_YEAR_SLOW | {"GSETTINGS_BACKEND": "keyfile"}, **settings) as desk:
            at_log_in(desk)
            n_requests = len(proxy.requests)
            log_in(desk)
            desk.wait_to_see(NOT_YET)
            assert len(proxy.requests) == n_requests, proxy.requests


# What is said is looked at elsewhere in Japanese.
run_with_service(a_server_of_an_authority_of_its_own, languages=("en",))
