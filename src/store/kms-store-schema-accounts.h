/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Private to store/: a piece of version 2 of the tables: accounts, their sessions, and what is on the way to an account. */

#pragma once

#define KMS_STORE_SCHEMA_ACCOUNTS ""
