/* SPDX-License-Identifier: GPL-3.0-or-later */

#pragma once

#include "common/kms-json.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define KMS_USER_N_ADDRESS_LINES 5

/* What a person says of himself when registering (manual chapter 4.2). All strings are owned, UTF-8
 * and never NULL; the server says what is wrong with them, by pointers of the members' names. */
typedef struct
{
  char *company;
  char *country;
  char *postal_code;
  char *address[KMS_USER_N_ADDRESS_LINES];
  char *phone;
  char *contact;
  char *email;
  gboolean news;
  char *language; /* of mails: "en" or "ja" */
} KmsUserForm;

#define KMS_TYPE_USER_FORM (kms_user_form_get_type ())
GType kms_user_form_get_type (void);
KmsUserForm *kms_user_form_new (void);
KmsUserForm *kms_user_form_copy (const KmsUserForm *form);
void kms_user_form_free (KmsUserForm *form);
gboolean kms_user_form_equal (const KmsUserForm *a, const KmsUserForm *b);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KmsUserForm, kms_user_form_free)

/* An account as the server has it. */
typedef struct
{
  char *id;             /* owned; never changes */
  char *login_id;       /* owned */
  KmsUserForm *form;    /* owned */
  gint64 registered_at; /* microseconds UTC */
  char *etag;           /* owned; the version; NULL where only told of */
} KmsUser;

#define KMS_TYPE_USER (kms_user_get_type ())
GType kms_user_get_type (void);
KmsUser *kms_user_copy (const KmsUser *user);
void kms_user_free (KmsUser *user);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (KmsUser, kms_user_free)

KmsUser *kms_user_from_json (JsonNode *node, GError **error);
JsonNode *kms_user_to_update_json (const KmsUser *user);
JsonNode *kms_user_form_to_registration_json (const KmsUserForm *form, const char *privacy_version);

G_END_DECLS
