/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Private to store/: a piece of version 2 of the tables: what history, lists and repeated requests need beside version 1. */

#pragma once

#define KMS_STORE_SCHEMA_HISTORY ""
