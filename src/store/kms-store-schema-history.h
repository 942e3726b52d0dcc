/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Private to store/: a piece of version 2 of the tables: bindings that outlive their release, lists
 * and searches by index, and the requests that were carried out under an Idempotency-Key. */

#pragma once

/* A binding stays when it is released, so that the history keeps what was issued; at most one of a key
 * is in force. History points to bindings, and says nothing twice. Where a key or a device is looked for
 * by its beginning, the unique indexes serve; by its end, one on its last four digits. */
#define KMS_STORE_SCHEMA_HISTORY                                                                     \
  "DROP INDEX issue_by_device;"                                                                      \
  "DROP INDEX issue_key_by_key;"                                                                     \
  "ALTER TABLE binding RENAME TO old_binding;"                                                       \
  "ALTER TABLE issue_key RENAME TO old_issue_key;"                                                   \
                                                                                                     \
  "CREATE TABLE binding ("                                                                           \
  "  id INTEGER NOT NULL PRIMARY KEY,"                                                               \
  "  activation_key TEXT NOT NULL REFERENCES activation (activation_key),"                           \
  "  part INTEGER NOT NULL REFERENCES part (id),"                                                    \
  "  device_id TEXT NOT NULL"                                                                        \
  "    CHECK (length (device_id) IN (12, 16) AND device_id NOT GLOB '*[^0-9A-F]*'),"                 \
  "  ordinal INTEGER NOT NULL CHECK (ordinal >= 1),"                                                 \
  "  registration_key TEXT NOT NULL"                                                                 \
  "    CHECK (length (registration_key) = 16 AND registration_key NOT GLOB '*[^0-9A-F]*'),"          \
  "  issued_at INTEGER NOT NULL,"                                                                    \
  "  released_at INTEGER,"                                                                           \
  "  UNIQUE (device_id, part, ordinal)"                                                              \
  ") STRICT;"                                                                                        \
  "CREATE UNIQUE INDEX binding_in_force ON binding (activation_key) WHERE released_at IS NULL;"      \
  "CREATE INDEX binding_by_key_end ON binding (substr (activation_key, -4))"                         \
  "  WHERE released_at IS NULL;"                                                                     \
  "CREATE INDEX binding_by_device_end ON binding (substr (device_id, -4))"                           \
  "  WHERE released_at IS NULL;"                                                                     \
                                                                                                     \
  "CREATE TABLE issue_key ("                                                                         \
  "  issue INTEGER NOT NULL REFERENCES issue (id),"                                                  \
  "  position INTEGER NOT NULL CHECK (position >= 1),"                                               \
  "  binding INTEGER NOT NULL REFERENCES binding (id),"                                              \
  "  reissued INTEGER NOT NULL CHECK (reissued IN (0, 1)),"                                          \
  "  PRIMARY KEY (issue, position)"                                                                  \
  ") STRICT, WITHOUT ROWID;"                                                                         \
                                                                                                     \
  "INSERT INTO binding"                                                                              \
  "  (activation_key, part, device_id, ordinal, registration_key, issued_at)"                        \
  "  SELECT activation_key, part, device_id, ordinal, registration_key, issued_at"                   \
  "  FROM old_binding ORDER BY issued_at, part, ordinal;"                                            \
  "INSERT INTO issue_key (issue, position, binding, reissued)"                                       \
  "  SELECT old_issue_key.issue, old_issue_key.position, binding.id,"                                \
  "    old_issue_key.event = 'reissued'"                                                             \
  "  FROM old_issue_key JOIN binding ON binding.activation_key = old_issue_key.activation_key"       \
  "  WHERE binding.released_at IS NULL;"                                                             \
  "DROP TABLE old_issue_key;"                                                                        \
  "DROP TABLE old_binding;"                                                                          \
                                                                                                     \
  "CREATE INDEX issue_key_by_binding ON issue_key (binding);"                                        \
  "CREATE INDEX issue_by_time ON issue (dealer, issued_at);"                                         \
                                                                                                     \
  /* Sites have numbers, by which an index of their words finds them; a changed one gets another. */ \
  "ALTER TABLE site RENAME TO old_site;"                                                             \
  "CREATE TABLE site ("                                                                              \
  "  id INTEGER NOT NULL PRIMARY KEY,"                                                               \
  "  dealer TEXT NOT NULL CHECK (length (dealer) BETWEEN 1 AND 64),"                                 \
  "  category TEXT NOT NULL,"                                                                        \
  "  device_id TEXT NOT NULL CHECK (device_id NOT GLOB '*[^0-9A-F]*'"                                \
  "    AND ((category = 'hdvc' AND length (device_id) = 16)"                                         \
  "      OR (category = 'live-link' AND length (device_id) = 12))),"                                 \
  "  line_1 TEXT NOT NULL CHECK (length (line_1) <= 50),"                                            \
  "  line_2 TEXT NOT NULL CHECK (length (line_2) <= 50),"                                            \
  "  version INTEGER NOT NULL CHECK (version >= 1),"                                                 \
  "  UNIQUE (dealer, device_id)"                                                                     \
  ") STRICT;"                                                                                        \
  "INSERT INTO site (dealer, category, device_id, line_1, line_2, version)"                          \
  "  SELECT dealer, category, device_id, line_1, line_2, version FROM old_site;"                     \
  "DROP TABLE old_site;"                                                                             \
  "CREATE TABLE site_indexed ("                                                                      \
  "  one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),"                                              \
  "  last INTEGER NOT NULL"                                                                          \
  ") STRICT;"                                                                                        \
  "INSERT INTO site_indexed VALUES (1, 0);"                                                          \
  "CREATE VIRTUAL TABLE site_words USING fts5 (terms, content = '', columnsize = 0,"                 \
  "  detail = none, tokenize = \"ascii tokenchars '!#$%&()*+,-./:;<=>?@[\\]^_`{|}~'\");"             \
                                                                                                     \
  /* The digest is of the request as it was read. */                                                 \
  "CREATE TABLE attempt ("                                                                           \
  "  issue INTEGER NOT NULL PRIMARY KEY REFERENCES issue (id),"                                      \
  "  dealer TEXT NOT NULL CHECK (length (dealer) BETWEEN 1 AND 64),"                                 \
  "  key TEXT NOT NULL"                                                                              \
  "    CHECK (length (key) BETWEEN 1 AND 64 AND key NOT GLOB '*[^0-9A-Za-z_-]*'),"                   \
  "  digest TEXT NOT NULL CHECK (length (digest) = 64 AND digest NOT GLOB '*[^0-9a-f]*'),"           \
  "  UNIQUE (dealer, key)"                                                                           \
  ") STRICT;"
