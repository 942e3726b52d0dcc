"""A reverse proxy that does to an answer whatever a test asks for. It stands between a client and a real
kms-server, with TLS or without, and counts what it has seen.

`fault` is one of the functions below, or None to pass everything on. It is given the request, as a
Handler, and decides whether the server ever sees it: `forward()` takes it there and gives back the
answer as bytes.
"""
import contextlib
import http.client
import http.server
import socket
import ssl
import struct
import threading
import urllib.parse

PATIENCE = 60


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def handle_any(self):
        proxy = self.server.proxy
        self.body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        with proxy.lock:
            proxy.requests.append(f"{self.command} {self.path}")
            fault = proxy.fault if proxy.times != 0 and self.path.startswith(proxy.only) else None
            if fault is not None:
                proxy.times -= 1
        if fault is None:
            self.send(self.forward())
        else:
            self.close_connection = True
            with contextlib.suppress(ConnectionError, ssl.SSLError):
                fault(self)

    do_GET = do_POST = do_PUT = do_DELETE = handle_any

    def forward(self, **changed):
        """The answer of the server, as bytes, with some headers changed."""
        connection = http.client.HTTPConnection(*self.server.proxy.address, timeout=PATIENCE)
        headers = {name: value for name, value in self.headers.items() if name.lower() != "connection"}
        connection.request(self.command, self.path, self.body if "Content-Length" in headers else None, headers)
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        fields = {name: value for name, value in answer.getheaders()
                  if name.lower() not in ("connection", "transfer-encoding", "content-length")}
        if answer.status != 204:
            fields["Content-Length"] = len(body)
        fields.update({name.replace("_", "-"): value for name, value in changed.items()})
        return message(answer.status, fields, body)

    def send(self, data):
        self.connection.sendall(data)

    def log_message(self, *_):
        pass


def message(status, fields, body=b""):
    head = f"HTTP/1.1 {status} X\r\n" + "".join(f"{name}: {value}\r\n" for name, value in fields.items()) + "\r\n"
    return head.encode() + body


# Faults

def cut(n_bytes, forward=True):
    """The connection ends after so many bytes of the answer."""
    def fault(request):
        data = request.forward() if forward else b"x" * 1000
        request.send(data[:n_bytes])
    return fault


def unseen(request):
    """The connection ends before the server has seen the request."""


def swallow(request):
    """The server does what it is asked, and its answer is lost."""
    request.forward()


def reset(request):
    """As when a computer on the way has lost its memory."""
    request.forward()
    request.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    request.connection.close()


def silence(request):
    request.forward()
    request.server.proxy.stopping.wait(PATIENCE)


def answer(status, fields=None, body=b"", forward=False):
    def fault(request):
        if forward:
            request.forward()
        request.send(message(status, {"Content-Length": len(body)} | (fields or {}), body))
    return fault


def wrong_type(request):
    request.send(request.forward(Content_Type="text/html"))


def truncated(request):
    """JSON that ends in the middle, in a message that is whole."""
    head, _, body = request.forward().partition(b"\r\n\r\n")
    half = body[:len(body) // 2]
    lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"content-length")]
    request.send(b"\r\n".join([*lines, b"Content-Length: %d" % len(half)]) + b"\r\n\r\n" + half)


def huge(request):
    """1 GiB of JSON, as much of it as is taken."""
    request.forward()
    size = 1 << 30
    request.send(message(200, {"Content-Type": "application/json", "Content-Length": size}))
    chunk = b" " * 65536
    for _ in range(size // len(chunk)):
        request.send(chunk)
        request.server.proxy.n_huge += len(chunk)


class FaultProxy:
    """tls: an ssl.SSLContext; only: the beginning of the paths that the fault is for."""

    def __init__(self, url, tls=None):
        address = urllib.parse.urlsplit(url)
        self.address = (address.hostname, address.port)
        self.lock = threading.Lock()
        self.stopping = threading.Event()
        self.requests = []
        self.n_huge = 0
        self.tls = tls
        self.port = 0
        self.open()
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}"

    def open(self):
        """Passes everything on, at the same port as before."""
        self.set(None)
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self.server.daemon_threads = True
        self.server.proxy = self
        self.server.handle_error = lambda *_: None
        if self.tls is not None:
            self.server.socket = self.tls.wrap_socket(self.server.socket, server_side=True,
                                                      do_handshake_on_connect=False)
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        """Nobody is there any more: connections are refused, those that are open end with the next request."""
        self.set(unseen)
        self.server.shutdown()
        self.server.server_close()

    def set(self, fault, times=-1, only="/"):
        """times: -1 for ever"""
        with self.lock:
            self.fault, self.times, self.only = fault, times, only
            self.requests.clear()
        return self

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stopping.set()
        self.close()
