"""HTTP and time: clients that are slow or go away, answers that come late, streams, and the end of the
server; against the transport of kms-server (http-program.c)."""
import os
import contextlib
import socket
import struct
import time

from transport import equal, readable, request, run, server, tap, until

PIECE = 100000


def counts(program):
    """How many requests wait, how many of these were cancelled, pulls, streams that are there."""
    return [int(number) for number in program.ask("/counts").text().split()]


def drip(slow, seconds=20):
    """Sends bytes of messages one by one until each connection was answered or closed; who is not
    in time fails."""
    limit = time.monotonic() + seconds
    pending = dict(slow)
    while pending:
        assert time.monotonic() < limit, f"{len(pending)} may drip on and on"
        for client, data in list(pending.items()):
            client.send(data[:1])
            pending[client] = data[1:] or data
        poll = [client for client in pending if client in readable_now(pending)]
        for client in poll:
            del pending[client]
        time.sleep(0.02)


def readable_now(clients):
    ready = []
    for client in clients:
        client.socket.setblocking(False)
        try:
            client.socket.recv(1, socket.MSG_PEEK)
            ready.append(client)
        except BlockingIOError:
            pass
        except ConnectionError:
            ready.append(client)
        client.socket.settimeout(30)
    return ready


def too_slow():
    """Silent and dripping clients, each in every place of a message; all at the same time."""
    head = b"GET / HTTP/1.1\r\nHost: x\r\n" + b"A: b\r\n" * 30 + b"\r\n"
    body = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 60000\r\n\r\n"
    settings = "header_timeout=1", "body_timeout=1", "idle_timeout=2"
    with server(*settings) as program, contextlib.ExitStack() as stack:
        def connect(*before):
            client = stack.enter_context(program.connect())
            for data in before:
                client.send(data)
                if data.startswith(b"GET /first"):
                    equal(client.answer().status, 200)
            return client

        first = request("/first")
        silent = connect()
        silent_head = connect(head[:50])
        silent_body = connect(body + b"x")
        resting = connect(first)
        silent_later = connect(first, head[:50])
        dripping = {
            connect(): head * 100,
            connect(body): b"x" * 60000,
            connect(first): head * 100,
            connect(first, body): b"x" * 60000,
        }
        drip(dripping)
        assert silent.closed() and resting.closed(), "closed without a word"
        for client in silent_head, silent_body:
            answer = client.answer()
            equal(answer.status, 408)
            equal(answer.problem()["code"], "request-timeout")
            equal(answer.headers["connection"], "close")
            assert client.closed()
        answers = [client.answer() for client in dripping]
        equal([answer.status for answer in answers if answer], [408] * len([a for a in answers if a]))
        assert answers[0] and answers[1] and answers[3], answers
        # In the middle of a head that is not the first, libmicrohttpd may be the one who closes.
        later = silent_later.answer()
        assert later is None or later.status == 408
        equal(program.ask().status, 200)


def late():
    """An answer that comes later goes out at once, not in the next round of deadlines."""
    with server() as program, program.connect() as waiting, program.connect() as other:
        began = time.monotonic()
        for _turn in range(200):
            waiting.send(request("/wait"))
            until(lambda: other.ask("/counts").text().startswith("1 "), "it waits")
            equal(other.ask("/go").status, 200)
            equal(waiting.answer().text(), "late")
        # A round is 250 ms: the slowest machine is far from the 25 s that waiting for it would take.
        assert time.monotonic() - began < 15


def not_timed():
    """Time that the server takes is not the client's fault."""
    settings = "header_timeout=1", "body_timeout=1", "idle_timeout=1"
    with server(*settings) as program, program.connect() as waiting, program.connect() as silent:
        waiting.send(request("/wait", "POST", b"x"))
        assert silent.closed()
        with program.connect() as again:
            assert again.closed()
        program.ask("/go")
        equal(waiting.answer().text(), "late")


def stream():
    with server() as program, program.connect() as client:
        for pieces, size in (0, 1), (1, 0), (1, 1), (7, 4096), (50, PIECE), (1, 3000000), (3000, 1):
            answer = client.ask(f"/stream?pieces={pieces}&size={size}")
            assert answer.whole and answer.body == b"x" * (pieces * size), (pieces, size)
            equal(answer.headers["content-type"], "text/plain")
        answer = client.ask("/big?size=5000000")
        equal((answer.status, answer.headers["x-big"], len(answer.body)), (203, "yes", 5000000))
        equal(counts(program)[3], 0)


def broken_stream():
    """What is not whole has no last chunk."""
    with server() as program:
        for pieces in 0, 1, 30:
            with program.connect() as client:
                answer = client.ask(f"/stream?pieces={pieces}&size={PIECE}&broken=1")
                assert not answer.whole
                equal(len(answer.body) % PIECE, 0)
                assert client.closed()
        until(lambda: counts(program)[3] == 0, "streams are freed")


