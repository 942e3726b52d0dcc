"""data/nginx/kms-server.conf in a real nginx, before the transport of kms-server (http-program.c)."""
import json
import os
import pathlib
import socket
import ssl
import subprocess

from transport import SCRATCH, TESTS, Client, equal, request, run, server, until

SAMPLE = TESTS.parent / "data/nginx/kms-server.conf"
FOLDER = pathlib.Path(SCRATCH)
PIECE = 100000


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Nginx:
    """The sample, with other places for what is outside of it."""

    def __init__(self, upstream):
        self.port = free_port()
        self.log = FOLDER / "access.log"
        sample = SAMPLE.read_text(encoding="utf-8")
        for old, new in {
            "unix:/run/kms-server/http": f"unix:{upstream}",
            "listen 443": f"listen 127.0.0.1:{self.port}",
            "    listen [::]:443 ssl http2;\n": "",
            "/etc/ssl/kms-server/certificate.pem": f"{FOLDER}/certificate.pem",
            "/etc/ssl/kms-server/key.pem": f"{FOLDER}/key.pem",
            "/var/log/nginx/kms-server.log": f"{self.log}",
        }.items():
            assert old in sample, old
            sample = sample.replace(old, new)
        places = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        # Its workers would not be let into the folder of the socket.
        user = "user root;\n" if os.geteuid() == 0 else ""
        (FOLDER / "nginx.conf").write_text(
            user + "daemon off; worker_processes 1; pid nginx.pid; error_log error.log;\n"
            "events { worker_connections 512; }\nhttp {\n"
            + "".join(f"{place}_temp_path {place};\n" for place in places) + sample + "}\n",
            encoding="utf-8")
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=kms.example.com",
             "-addext", "subjectAltName=DNS:kms.example.com", "-keyout", FOLDER / "key.pem", "-out",
             FOLDER / "certificate.pem"], check=True, capture_output=True)
        self.process = subprocess.Popen(
            ["/usr/sbin/nginx", "-p", f"{FOLDER}/", "-c", f"{FOLDER}/nginx.conf", "-e", f"{FOLDER}/error.log"])
        until(self.listens, "nginx listens")

    def listens(self):
        assert self.process.poll() is None, (FOLDER / "error.log").read_text(encoding="utf-8")
        try:
            socket.create_connection(("127.0.0.1", self.port)).close()
            return True
        except OSError:
            return False

    def connect(self):
        client = Client(("127.0.0.1", self.port))
        context = ssl.create_default_context(cafile=FOLDER / "certificate.pem")
        client.socket = context.wrap_socket(client.socket, server_hostname="kms.example.com")
        return client

    def ask(self, *arguments, **options):
        with self.connect() as client:
            return client.ask(*arguments, **options)

    def __enter__(self):
        return self

    def __exit__(self, *_reason):
        self.process.terminate()
        self.process.wait()


def refused(answer, status, code):
    equal(answer.status, status)
    equal(answer.problem()["code"], code)
    equal(answer.headers["cache-control"], "no-store")
    equal(answer.headers["x-content-type-options"], "nosniff")


def main():
    upstream = os.path.join(SCRATCH, "http")
    program = server(f"unix={upstream}", unix=upstream)
    nginx = Nginx(upstream)

    def proxied():
        answer = nginx.ask("/v1/a%20b//c?x=%41", "POST", b"x" * 65536, X_Request_Id="known")
        equal(answer.status, 200)
        equal(answer.headers["x-request-id"], "known")
        for line in "path /v1/a%20b//c", "body 65536", "query x=A", "method POST":
            assert line + "\n" in answer.text(), answer.text()
        assert "strict-transport-security" in answer.headers

    def address():
        """What a client says of itself does not count."""
        for headers in {}, {"X_Forwarded_For": "10.0.0.1"}, {"Forwarded": "for=10.0.0.1"}:
            assert "address 127.0.0.1\n" in nginx.ask(**headers).text(), headers

    def too_much():
        refused(nginx.ask("/", "POST", b"x" * 65537), 413, "text-too-large")
        refused(nginx.ask("/" + "a" * 3000), 414, "uri-too-long")
        refused(nginx.ask(A="b" * 3000), 431, "headers-too-large")
        # nginx lets a head pass that is too much for the server.
        refused(nginx.ask(A="b" * 1500, B="b" * 1500, C="b" * 1500), 431, "headers-too-large")

    def own_path():
        """The path of nginx' own answers is not there for clients."""
        refused(nginx.ask("/nginx-problem"), 404, "not-found")

    def invalid():
        for data in (
            b"GET / HTTP/1.1\r\n\r\n",
            b"GET / HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n",
            b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
            b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n1",
            b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            b"GET / HTTP/1.1\r\nHost: x\0y\r\n\r\n",
            b"GET /%00 HTTP/1.1\r\nHost: x\r\n\r\n",
            b"G\0T / HTTP/1.1\r\nHost: x\r\n\r\n",
        ):
            with nginx.connect() as client:
                client.send(data)
                refused(client.answer(), 400, "http-invalid")

    def smuggled():
        """Whatever is in a body stays there."""
        inner = request("/smuggled")
        chunk = b"%x\r\n%s\r\n0\r\n\r\n" % (len(inner), inner)
        for head in (
            b"Content-Length: %d\r\n\r\n%s" % (len(inner), inner),
            b"Transfer-Encoding: chunked\r\n\r\n" + chunk,
            b"Transfer-Encoding: chunked\nX: y\r\n\r\n" + chunk,
        ):
            with nginx.connect() as client:
                client.send(b"POST /outer HTTP/1.1\r\nHost: x\r\n" + head + request("/after"))
                answer = client.answer()
                assert f"path /outer\n" in answer.text() and f"body {len(inner)}\n" in answer.text()
                assert "path /after\n" in client.answer().text()
        # Two ways to say chunked that servers read differently.
        for value in b"xchunked", b"chunked, identity", b"identity, chunked":
            with nginx.connect() as client:
                client.send(b"POST /outer HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: " + value + b"\r\n\r\n" + chunk)
                answer = client.answer()
                assert answer.status >= 400, (value, answer.status)

    def streamed():
        """The client has a piece while the next is not there yet."""
        with nginx.connect() as client:
            client.send(request(f"/stream?pieces=1&size={PIECE}&held=1"))
            until(lambda: client.more() and len(client.rest) > PIECE, "the piece")
            program.ask("/go")
            answer = client.answer()
            assert answer.whole
            equal(len(answer.body), PIECE)
        answer = nginx.ask(f"/stream?pieces=300&size={PIECE}")
        assert answer.whole and len(answer.body) == 300 * PIECE
        assert not nginx.ask(f"/stream?pieces=300&size={PIECE}&broken=1").whole

    def log():
        nginx.ask("/logged?token=secret")
        until(lambda: "/logged" in nginx.log.read_text(encoding="utf-8"), "the log")
        assert "secret" not in nginx.log.read_text(encoding="utf-8")

    def down():
        program.end()
        answer = nginx.ask()
        refused(answer, 503, "server-busy")
        equal(answer.headers["retry-after"], "5")
        equal(json.loads(answer.body)["request_id"], answer.headers["x-request-id"])

    with program, nginx:
        run([
            ("requests pass", proxied),
            ("the client's address", address),
            ("too much", too_much),
            ("malformed messages", invalid),
            ("a path of nginx", own_path),
            ("no request in the body of another", smuggled),
            ("streams", streamed),
            ("the log", log),
            ("the server is down", down),
        ])


main()
