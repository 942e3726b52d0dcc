"""Killed at any moment under load: what was acknowledged is there, once. KMS_ROUNDS says how often."""
import os
import random
import time

from dealers import dealer, new_sheets
from load import Load
from server import Server, tap

ROUNDS = int(os.environ.get("KMS_ROUNDS", "200"))
SEED = int(os.environ.get("KMS_SEED", random.randrange(1 << 30)))


def main():
    chance = random.Random(SEED)
    server = Server().start()
    # From here on at one address, so that clients find it again.
    server.configure(server={"listen": server.url.removeprefix("http://")})
    client = dealer(server.client(), server, "dealer@example.com")
    load = Load(client.token, new_sheets(server, ROUNDS * 100 + 1000))

    def killed():
        for _ in range(ROUNDS):
            before = len(load.done)

            def kill():
                # Somewhere behind the first answer, so that no round is wasted on the start.
                end = time.monotonic() + 10
                while len(load.done) == before and time.monotonic() < end:
                    time.sleep(0.001)
                time.sleep(chance.random() * 0.03)
                server.kill()

            load.run(server.url, kill)
            server.start()

    def finished():
        # What was under way at the last kill is sent again.
        load.run(server.url, lambda: time.sleep(0.2))

    def all_there():
        assert len(load.done) > ROUNDS, len(load.done)
        load.check(server.client(client.token))

    def clean():
        server.admin("check")
        server.stop()
        server.admin("check")

    tap.run([
        (f"{ROUNDS} kills, seed {SEED}", killed),
        ("what was under way", finished),
        ("all that was acknowledged is there, once", all_there),
        ("check is clean", clean),
    ])


main()
