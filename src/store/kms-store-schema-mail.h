/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Private to store/: a piece of version 2 of the tables: mails on their way, notices and maintenance. */

#pragma once

/* A mail is "due" when it is to be tried (queued), or when whoever sends it counts as gone (sending).
 * Its content is what the template names, as JSON; that of a mail that expires, so of a code, is
 * deleted when it is sent or given up. A mail to everybody is bulk, which lets the others go first. */
#define KMS_STORE_SCHEMA_MAIL                                                                 \
  "CREATE TABLE mail ("                                                                       \
  "  id INTEGER NOT NULL PRIMARY KEY,"                                                        \
  "  kind TEXT NOT NULL CHECK (kind IN ('registration-code', 'registration-complete',"        \
  "    'keys-issued', 'password-code', 'address-code', 'credentials-changed', 'maintenance'," \
  "    'news')),"                                                                             \
  "  bulk INTEGER NOT NULL GENERATED ALWAYS AS (kind IN ('maintenance', 'news')) STORED,"     \
  "  account TEXT CHECK (length (account) BETWEEN 1 AND 64),"                                 \
  "  issue INTEGER REFERENCES issue (id),"                                                    \
  "  address TEXT NOT NULL CHECK (length (address) BETWEEN 3 AND 254),"                       \
  "  language TEXT NOT NULL CHECK (language IN ('en', 'ja')),"                                \
  "  subject TEXT CHECK (length (subject) BETWEEN 1 AND 200),"                                \
  "  content TEXT,"                                                                           \
  "  state TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'sent', 'failed')),"           \
  "  attempts INTEGER NOT NULL CHECK (attempts >= 0),"                                        \
  "  queued_at INTEGER NOT NULL,"                                                             \
  "  due_at INTEGER,"                                                                         \
  "  expires_at INTEGER,"                                                                     \
  "  sent_at INTEGER,"                                                                        \
  "  failure TEXT CHECK (length (failure) BETWEEN 1 AND 200),"                                \
  "  CHECK ((kind = 'keys-issued') = (issue IS NOT NULL)),"                                   \
  "  CHECK ((state IN ('queued', 'sending')) = (due_at IS NOT NULL)),"                        \
  "  CHECK ((state = 'sent') = (sent_at IS NOT NULL)),"                                       \
  "  CHECK (state IN ('queued', 'sending') OR expires_at IS NULL OR content IS NULL)"         \
  ") STRICT;"                                                                                 \
  "CREATE INDEX mail_by_due ON mail (bulk, due_at) WHERE due_at IS NOT NULL;"                 \
  "CREATE INDEX mail_by_issue ON mail (issue) WHERE issue IS NOT NULL;"                       \
  "CREATE INDEX mail_by_account ON mail (account) WHERE account IS NOT NULL;"                 \
  "CREATE INDEX mail_unsent ON mail (id) WHERE state <> 'sent';"                              \
  "CREATE INDEX mail_without_issue ON mail (queued_at) WHERE issue IS NULL;"                  \
                                                                                              \
  /* Never an ID twice: who has seen a notice is not shown it again. */                       \
  "CREATE TABLE notice ("                                                                     \
  "  id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,"                                          \
  "  kind TEXT NOT NULL CHECK (kind IN ('maintenance', 'information')),"                      \
  "  text_en TEXT NOT NULL CHECK (length (text_en) BETWEEN 1 AND 2000),"                      \
  "  text_ja TEXT NOT NULL CHECK (length (text_ja) BETWEEN 1 AND 2000),"                      \
  "  starts_at INTEGER,"                                                                      \
  "  ends_at INTEGER,"                                                                        \
  "  CHECK (ends_at > starts_at)"                                                             \
  ") STRICT;"                                                                                 \
                                                                                              \
  /* One row while there is maintenance. */                                                   \
  "CREATE TABLE maintenance ("                                                                \
  "  id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),"                                         \
  "  ends_at INTEGER"                                                                         \
  ") STRICT;"
