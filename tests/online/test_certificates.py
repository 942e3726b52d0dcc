"""Certificates that are not to be trusted: the client says why, and the server behind them hears nothing."""
import fault_proxy as faults
from certificates import FOLDER, at_clock, proxy_with
from online import Dealer, Server, code, equal, run, tap


def shows(name, expected, authority="good.pem", wrapper=()):
    """With a token, so that there is something to lose."""
    def check():
        more = {"authority": FOLDER / authority} if authority else {}
        with proxy_with(name, server) as proxy:
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
