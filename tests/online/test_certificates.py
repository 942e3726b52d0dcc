"""Certificates that are not to be trusted: the client says why, and the server behind them hears nothing."""
import os
import pathlib
import ssl
import subprocess
import tempfile

import fault_proxy as faults
from online import Dealer, Server, code, equal, run, tap

folder = pathlib.Path(tempfile.mkdtemp())
HERE = "subjectAltName=IP:127.0.0.1,DNS:localhost"


def openssl(*arguments, at=None):
    """at: the date on which it runs."""
    wrapper = ["faketime", at] if at else []
    subprocess.run([*wrapper, "openssl", *arguments], cwd=folder, check=True, capture_output=True)


def make_authority(name):
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "7300",
            "-subj", f"/CN={name}", "-keyout", f"{name}.key", "-out", f"{name}.pem", at="2015-01-01 00:00:00")


def make(name, names=HERE, authority="good", days="365", at=None):
    """A certificate of an authority; of its own without one."""
    openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", f"/CN={name}",
            "-keyout", f"{name}.key", "-out", f"{name}.csr")
    (folder / "extensions").write_text(names + "\n", encoding="ascii")
    signer = ("-CA", f"{authority}.pem", "-CAkey", f"{authority}.key", "-CAcreateserial")
    openssl("x509", "-req", "-in", f"{name}.csr", "-days", days, "-extfile", "extensions", "-out", f"{name}.crt",
            *(signer if authority else ("-key", f"{name}.key")), at=at)


def proxy_with(name):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / f"{name}.crt", folder / f"{name}.key")
    return faults.FaultProxy(server.url, context)


def shows(name, expected, authority="good.pem", wrapper=()):
    """With a token, so that there is something to lose."""
    def check():
        more = {"authority": folder / authority} if authority else {}
        with proxy_with(name) as proxy:
            said = run(proxy.url, "issue", *dealer.request()[:2], "0000000000000000:1", token=dealer.token,
                       wrapper=wrapper, **more)
            assert code(said) == expected, said
            if expected.startswith("certificate"):
                equal(proxy.requests, [])
    return check


def no_tls():
    with faults.FaultProxy(server.url) as proxy:
        said = run(proxy.url.replace("http:", "https:"), "status")
        assert code(said) in ("no-kms-server", "connection-broken"), said


def at_clock(offset):
    # faketime is preloaded; AddressSanitizer wants to be the first unless it is told otherwise.
    sanitizer = os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0"
    return ["env", "FAKETIME_DONT_FAKE_MONOTONIC=1", f"ASAN_OPTIONS={sanitizer}", "faketime", "-f", offset]


make_authority("good")
make_authority("other")
make("trusted")
make("expired", at="2020-01-01 00:00:00", days="30")
make("coming", at="2030-01-01 00:00:00", days="30")
make("elsewhere", names="subjectAltName=DNS:kms.example.com")
make("foreign", authority="other")
make("self-signed", authority=None)

with Server() as server:
    dealer = Dealer(server, "dealer@example.com", 20)
    tap.run([
        # The request is refused by the server itself: it was reached.
        ("trusted", shows("trusted", "key-pair-invalid")),
        ("expired", shows("expired", "certificate-expired")),
        ("not yet valid", shows("coming", "certificate-not-yet")),
        ("for another host", shows("elsewhere", "certificate-host")),
        ("of another authority", shows("foreign", "certificate-untrusted")),
        ("self-signed", shows("self-signed", "certificate-untrusted")),
        ("not of the system's authorities", shows("trusted", "certificate-untrusted", authority=None)),
        ("the clock is a year slow", shows("trusted", "certificate-not-yet", wrapper=at_clock("-366d"))),
        ("the clock is two years fast", shows("trusted", "certificate-expired", wrapper=at_clock("+730d"))),
        ("no authority in the file", shows("trusted", "authority-invalid", authority="trusted.key")),
        ("no TLS at all", no_tls),
    ])
