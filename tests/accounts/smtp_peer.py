"""A real mail server (aiosmtpd) that takes mails, or misbehaves as the recipient's name says.

    smtp_peer.py [--starttls | --smtps] [--certificate FILE --key FILE] [--user NAME --password TEXT]

It prints one JSON object a line: first {"port": N}, then each mail it has taken, and {"seen": NAME} when
it misbehaves. The names: busy (451), nobody (550), stall (says nothing more), drop (hangs up in the
middle of DATA), once-NAME (so the first time only). It ends when its standard input does.
"""
import argparse
import asyncio
import json
import ssl
import sys
import warnings

from aiosmtpd.smtp import SMTP, AuthResult


# A log-in in the clear is what a test on loopback wants.
warnings.simplefilter("ignore")


def say(**what):
    print(json.dumps(what), flush=True)


class Handler:
    """Decides by the local part of the recipient, and tells what was taken."""

    def __init__(self):
        self.done = set()

    def misbehaviour(self, address):
        name = address.partition("@")[0]
        if name.startswith("once-"):
            if name in self.done:
                return ""
            self.done.add(name)
            name = name.removeprefix("once-")
        return name

    async def handle_RCPT(self, server, session, envelope, address, options):
        name = self.misbehaviour(address)
        server.misbehaviour = name
        if name in ("busy", "nobody", "stall", "drop"):
            say(seen=name)
        if name == "busy":
            return "451 4.3.0 Try again\tlater"
        if name == "nobody":
            return "550 5.1.1 There is nobody of that name"
        if name == "stall":
            await asyncio.Event().wait()
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        text = envelope.content.decode()
        say(
            sender=envelope.mail_from,
            to=envelope.rcpt_tos,
            data=text,
            tls=server.transport.get_extra_info("ssl_object") is not None,
            user=session.authenticated,
            connection=id(server),
        )
        return "250 OK"


class Peer(SMTP):
    """Hangs up where aiosmtpd would read the message."""

    misbehaviour = ""

    async def smtp_DATA(self, arg):
        if self.misbehaviour == "drop":
            await self.push("354 Go on")
            self.transport.abort()
            return
        await super().smtp_DATA(arg)


def tls_context(options):
    if not options.certificate:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(options.certificate, options.key)
    return context


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--starttls", action="store_true")
    parser.add_argument("--smtps", action="store_true")
    parser.add_argument("--port", type=int, default=0)
    for name in ("certificate", "key", "user", "password"):
        parser.add_argument("--" + name, default="")
    options = parser.parse_args()
    handler = Handler()

    def authenticate(server, session, envelope, mechanism, data):
        good = (data.login, data.password) == (options.user.encode(), options.password.encode())
        return AuthResult(success=good, handled=False)

    def peer():
        return Peer(
            handler,
            hostname="peer.example.com",
            tls_context=tls_context(options) if options.starttls else None,
            require_starttls=options.starttls,
            authenticator=authenticate if options.user else None,
            auth_required=bool(options.user),
            auth_require_tls=False,
        )

    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        peer, "127.0.0.1", options.port, ssl=tls_context(options) if options.smtps else None
    )
    say(port=server.sockets[0].getsockname()[1])
    ended = loop.run_in_executor(None, sys.stdin.read)
    await ended
    server.close()


asyncio.run(main())
