"""HTTP as hostile clients speak it, against the transport of kms-server (http-program.c)."""
import os
import resource
import subprocess

from transport import SCRATCH, Client, equal, request, run, server, tap, until

MIB = 1024 * 1024


# What is sent, the status and code of the answer. Nothing of it is HTTP that is taken.
MALFORMED = [
    # no request line
    (b"\r\n\r\n", 400, "http-invalid"),
    (b"GET\r\n\r\n", 400, "http-invalid"),
    (b"GET /\r\n\r\n", 400, "http-invalid"),
    (b"GET / HTTP/1.0\r\nHost: x\r\n\r\n", 400, "http-invalid"),
    (b"GET / HTTP/2.0\r\nHost: x\r\n\r\n", 400, "http-invalid"),
    (b"GET / http/1.1\r\nHost: x\r\n\r\n", 400, "http-invalid"),
    (b"GET  / HTTP/1.1\r\nHost: x\r\n\r\n", 400, "http-invalid"),
    (b"GET / HTTP/1.1 \r\nHost: x\r\n\r\n", 400, "http-invalid"),
    (b" GET / HTTP/1.1\r\nHost: x\r\n\r\n", 400, "http-invalid"),
    (b"G(T / HTTP/1.1\r\nHost: x\r\n\r\n", 400, "http-invalid"),
    # targets
    (b"GET * HTTP/1.1\r\nHost: x\r\n\r\n", 400, "http-invalid"),
    (b"GET http://x/ HTTP/1.1\r\nHost: x\r\n\r\n", 400, "http-invalid"),
    (b"GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n", 400, "http-invalid"),
    (b"GET /%4 HTTP/1.1\r\nHost: x\r\n\r\n", 400, "http-invalid"),
    (b"GET /a%00b HTTP/1.1\r\nHost: x\r\n\r\n", 400, "http-invalid"),
    (b"GET /%ff HTTP/1.1\r\nHost: x\r\n\r\n", 400, "http-invalid"),
    (b"GET /#a HTTP/1.1\r\nHost: x\r\n\r\n", 400, "http-invalid"),
    (b"GET /\xe9 HTTP/1.1\r\nHost: x\r\n\r\n", 400, "http-invalid"),
    # NUL and other control characters, bare LF and CR
    (b"GET /a\0b HTTP/1.1\r\nHost: x\r\n\r\n", 400, "http-invalid"),
    (b"GET / HTTP/1.1\r\nHost: x\0y\r\n\r\n", 400, "http-invalid"),
    (b"GET / HTTP/1.1\r\nHost: x\r\nA: \x1b[0m\r\n\r\n", 400, "http-invalid"),
    (b"GET / HTTP/1.1\nHost: x\n\n", 400, "http-invalid"),
    (b"GET / HTTP/1.1\r\nHost: x\nA: b\r\n\r\n", 400, "http-invalid"),
    (b"GET / HTTP/1.1\r\nHost: x\rA: b\r\n\r\n", 400, "http-invalid"),
    (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400, "http-invalid"),  # TLS
    # header fields
    (b"GET / HTTP/1.1\r\n\r\n", 400, "http-invalid"),
    (b"GET / HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n", 400, "http-invalid"),
    (b"GET / HTTP/1.1\r\nHost: x\r\nA b: c\r\n\r\n", 400, "http-invalid"),
    (b"GET / HTTP/1.1\r\nHost: x\r\nA : c\r\n\r\n", 400, "http-invalid"),
    (b"GET / HTTP/1.1\r\nHost: x\r\n: c\r\n\r\n", 400, "http-invalid"),
    (b"GET / HTTP/1.1\r\nHost: x\r\nA\r\n\r\n", 400, "http-invalid"),
    (b"GET / HTTP/1.1\r\nHost: x\r\nA: b\r\n c\r\n\r\n", 400, "http-invalid"),
    # lengths
    (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", 400, "http-invalid"),
    (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: +1\r\n\r\n1", 400, "http-invalid"),
    (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0x1\r\n\r\n1", 400, "http-invalid"),
    (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1 1\r\n\r\n1", 400, "http-invalid"),
    (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1,1\r\n\r\n1", 400, "http-invalid"),
    (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length:\r\n\r\n", 400, "http-invalid"),
    (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n1", 400, "http-invalid"),
    (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n12", 400, "http-invalid"),
    (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400, "http-invalid"),
    (b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n", 400, "http-invalid"),
    (b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 411, "length-required"),
    (b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: identity\r\n\r\n", 411, "length-required"),
    (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 65537\r\n\r\n", 413, "text-too-large"),
    (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: " + b"9" * 40 + b"\r\n\r\n", 413, "text-too-large"),
    (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Encoding: gzip\r\nContent-Length: 1\r\n\r\n1", 415, "media-type-unsupported"),
    # too much
    (b"GET /" + b"a" * 2048 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 414, "uri-too-long"),
    (b"GET /" + b"a" * MIB + b" HTTP/1.1\r\nHost: x\r\n\r\n", 414, "uri-too-long"),
    (b"GET /?" + b"a&" * 16 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 414, "uri-too-long"),
    (b"GET / HTTP/1.1\r\nHost: x\r\nA: " + b"a" * 4096 + b"\r\n\r\n", 431, "headers-too-large"),
    (b"GET / HTTP/1.1\r\nHost: x\r\nA: " + b"a" * MIB + b"\r\n\r\n", 431, "headers-too-large"),
    (b"GET / HTTP/1.1\r\nHost: x\r\n" + b"A: b\r\n" * 40 + b"\r\n", 431, "headers-too-large"),
]


def check_headers(answer):
    for name, value in (("cache-control", "no-store"), ("x-content-type-options", "nosniff")):
        equal(answer.headers[name], value)
    assert answer.headers["x-request-id"] and answer.headers["date"], answer.headers


def malformed():
    with server() as program:
        for data, status, code in MALFORMED:
            with program.connect() as client:
                client.send(data)
                answer = client.answer()
                assert answer, data[:80]
                assert answer.status == status, (data[:80], answer.status)
                equal(answer.problem()["code"], code)
                equal(answer.headers["connection"], "close")
                check_headers(answer)
                assert client.closed(), data[:80]
        equal(program.ask().status, 200)


# What libmicrohttpd shows nobody, so that it is refused at the beginning of a connection only; later it
# is read as something harmless.
PASSED_OVER = [
    b"\r\n\r\n",  # empty lines before a request
    b"GET  / HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET /a\0b HTTP/1.1\r\nHost: x\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\0y\r\n\r\n",
    b"GET / HTTP/1.1\nHost: x\n\n",
    b"GET / HTTP/1.1\r\nHost: x\nA: b\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\n: c\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\nA: b\r\n c\r\n\r\n",
]


# From 1.0 on it refuses more by itself, ends the connection instead of passing over, and for a blank in a target
# says where that should have gone.
NEWER = subprocess.run(["pkg-config", "--atleast-version=1.0", "libmicrohttpd"], check=False).returncode == 0
BY_ITSELF = (505, 301, 400) if NEWER else (505,)


def malformed_later():
    """On a connection that libmicrohttpd has already, it refuses some of this by itself, without a
    problem. Nothing behind what is refused is ever answered."""
    with server() as program:
        for data, status, code in MALFORMED:
            with program.connect() as client:
                equal(client.ask().status, 200)
                client.send(data + request("/smuggled"))
                answer = client.answer()
                if data in PASSED_OVER and (not NEWER or (answer is not None and answer.status == 200)):
                    equal(answer.status, 200)
                    continue
                if answer is not None:
                    assert answer.status in (status, *BY_ITSELF), (data[:80], answer.status)
                    equal(answer.headers["connection"], "close")
                    if "content-type" in answer.headers:
                        equal(answer.problem()["code"], code)
                client.closed()
                assert b"HTTP/1.1" not in client.rest, data[:80]
        equal(program.ask().status, 200)


def smuggled():
    """The body of one reading is a request of the other."""
    inner = b"GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"
    heads = [
        b"Content-Length: %d\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" % (5 + len(inner)),
        b"Content-Length: 0\r\nContent-Length: %d\r\n\r\n" % len(inner),
        b"Content-Length: %d\r\nContent-Length: 0\r\n\r\n" % len(inner),
    ]
    with server() as program:
        for later in False, True:
            for head in heads:
                with program.connect() as client:
                    if later:
                        equal(client.ask().status, 200)
                    client.send(b"POST / HTTP/1.1\r\nHost: x\r\n" + head + inner)
                    answer = client.answer()
                    equal(answer.status, 400)
                    equal(answer.problem()["code"], "http-invalid")
                    assert client.closed()


def well_formed():
    with server() as program, program.connect() as client:
        answer = client.ask(
            "/v1/a%20b/%E3%81%82/?x=1&%79=a+b%26&z", "BREW", b"body", X_Request_Id="a.B_c-9",
            User_Agent="one",
        )
        equal(answer.status, 200)
        check_headers(answer)
        equal(answer.headers["x-request-id"], "a.B_c-9")
        for line in (
            "method BREW", "path /v1/a%20b/%E3%81%82/", "address 127.0.0.1", "id a.B_c-9", "body 4",
            "segment v1", "segment a b", "segment あ", "segment ", "query x=1", "query y=a b&",
            "query z=", "agent one",
        ):
            assert line + "\n" in answer.text(), answer.text()
        for wrong in "", "a" * 65, "a b", "あ", 'a"':
            answer = client.ask(X_Request_Id=wrong.encode().decode("latin-1"))
            assert answer.headers["x-request-id"] not in ("", wrong), wrong
        for query in "x=1&x=2", "%78&x", "x=%0", "x=%ff", "x=%00":
            assert "fault " in client.ask("/?" + query).text(), query
        equal(client.ask("/", "HEAD").body, b"")
        assert "method OPTIONS" in client.ask("/", "OPTIONS").text()
        # Several fields of a name are one list.
        client.send(b"GET / HTTP/1.1\r\nHost: x\r\nUser-Agent: one\r\nuser-agent:two\t \r\n\r\n")
        assert "agent one, two\n" in client.answer().text()


def limits():
    """What is just not too much; later there must be room for it beside the answer before."""
    query = "?" + "&".join(f"a{number}" for number in range(16))
    target = "/" + query + "=" + "b" * (2046 - len(query))
    many = {f"A{number}": "b" for number in range(38)}
    many["B"] = "c" * (4096 - len(request(target, **many, B="")))
    with server() as program:
        for later in False, True:
            with program.connect() as client:
                if later:
                    client.ask()
                assert "body 65536\n" in client.ask("/", "POST", b"x" * 65536).text()
                answer = client.ask(target, **many)
                equal(answer.status, 200)
                assert "query a0=\n" in answer.text()
        with program.connect() as client:
            many["B"] += "c"
            equal(client.ask(target, **many).status, 431)


def large_body():
    with server() as program:
        program.ask("/", "POST", b"x" * 65536)
        before = program.memory("VmHWM")
        for head, status in (
            (b"Content-Length: %d" % (300 * MIB), 413),
            (b"Transfer-Encoding: chunked", 411),
        ):
            for later in False, True:
                with program.connect() as client:
                    if later:
                        client.ask()
                    client.send(b"POST / HTTP/1.1\r\nHost: x\r\n" + head + b"\r\n\r\n")
                    for _mib in range(300):
                        client.send(b"10\r\n" + b"x" * (MIB - 6) + b"\r\n")
                    equal(client.answer().status, status)
        grown = program.memory("VmHWM") - before
        assert grown < 1024, f"{grown} KiB more"


def expecting():
    """100 Continue is said only where the body is wanted."""
    with server() as program, program.connect() as client:
        client.send(request("/", "POST", Expect="100-continue", Content_Length=5))
        equal(client.line(), b"HTTP/1.1 100 Continue")
        equal(client.line(), b"")
        client.send(b"12345")
        assert "body 5" in client.answer().text()
        with program.connect() as other:
            other.send(request("/", "POST", Expect="100-continue", Content_Length=99999))
            equal(other.line().split()[1], b"413")


def pipelined():
    with server() as program, program.connect() as client:
        client.send(b"".join(request(f"/{n}", "POST", b"x" * n, X_Request_Id=n) for n in range(300)))
        for number in range(300):
            answer = client.answer()
            equal(answer.headers["x-request-id"], str(number))
            assert f"path /{number}\n" in answer.text() and f"body {number}\n" in answer.text()
        # In the smallest pieces.
        for byte in request("/slow", "POST", b"abc"):
            client.send(bytes([byte]))
        assert "path /slow\n" in client.answer().text()
    with server() as program, program.connect() as client:
        for byte in request("/slow", "POST", b"abc"):
            client.send(bytes([byte]))
        assert "path /slow\n" in client.answer().text()
        # A client that says no more, but listens on.
        client.send(request("/last"))
        client.socket.shutdown(1)
        assert "path /last\n" in client.answer().text()
        assert client.closed()


def crowd(number):
    """Each with its own connection, all at once, again and again."""
    with server("connections_per_address=0") as program:
        clients = [program.connect() for _number in range(number)]
        for turn in range(20):
            for place, client in enumerate(clients):
                client.send(request(f"/{turn}/{place}", "POST", b"x" * place))
            for place, client in enumerate(clients):
                answer = client.answer()
                assert f"path /{turn}/{place}\n" in answer.text()
                assert f"body {place}\n" in answer.text()
        for client in clients:
            client.send(request("/wait"))
        until(lambda: program.ask("/counts").text().split()[0] == str(number), "all wait")
        program.ask("/go")
        for client in clients:
            equal(client.answer().text(), "late")
            client.socket.close()


def idle():
    """5,000 that are silent, and 5,000 that rest after a request."""
    files = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    if files < 10200:
        raise tap.Skip(f"only {files} descriptors")
    with server("connections_per_address=0", "connection_limit=20000", files=12000) as program:
        before = program.memory()
        clients = [program.connect() for _number in range(5000)]
        equal(program.ask().status, 200)
        silent = program.memory() - before
        for client in clients:
            client.send(request())
        for client in clients:
            equal(client.answer().status, 200)
        resting = program.memory() - before
        clients += [program.connect() for _number in range(5000)]
        equal(program.ask().status, 200)
        print(f"# 5000 silent: {silent} KiB, resting after a request: {resting} KiB")
        # AddressSanitizer keeps what was freed.
        if not tap.SANITIZED:
            assert silent < 5000 and resting < 5000 * 12, (silent, resting)
        for client in clients:
            client.socket.close()
        until(lambda: program.n_files() < 20, "all are closed")
        equal(program.ask().status, 200)


def per_address():
    with server("connections_per_address=3") as program:
        clients = [program.connect() for _number in range(3)]
        for client in clients:
            equal(client.ask().status, 200)
        with program.connect() as fourth:
            answer = fourth.answer()
            equal(answer.status, 503)
            equal(answer.problem()["code"], "server-busy")
            equal(answer.headers["retry-after"], "1")
            assert fourth.closed()
        # Another address of the loopback network is another.
        with Client(program.address) as other:
            equal(other.answer().status, 503)
        clients.pop().socket.close()
        until(lambda: len(clients) == 3 or try_one(program, clients), "there is room again")
        clients[0].ask("/settings?connections_per_address=5&idle_timeout=60")
        with program.connect() as client:
            equal(client.ask().status, 200)
    # A proxy that is trusted may have any number.
    with server("connections_per_address=3", "proxy=127.0.0.0/8") as program:
        clients = [program.connect() for _number in range(10)]
        for client in clients:
            equal(client.ask().status, 200)


def try_one(program, clients):
    client = program.connect()
    client.send(request())
    answer = client.answer()
    if answer.status == 200:
        clients.append(client)
    return answer.status == 200


def connection_limit():
    """Those above it wait until there is room."""
    with server("connection_limit=4", "connections_per_address=0") as program:
        clients = [program.connect() for _number in range(4)]
        for client in clients:
            equal(client.ask().status, 200)
        waiting = [program.connect() for _number in range(4)]
        for client in waiting:
            client.send(request())
        for client in clients:
            equal(client.ask().status, 200)
            client.socket.close()
        for client in waiting:
            equal(client.answer().status, 200)
            client.socket.close()


def descriptors():
    """With none left, whoever is connected is served, and the others as soon as there are some."""
    with server("connections_per_address=0", files=64) as program:
        clients = [program.connect() for _number in range(100)]
        until(lambda: program.n_files() == 64, "no descriptor is left")
        equal(clients[0].ask().status, 200)
        for client in clients[1:]:
            client.send(request())
        for client in clients[:60]:
            client.socket.close()
        for client in clients[60:]:
            equal(client.answer().status, 200)
            client.socket.close()
        equal(program.ask().status, 200)


def proxied():
    """Who the client is, is read from the right, through proxies that are trusted."""
    cases = [
        ({"X_Forwarded_For": "203.0.113.9"}, "203.0.113.9"),
        ({"X_Forwarded_For": "1.1.1.1, 203.0.113.9, 10.1.1.1"}, "203.0.113.9"),
        ({"X_Forwarded_For": "garbage, 10.1.1.1"}, "10.1.1.1"),
        ({"Forwarded": 'for="[2001:db8::1]:4711";proto=https'}, "2001:db8::1"),
        ({}, "127.0.0.1"),
    ]
    with server("proxy=127.0.0.1", "proxy=10.0.0.0/8") as program:
        for headers, address in cases:
            assert f"address {address}\n" in program.ask(**headers).text(), headers
        assert "network 20010db800010002\n" in program.ask(X_Forwarded_For="2001:db8:1:2:3::1").text()
        assert "network 203.0.113.9\n" in program.ask(X_Forwarded_For="203.0.113.9").text()
        answer = program.ask(X_Forwarded_For="1.1.1.1", Forwarded="for=1.1.1.1")
        equal(answer.problem()["code"], "http-invalid")
    with server("proxy=10.0.0.0/8") as program:
        assert "address 127.0.0.1\n" in program.ask(X_Forwarded_For="203.0.113.9").text()


def unix():
    path = os.path.join(SCRATCH, "socket")
    with server(f"unix={path}", unix=path) as program:
        assert "address unix\n" in program.ask().text()
        assert "address 203.0.113.9\n" in program.ask(X_Forwarded_For="203.0.113.9").text()
        equal(len(program.ask("/stream?pieces=10&size=100000").body), 1000000)


def log():
    """One line a request, without what is secret."""
    env = dict(os.environ, G_MESSAGES_DEBUG="kms-http")
    with server(env=env) as program:
        program.ask("/v1/path?token=secret1", "POST", b"secret2", Authorization="Bearer secret3",
                    X_Request_Id="known")
        with program.connect() as client:
            client.send(b"GET /?token=secret4 HTTP/1.1\r\nHost: x\r\nA: secret5\0\r\n\r\n")
            equal(client.answer().status, 400)
        lines = [line for line in program.end().splitlines() if "kms-http-INFO" in line]
        equal(len(lines), 2)
        assert "POST /v1/path 200" in lines[0] and "127.0.0.1 known" in lines[0], lines
        assert " 400 " in lines[1], lines
        assert "secret" not in "".join(lines), lines


CHECKS = [
    ("malformed messages", malformed),
    ("malformed messages on a connection that is in use", malformed_later),
    ("no request in the body of another", smuggled),
    ("what a handler is told", well_formed),
    ("what is just not too much", limits),
    ("a body of 300 MiB", large_body),
    ("100 Continue", expecting),
    ("requests behind each other, and byte by byte", pipelined),
    ("128 clients at once", lambda: crowd(128)),
    ("256 clients at once", lambda: crowd(256)),
    ("5,000 idle connections, twice", idle),
    ("connections of one address", per_address),
    ("all connections", connection_limit),
    ("no descriptors left", descriptors),
    ("clients behind proxies", proxied),
    ("a unix socket", unix),
    ("the log", log),
]

if __name__ == "__main__":
    run(CHECKS)
