#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Vectors of the derivation, computed apart from the C code: one line a vector, fields with tabs.

device    ISSUER CATEGORY DEVICE SECRET
key       SECRET PART ORDINAL KEY
sheet     PART ACTIVATION-KEY REGISTRATION-ID
print     ISSUER FINGERPRINT
"""

import hashlib
import hmac

DEMO = b"KMS-DESK-DEMO-NOT-FOR-REAL-USE-1"
ISSUERS = [DEMO, bytes(32), bytes(range(32)), b"\xff" * 32]
DEVICES = [("hdvc", "1234567890ABCDEF"), ("hdvc", "0000000000000000"),
           ("live-link", "1234567890AB"), ("live-link", "FFFFFFFFFFFF")]
PARTS = ["KX-VCS101DEMO", "KX-VCS201DEMO", "LIVELINK-DEMO", "X"]
ORDINALS = [1, 2, 9, 10, 64]
KEYS = ["1111111111111111", "AAAAAFAFAFAFFFFF", "0123456789ABCDEF"]


def mac(secret, *strings):
    return hmac.new(secret, b"\0".join(s.encode("ascii") for s in strings), hashlib.sha256).digest()


def show(*fields):
    print("\t".join(fields))


for issuer in ISSUERS:
    digest = hashlib.sha256(b"kms/fingerprint/v1\0" + issuer).hexdigest().upper()
    show("print", issuer.hex().upper(), digest[:16])
    for category, device in DEVICES:
        secret = mac(issuer, "kms/device/v1", category, device)
        show("device", issuer.hex().upper(), category, device, secret.hex().upper())
        for part in PARTS:
            for ordinal in ORDINALS:
                key = mac(secret, "kms/registration/v1", part, str(ordinal)).hex().upper()[:16]
                show("key", secret.hex().upper(), part, str(ordinal), key)
for part in PARTS:
    for key in KEYS:
        show("sheet", part, key, mac(DEMO, "kms/sheet/v1", part, key).hex().upper()[:8])
