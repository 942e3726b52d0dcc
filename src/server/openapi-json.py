#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The contract as JSON, without blanks: openapi-json.py IN.yaml OUT.json"""
import json
import sys

import yaml

with open(sys.argv[1], encoding="utf-8") as source:
    contract = yaml.safe_load(source)
with open(sys.argv[2], "w", encoding="utf-8") as target:
    json.dump(contract, target, ensure_ascii=False, separators=(",", ":"))
