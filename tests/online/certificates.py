"""Certificates of all kinds, made with openssl: good ones and bad ones, each with a proxy that shows it."""
import os
import pathlib
import ssl
import subprocess
import tempfile

import fault_proxy as faults

FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="kms-certificates-"))
HERE = "subjectAltName=IP:127.0.0.1,DNS:localhost"


def openssl(*arguments, at=None):
    """at: the date on which it runs."""
    wrapper = ["faketime", at] if at else []
    subprocess.run([*wrapper, "openssl", *arguments], cwd=FOLDER, check=True, capture_output=True)


def make_authority(name):
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "7300",
            "-subj", f"/CN={name}", "-keyout", f"{name}.key", "-out", f"{name}.pem", at="2015-01-01 00:00:00")


def make(name, names=HERE, authority="good", days="365", at=None):
    """A certificate of an authority; of its own without one."""
    openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", f"/CN={name}",
            "-keyout", f"{name}.key", "-out", f"{name}.csr")
    (FOLDER / "extensions").write_text(names + "\n", encoding="ascii")
    signer = ("-CA", f"{authority}.pem", "-CAkey", f"{authority}.key", "-CAcreateserial")
    openssl("x509", "-req", "-in", f"{name}.csr", "-days", days, "-extfile", "extensions", "-out", f"{name}.crt",
            *(signer if authority else ("-key", f"{name}.key")), at=at)


def proxy_with(name, server):
    """A proxy in front of a server that shows a certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(FOLDER / f"{name}.crt", FOLDER / f"{name}.key")
    return faults.FaultProxy(server.url, context)


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
