/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Private to store/: a piece of version 2 of the tables: accounts, their sessions, and what is on the
 * way to an account. Tokens, the IDs of mailed codes and the codes themselves are here as hashes only,
 * so that nobody can use what somebody reads here. */

#pragma once

/* What a form says, but for the mail address. */
#define KMS_STORE_SCHEMA_FORM                                                                \
  "  company TEXT NOT NULL CHECK (length (company) BETWEEN 1 AND 100),"                      \
  "  country TEXT NOT NULL CHECK (length (country) BETWEEN 1 AND 60),"                       \
  "  postal_code TEXT NOT NULL"                                                              \
  "    CHECK (length (postal_code) <= 20 AND postal_code NOT GLOB '*[^0-9A-Za-z-]*'),"       \
  "  address_1 TEXT NOT NULL CHECK (length (address_1) BETWEEN 1 AND 100),"                  \
  "  address_2 TEXT NOT NULL CHECK (length (address_2) <= 100),"                             \
  "  address_3 TEXT NOT NULL CHECK (length (address_3) <= 100),"                             \
  "  address_4 TEXT NOT NULL CHECK (length (address_4) <= 100),"                             \
  "  address_5 TEXT NOT NULL CHECK (length (address_5) <= 100),"                             \
  "  phone TEXT NOT NULL CHECK (length (phone) <= 30 AND phone NOT GLOB '*[^0-9A-Za-z-]*')," \
  "  contact TEXT NOT NULL CHECK (length (contact) <= 100),"                                 \
  "  news INTEGER NOT NULL CHECK (news IN (0, 1)),"                                          \
  "  language TEXT NOT NULL CHECK (language IN ('en', 'ja')),"                               \
  "  privacy_version TEXT NOT NULL CHECK (length (privacy_version) BETWEEN 1 AND 32),"       \
  "  consented_at INTEGER NOT NULL,"

/* The ID of an account is the dealer of version 1; it is random, so it never comes twice. A login ID
 * stays taken when it was changed or its account deleted, without telling whose it was. */
#define KMS_STORE_SCHEMA_ACCOUNTS                                                                  \
  "CREATE TABLE account ("                                                                         \
  "  id TEXT NOT NULL PRIMARY KEY CHECK (length (id) BETWEEN 1 AND 64),"                           \
  "  login_id TEXT NOT NULL UNIQUE"                                                                \
  "    CHECK (length (login_id) BETWEEN 8 AND 10 AND login_id NOT GLOB '*[^0-9A-Za-z]*'),"         \
  "  password_hash TEXT NOT NULL CHECK (password_hash GLOB '$argon2id$*'),"                        \
  "  email TEXT NOT NULL CHECK (length (email) BETWEEN 3 AND 254)," KMS_STORE_SCHEMA_FORM          \
  "  registered_at INTEGER NOT NULL,"                                                              \
  "  version INTEGER NOT NULL CHECK (version >= 1),"                                               \
  "  disabled INTEGER NOT NULL CHECK (disabled IN (0, 1))"                                         \
  ") STRICT, WITHOUT ROWID;"                                                                       \
  "CREATE UNIQUE INDEX account_by_email ON account (lower (email));"                               \
                                                                                                   \
  "CREATE TABLE taken_login_id ("                                                                  \
  "  hash TEXT NOT NULL PRIMARY KEY"                                                               \
  "    CHECK (length (hash) = 64 AND hash NOT GLOB '*[^0-9a-f]*'),"                                \
  "  account TEXT NOT NULL"                                                                        \
  ") STRICT, WITHOUT ROWID;"                                                                       \
                                                                                                   \
  "CREATE TABLE session ("                                                                         \
  "  token_hash TEXT NOT NULL PRIMARY KEY"                                                         \
  "    CHECK (length (token_hash) = 64 AND token_hash NOT GLOB '*[^0-9a-f]*'),"                    \
  "  account TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,"                             \
  "  created_at INTEGER NOT NULL,"                                                                 \
  "  used_at INTEGER NOT NULL CHECK (used_at >= created_at)"                                       \
  ") STRICT, WITHOUT ROWID;"                                                                       \
  "CREATE INDEX session_by_account ON session (account);"                                          \
  "CREATE INDEX session_by_used_at ON session (used_at);"                                          \
  "CREATE INDEX session_by_created_at ON session (created_at);"                                    \
                                                                                                   \
  /* A mailed code and what it is for. The target is what was typed: a login ID, for which there \
   * may be no account, or a mail address. */ \
  "CREATE TABLE code ("                                                                            \
  "  id_hash TEXT NOT NULL PRIMARY KEY"                                                            \
  "    CHECK (length (id_hash) = 64 AND id_hash NOT GLOB '*[^0-9a-f]*'),"                          \
  "  kind TEXT NOT NULL CHECK (kind IN ('registration', 'password', 'email-change')),"             \
  "  account TEXT REFERENCES account (id) ON DELETE CASCADE,"                                      \
  "  target TEXT NOT NULL,"                                                                        \
  "  code_hash TEXT NOT NULL"                                                                      \
  "    CHECK (length (code_hash) = 64 AND code_hash NOT GLOB '*[^0-9a-f]*'),"                      \
  "  created_at INTEGER NOT NULL,"                                                                 \
  "  tries INTEGER NOT NULL CHECK (tries BETWEEN 0 AND 5),"                                        \
  "  spent INTEGER NOT NULL CHECK (spent IN (0, 1)),"                                              \
  "  proven INTEGER NOT NULL CHECK (proven IN (0, 1) AND proven <= spent),"                        \
  "  CHECK (kind <> 'registration' OR account IS NULL),"                                           \
  "  CHECK (kind <> 'email-change' OR account IS NOT NULL)"                                        \
  ") STRICT, WITHOUT ROWID;"                                                                       \
  "CREATE INDEX code_by_account ON code (account, kind);"                                          \
  "CREATE INDEX code_by_created_at ON code (created_at);"                                          \
                                                                                                   \
  "CREATE TABLE registration ("                                                                    \
  "  id_hash TEXT NOT NULL PRIMARY KEY REFERENCES code (id_hash) ON DELETE "                       \
  "CASCADE," KMS_STORE_SCHEMA_FORM "  completion_hash TEXT"                                        \
  "    CHECK (length (completion_hash) = 64 AND completion_hash NOT GLOB '*[^0-9a-f]*')"           \
  ") STRICT, WITHOUT ROWID;"                                                                       \
                                                                                                   \
  /* How often something happened of late, which slows it down. */                                 \
  "CREATE TABLE throttle ("                                                                        \
  "  key_hash TEXT NOT NULL PRIMARY KEY"                                                           \
  "    CHECK (length (key_hash) = 64 AND key_hash NOT GLOB '*[^0-9a-f]*'),"                        \
  "  count INTEGER NOT NULL CHECK (count >= 1),"                                                   \
  "  last_at INTEGER NOT NULL"                                                                     \
  ") STRICT, WITHOUT ROWID;"                                                                       \
  "CREATE INDEX throttle_by_last_at ON throttle (last_at);"