def slow_reader():
    """No more is pulled than 256 KiB, one piece, and what the system takes."""
    pieces = 3000
    with server() as program, program.connect(buffer=65536) as client:
        program.ask(f"/stream?pieces=100&size={PIECE}")
        pulls, before = counts(program)[2], program.memory()
        client.send(request(f"/stream?pieces={pieces}&size={PIECE}"))
        readable([client])
        seen = [pulls]

        def settled():
            time.sleep(0.1)
            seen.append(counts(program)[2])
            return seen[-1] == seen[-2] > pulls

        until(settled, "it is no longer pulled")
        assert seen[-1] - pulls < 200, f"{seen[-1] - pulls} pieces of {pieces} were pulled"
        if not tap.SANITIZED:  # AddressSanitizer keeps what was freed
            assert program.memory() - before < 2048, f"{program.memory() - before} KiB more"
        answer = client.answer()
        assert answer.whole
        equal(len(answer.body), pieces * PIECE)
        if not tap.SANITIZED:  # AddressSanitizer keeps what was freed
            assert program.memory() - before < 2048, f"{program.memory() - before} KiB more"


def stuck_reader():
    """Who reads nothing at all is let go after the idle timeout."""
    with server("idle_timeout=1") as program, program.connect(buffer=65536) as client:
        client.send(request(f"/stream?pieces=3000&size={PIECE}"))
        until(lambda: counts(program)[3] == 1, "it has begun")
        until(lambda: counts(program)[3] == 0, "it is given up")
        assert not client.answer().whole


def gone():
    """Clients that go while they wait, in the middle of a stream, of a body, of a head."""
    with server() as program:
        files = program.n_files()
        clients = [program.connect() for _number in range(20)]
        for number, client in enumerate(clients):
            if number % 4 == 0:
                client.send(request("/wait"))
            elif number % 4 == 1:
                client.send(request(f"/stream?pieces=3000&size={PIECE}"))
                readable([client])
            elif number % 4 == 2:
                client.send(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n1")
            else:
                client.send(b"GET / HTTP/1.1\r\nHo")
        until(lambda: counts(program)[0] == 5 and counts(program)[3] == 5, "all have begun")
        for number, client in enumerate(clients):
            if number >= 8:  # by a reset
                client.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            client.socket.close()
        until(lambda: counts(program)[1] == 5, "who waits is cancelled")
        until(lambda: counts(program)[3] == 0, "streams are freed")
        program.ask("/go")
        until(lambda: program.n_files() == files, "all are closed")
        equal(counts(program), [0, 5, counts(program)[2], 0])


def stopping(program):
    program.stop()
    equal(program.process.stdout.readline(), "stopping\n")


def stop():
    """What began is finished; nothing new begins."""
    with server() as program, contextlib.ExitStack() as stack:
        waiting, other, resting, silent, half, streaming = (
            stack.enter_context(program.connect()) for _number in range(6)
        )
        equal(resting.ask().status, 200)
        other.send(request("/go")[:-2])
        half.send(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\n12")
        streaming.send(request(f"/stream?pieces=500&size={PIECE}"))
        waiting.send(request("/wait"))
        until(lambda: counts(program)[0] == 1 and counts(program)[3] == 1, "they have begun")
        stopping(program)
        assert resting.closed() and silent.closed()
        try:
            program.connect()
            raise AssertionError("a new connection was taken")
        except ConnectionRefusedError:
            pass
        half.send(b"34")
        answer = half.answer()
        assert "body 4\n" in answer.text()
        equal(answer.headers["connection"], "close")
        assert half.closed()
        answer = streaming.answer()
        assert answer.whole and len(answer.body) == 500 * PIECE
        other.send(b"\r\n")
        equal(other.answer().status, 200)
        equal(waiting.answer().text(), "late")
        equal(program.end(), "stopped\n")


def forced_stop():
    """After the grace, who waits is answered 503, and streams break off."""
    with server("grace=1") as program, contextlib.ExitStack() as stack:
        clients = [stack.enter_context(program.connect()) for _number in range(20)]
        waiting, streaming, dripping = clients[:-2], clients[-2], clients[-1]
        for client in waiting:
            client.send(request("/wait"))
        streaming.send(request(f"/stream?pieces=3000&size={PIECE}"))
        dripping.send(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\n12")
        until(lambda: counts(program)[0] == 18 and counts(program)[3] == 1, "they have begun")
        stopping(program)
        for client in waiting:
            answer = client.answer()
            equal(answer.status, 503)
            equal(answer.problem()["code"], "server-busy")
            assert client.closed()
        assert not streaming.answer().whole
        assert dripping.closed()
        # The handler's own answers come after that, and go nowhere.
        equal(program.end(), "stopped\n")


CHECKS = [
    ("silent and dripping clients", too_slow),
    ("late answers", late),
    ("waiting clients are not timed", not_timed),
    ("streams and large answers", stream),
    ("streams that break off", broken_stream),
    ("a slow reader", slow_reader),
    ("a reader that is stuck", stuck_reader),
    ("clients that go away", gone),
    ("the end, with grace", stop),
    ("the end, without", forced_stop),
]

if __name__ == "__main__":
    run(CHECKS)
