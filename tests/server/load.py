"""Clients that issue under one Idempotency-Key an attempt, through crashes and refusals."""
import http.client
import threading
import uuid

from dealers import issue, issue_request
from server import Client, equal

CLIENTS = 8


class Attempt:
    """One issue, which is repeated under its Idempotency-Key until it is answered."""

    def __init__(self, pair, device):
        self.key = str(uuid.uuid4())
        self.request = issue_request([pair], device)
        self.issued = None


class Load:
    """Clients that issue one key after the other and go on where a crash stopped them."""

    def __init__(self, token, pairs, accepted=(201,)):
        self.token = token
        self.pairs = pairs
        self.accepted = accepted  # statuses; with any but 201 the attempt is repeated
        self.lock = threading.Lock()
        self.number = 0
        self.done = []
        self.refused = 0
        self.faults = []
        self.waiting = [None] * CLIENTS

    def next_attempt(self):
        with self.lock:
            self.number += 1
            # Few devices, so that ordinals are taken from the same counters.
            return Attempt(self.pairs.pop(), f"{self.number // 50:016X}")

    def run_client(self, index, url, stop):
        client = Client(url, self.token)
        try:
            while not stop.is_set():
                attempt = self.waiting[index] or self.next_attempt()
                self.waiting[index] = attempt
                answer = issue(client, attempt.request, attempt.key)
                assert answer.status in self.accepted, answer.body
                if answer.status != 201:
                    with self.lock:
                        self.refused += 1
                    continue
                attempt.issued = answer.json()
                self.waiting[index] = None
                with self.lock:
                    self.done.append(attempt)
        except (OSError, http.client.HTTPException):
            pass  # killed
        except AssertionError as fault:
            self.faults.append(str(fault))
        finally:
            client.close()

    def run(self, url, body):
        """Runs all clients while body() runs."""
        stop = threading.Event()
        threads = [threading.Thread(target=self.run_client, args=(i, url, stop)) for i in range(CLIENTS)]
        for thread in threads:
            thread.start()
        body()
        stop.set()
        for thread in threads:
            thread.join()
        assert not self.faults, self.faults

    def check(self, reader):
        """Everything that was acknowledged is there as it was told, and nothing is doubled."""
        for attempt in self.done:
            equal(reader.get(f"/v1/issuances/{attempt.issued['id']}").json(), attempt.issued)
        keys = [attempt.issued["keys"][0] for attempt in self.done]
        equal(len({key["activation_key"] for key in keys}), len(keys))
        equal(len({key["registration_key"] for key in keys}), len(keys))
        assert all(key["event"] == "issued" for key in keys)
        equal(reader.get("/v1/issuances?limit=1").json()["total"], min(len(keys), 10000))
