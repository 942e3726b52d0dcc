/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Private to store/: a piece of version 2 of the tables: mails on their way, and notices. */

#pragma once

#define KMS_STORE_SCHEMA_MAIL ""
