"""Many at once: one activation key for many devices, many repetitions of one request."""
import threading

from dealers import dealer, issue, issue_request, new_sheets
from server import Server, equal, tap

MANY = 100


def at_once(count, function):
    """function(index) in as many threads, let go together; their results in order."""
    barrier = threading.Barrier(count)
    results = [None] * count

    def body(index):
        barrier.wait()
        results[index] = function(index)

    threads = [threading.Thread(target=body, args=(i,)) for i in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def main(server):
    token = dealer(server.client(), server, "dealer@example.com").token
    pairs = new_sheets(server, 10)

    def one_device_only():
        answers = at_once(
            MANY, lambda i: issue(server.client(token), issue_request([pairs[0]], f"{i:016X}")))
        won = [answer for answer in answers if answer.status == 201]
        lost = [answer for answer in answers if answer.status == 409]
        equal((len(won), len(lost)), (1, MANY - 1))
        equal({answer.code for answer in lost}, {"key-bound-elsewhere"})
        # Nothing of the winner is told.
        device = won[0].json()["device_id"]
        assert not any(device.encode() in answer.body for answer in lost)

    def one_issue_only():
        request = issue_request([pairs[1]], mail_to=["a@example.com"])
        answers = at_once(MANY, lambda i: issue(server.client(token), request, "the-same-key"))
        equal({answer.status for answer in answers}, {201})
        equal(len({answer.body for answer in answers}), 1)
        equal(sum("idempotent-replayed" not in answer.headers for answer in answers), 1)
        rows = server.client(token).get(f"/v1/issuances?activation_key={pairs[1]['activation_key']}").json()
        equal(rows["total"], 1)

    def other_request():
        answer = issue(server.client(token), issue_request([pairs[2]]), "the-same-key")
        equal((answer.status, answer.code), (422, "idempotency-key-reused"))

    tap.run([
        ("one key, many devices", one_device_only),
        ("one request, many times", one_issue_only),
        ("another request under the same key", other_request),
    ])


with Server() as the_server:
    main(the_server)
