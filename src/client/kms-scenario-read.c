/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reading the file of a scenario (data/scenarios/README.md). It is read to the first thing that is
 * wrong, whose place is told as a JSON pointer; once there is one, every function here does nothing.
 *
 * The error has one detail: KMS_ERROR_VALUE_MISSING, KMS_ERROR_PARAMETER_INVALID (a member that nobody
 * knows), KMS_ERROR_TEXT_INVALID (of another type), KMS_ERROR_VALUE_INVALID (its message lists what
 * may stand there), or what the engine says. Without a detail the text is no JSON. */

#include "client/kms-scenario-reader.h"
#include "common/kms-clock.h"
#include "engine/kms-mail.h"
#include "engine/kms-practice-sheet.h"

#define MAX_SECONDS 3600
#define MAIL_DOMAIN "@example.com"

static const char *const call_words[] = {
  "load-site", "save-site", "preview", "issue", "find", NULL
};
static const char *const event_words[] = { "previewed", "issued",      "answered-again",
                                           "refused",   "fault-began", "fault-ended",
                                           "logged-in", "site-loaded", "found",
                                           "resumed",   NULL };
static const char *const fault_words[] = { "maintenance",        "session-expired",
                                           "server-unreachable", "server-silent",
                                           "connection-broken",  "server-busy",
                                           "rate-limited",       NULL };
static const char *const category_words[] = { "hdvc", "live-link", NULL };
static const char *const opens_words[] = { "issue", "home", NULL };

G_STATIC_ASSERT (G_N_ELEMENTS (call_words) == KMS_N_SCENARIO_CALLS + 1);
G_STATIC_ASSERT (G_N_ELEMENTS (event_words) == KMS_N_SCENARIO_EVENTS + 1);

/* Values of the domain --------------------------------------------------------------------------- */

static KmsCategory
take_category (KmsScenarioReader *reader, JsonObject *object)
{
  return (KmsCategory) kms_scenario_take_word (reader, object, "category", category_words, FALSE,
                                               KMS_CATEGORY_HDVC);
}

static void
read_identifier (KmsScenarioReader *reader,
                 JsonObject *object,
                 const char *member,
                 KmsIdentifierKind kind,
                 KmsError code,
                 gboolean needed,
                 char digits[KMS_IDENTIFIER_SIZE])
{
  const char *text = kms_scenario_take_string (reader, object, member, needed);
  KmsIdentifierReading reading;

  *digits = '\0';
  if (text == NULL)
    return;
  if (kms_identifier_read (kind, text, -1, &reading))
    g_strlcpy (digits, reading.digits, KMS_IDENTIFIER_SIZE);
  else
    kms_scenario_fail (reader, member, code, "no such identifier");
}

static void
read_device (KmsScenarioReader *reader,
             JsonObject *object,
             KmsCategory category,
             gboolean needed,
             char digits[KMS_IDENTIFIER_SIZE])
{
  read_identifier (reader, object, "device", kms_identifier_device_kind (category),
                   KMS_ERROR_DEVICE_ID_INVALID, needed, digits);
}

static void
read_site (KmsScenarioReader *reader, JsonObject *object, gboolean needed, KmsSite *site)
{
  JsonArray *lines = kms_scenario_take_array (reader, object, "site", needed, KMS_SITE_N_LINES);

  for (guint i = 0; lines != NULL && i < json_array_get_length (lines); i++)
    {
      const char *line = kms_scenario_take_element (reader, "site", lines, i);

      if (line != NULL && !kms_site_set_line (site, i, line, NULL))
        kms_scenario_fail (reader, "site", KMS_ERROR_SITE_INVALID, "no line of a site");
    }
}

static void
read_given (KmsScenarioReader *reader, JsonObject *object, KmsScenario *scenario)
{
  static const char *const members[] = { "label", "value", NULL };
  KmsScenarioGiven *given = g_new0 (KmsScenarioGiven, 1);

  g_ptr_array_add (scenario->given, given);
  kms_scenario_check_members (reader, object, members);
  kms_scenario_read_text (reader, object, "label", &given->label);
  given->value = g_strdup (kms_scenario_take_string (reader, object, "value", TRUE));
}

static void
read_issued_key (KmsScenarioReader *reader, JsonObject *object, KmsScenario *scenario)
{
  static const char *const members[] = { "activation_key", "registration_id", NULL };
  KmsScenarioIssued *issued = g_ptr_array_index (scenario->issued, scenario->issued->len - 1);
  KmsKeyPair pair;

  kms_scenario_check_members (reader, object, members);
  read_identifier (reader, object, "activation_key", KMS_IDENTIFIER_ACTIVATION_KEY,
                   KMS_ERROR_ACTIVATION_KEY_INVALID, TRUE, pair.activation_key);
  read_identifier (reader, object, "registration_id", KMS_IDENTIFIER_REGISTRATION_ID,
                   KMS_ERROR_REGISTRATION_ID_INVALID, TRUE, pair.registration_id);
  if (reader->error != NULL)
    return;
  if (kms_practice_sheet_recognise (&pair) == NULL
      || kms_practice_sheet_recognise (&pair)->category != issued->request->category)
    kms_scenario_fail (reader, "registration_id", KMS_ERROR_KEY_PAIR_INVALID, "no practice sheet");
  else if (!kms_request_add_pair (issued->request, &pair, NULL))
    kms_scenario_fail (reader, "activation_key", KMS_ERROR_DUPLICATE_KEY, "twice, or too many");
}

static void
read_issued (KmsScenarioReader *reader, JsonObject *object, KmsScenario *scenario)
{
  static const char *const members[] = { "at",   "elsewhere", "category", "device",
                                         "site", "keys",      NULL };
  KmsScenarioIssued *issued = g_new0 (KmsScenarioIssued, 1);
  KmsCategory category = take_category (reader, object);
  const char *at = kms_scenario_take_string (reader, object, "at", TRUE);
  char device_id[KMS_IDENTIFIER_SIZE];

  read_device (reader, object, category, TRUE, device_id);
  issued->request = kms_request_new (category, *device_id != '\0' ? device_id : "0000000000000000");
  g_ptr_array_add (scenario->issued, issued);
  kms_scenario_check_members (reader, object, members);
  if (at != NULL && !kms_time_from_string (at, &issued->at))
    kms_scenario_fail (reader, "at", KMS_ERROR_VALUE_INVALID, "2026-01-20T10:00:00Z");
  issued->elsewhere = kms_scenario_take_boolean (reader, object, "elsewhere", FALSE);
  read_site (reader, object, FALSE, &issued->request->site);
  kms_scenario_read_objects (reader, object, "keys", TRUE, read_issued_key, scenario);
}

static void
read_saved_site (KmsScenarioReader *reader, JsonObject *object, KmsScenario *scenario)
{
  static const char *const members[] = { "category", "device", "site", NULL };
  KmsScenarioSite *saved = g_new0 (KmsScenarioSite, 1);

  g_ptr_array_add (scenario->sites, saved);
  kms_scenario_check_members (reader, object, members);
  saved->category = take_category (reader, object);
  read_device (reader, object, saved->category, TRUE, saved->device_id);
  read_site (reader, object, TRUE, &saved->site);
}

/* What is filled in ------------------------------------------------------------------------------ */

static void
set_string (char **place, const char *string)
{
  if (string == NULL)
    return;
  g_free (*place);
  *place = g_strdup (string);
}

/* As typed: nothing here is judged, a mistake may be what the scenario is about. */
static void
read_filled_pair (KmsScenarioReader *reader, JsonObject *object, KmsScenario *scenario)
{
  static const char *const members[] = { "activation_key", "registration_id", NULL };

  kms_scenario_check_members (reader, object, members);
  g_ptr_array_add (
      scenario->filled_in->pairs,
      kms_draft_pair_new (kms_scenario_take_string (reader, object, "activation_key", TRUE),
                          kms_scenario_take_string (reader, object, "registration_id", TRUE)));
}

/* Nobody's real address is shown to a class. */
static void
read_filled_mails (KmsScenarioReader *reader, JsonObject *object, KmsDraft *draft)
{
  JsonArray *mails =
      kms_scenario_take_array (reader, object, "mail_to", FALSE, KMS_REQUEST_MAX_MAILS);

  for (guint i = 0; mails != NULL && i < json_array_get_length (mails); i++)
    {
      const char *address = kms_scenario_take_element (reader, "mail_to", mails, i);

      if (address != NULL
          && (!g_str_has_suffix (address, MAIL_DOMAIN) || !kms_mail_address_is_valid (address)))
        kms_scenario_fail (reader, "mail_to", KMS_ERROR_VALUE_INVALID, "…" MAIL_DOMAIN);
      set_string (&draft->mail_to[i], address);
    }
}

static void
read_filled_in (KmsScenarioReader *reader, JsonObject *object, KmsScenario *scenario)
{
  static const char *const members[] = { "sample", "category", "device",  "device_confirmed",
                                         "site",   "pairs",    "mail_to", NULL };
  KmsDraft *draft = scenario->filled_in;
  JsonArray *lines;

  kms_scenario_check_members (reader, object, members);
  scenario->has_sample = kms_scenario_take_boolean (reader, object, "sample", FALSE);
  draft->category = take_category (reader, object);
  set_string (&draft->device, kms_scenario_take_string (reader, object, "device", FALSE));
  draft->device_confirmed = kms_scenario_take_boolean (reader, object, "device_confirmed", FALSE);
  lines = kms_scenario_take_array (reader, object, "site", FALSE, KMS_SITE_N_LINES);
  for (guint i = 0; lines != NULL && i < json_array_get_length (lines); i++)
    set_string (&draft->site[i], kms_scenario_take_element (reader, "site", lines, i));
  kms_scenario_read_objects (reader, object, "pairs", FALSE, read_filled_pair, scenario);
  if (draft->pairs->len > KMS_REQUEST_MAX_KEYS)
    kms_scenario_fail (reader, "pairs", KMS_ERROR_TOO_MANY_KEYS, "too many");
  read_filled_mails (reader, object, draft);
}

/* What happens ----------------------------------------------------------------------------------- */

static void
read_log_in (KmsScenarioReader *reader, JsonObject *object, KmsScenario *scenario)
{
  static const char *const members[] = { "login_id", "password", NULL };

  kms_scenario_check_members (reader, object, members);
  scenario->login_id = g_strdup (kms_scenario_take_string (reader, object, "login_id", TRUE));
  scenario->password = g_strdup (kms_scenario_take_string (reader, object, "password", TRUE));
}

static void
read_fault (KmsScenarioReader *reader, JsonObject *object, KmsScenario *scenario)
{
  static const char *const members[] = {
    "call", "number", "error", "carried_out", "seconds", NULL
  };
  KmsScenarioFault *fault = g_new0 (KmsScenarioFault, 1);
  int word;

  g_ptr_array_add (scenario->faults, fault);
  kms_scenario_check_members (reader, object, members);
  fault->call =
      (KmsScenarioCall) kms_scenario_take_word (reader, object, "call", call_words, TRUE, 0);
  fault->number = kms_scenario_take_number (reader, object, "number", 100, 1);
  word = kms_scenario_take_word (reader, object, "error", fault_words, TRUE, 0);
  kms_error_from_code (fault_words[word], &fault->error);
  fault->carried_out = kms_scenario_take_boolean (reader, object, "carried_out", FALSE);
  fault->seconds = kms_scenario_take_number (reader, object, "seconds", MAX_SECONDS, 0);
  if (fault->carried_out
      && (fault->call != KMS_SCENARIO_ISSUE
          || (fault->error != KMS_ERROR_SERVER_SILENT
              && fault->error != KMS_ERROR_CONNECTION_BROKEN)))
    kms_scenario_fail (reader, "carried_out", KMS_ERROR_VALUE_INVALID, "false");
  if (fault->error == KMS_ERROR_SESSION_EXPIRED && scenario->login_id == NULL)
    kms_scenario_fail (reader, "error", KMS_ERROR_VALUE_MISSING,
                       "a session ends, and there is no log_in");
}

static void
read_hint (KmsScenarioReader *reader, JsonObject *object, KmsScenario *scenario)
{
  KmsScenarioStep *step = g_ptr_array_index (scenario->steps, scenario->steps->len - 1);
  KmsScenarioText *hint = g_new0 (KmsScenarioText, 1);

  g_ptr_array_add (step->hints, hint);
  kms_scenario_read_languages (reader, object, hint);
}

static int
take_verdict (KmsScenarioReader *reader, JsonObject *object)
{
  const char *words[KMS_N_VERDICTS + 1] = { NULL };

  for (guint i = 0; i < KMS_N_VERDICTS; i++)
    words[i] = kms_verdict_to_string ((KmsVerdict) i);
  return kms_scenario_take_word (reader, object, "verdict", words, FALSE, -1);
}

static int
take_error (KmsScenarioReader *reader, JsonObject *object)
{
  const char *code = kms_scenario_take_string (reader, object, "error", FALSE);
  KmsError error = KMS_ERROR_FAILED;

  if (code == NULL)
    return -1;
  if (!kms_error_from_code (code, &error))
    kms_scenario_fail (reader, "error", KMS_ERROR_VALUE_INVALID, "maintenance, session-expired, …");
  return (int) error;
}

/* The number of its digits tells the category. */
static void
read_any_device (KmsScenarioReader *reader, JsonObject *object, char digits[KMS_IDENTIFIER_SIZE])
{
  const char *text = kms_scenario_take_string (reader, object, "device", FALSE);
  KmsIdentifierReading reading;

  read_device (reader, object,
               text != NULL && kms_identifier_read (KMS_IDENTIFIER_MAC_ADDRESS, text, -1, &reading)
                   ? KMS_CATEGORY_LIVE_LINK
                   : KMS_CATEGORY_HDVC,
               FALSE, digits);
}

static void
read_step (KmsScenarioReader *reader, JsonObject *object, KmsScenario *scenario)
{
  static const char *const members[] = { "text", "event", "device", "verdict", "reissued",
                                         "keys", "error", "hints",  NULL };
  KmsScenarioStep *step = g_new0 (KmsScenarioStep, 1);

  step->hints = g_ptr_array_new_with_free_func ((GDestroyNotify) kms_scenario_text_free);
  g_ptr_array_add (scenario->steps, step);
  kms_scenario_check_members (reader, object, members);
  kms_scenario_read_text (reader, object, "text", &step->text);
  step->event =
      (KmsScenarioEventKind) kms_scenario_take_word (reader, object, "event", event_words, TRUE, 0);
  read_any_device (reader, object, step->device_id);
  step->verdict = take_verdict (reader, object);
  step->reissued = kms_scenario_take_boolean (reader, object, "reissued", -1);
  step->n_keys = kms_scenario_take_number (reader, object, "keys", KMS_REQUEST_MAX_KEYS, 0);
  step->error = take_error (reader, object);
  kms_scenario_read_objects (reader, object, "hints", FALSE, read_hint, scenario);
}

static void
read_member (KmsScenarioReader *reader,
             JsonObject *object,
             const char *member,
             KmsScenarioReadElement read,
             KmsScenario *scenario)
{
  JsonNode *node = kms_scenario_take (reader, object, member, JSON_TYPE_OBJECT, FALSE);
  gsize place;

  if (node == NULL)
    return;
  place = kms_scenario_enter (reader, member);
  read (reader, json_node_get_object (node), scenario);
  kms_scenario_leave (reader, place);
}

static void
read_scenario (KmsScenarioReader *reader, JsonObject *object, KmsScenario *scenario)
{
  static const char *const members[] = { "format", "title",     "goal",   "opens",
                                         "given",  "filled_in", "issued", "sites",
                                         "log_in", "faults",    "steps",  NULL };
  guint format;

  kms_scenario_take (reader, object, "format", G_TYPE_INT64, TRUE);
  format =
      kms_scenario_take_number (reader, object, "format", KMS_SCENARIO_FORMAT, KMS_SCENARIO_FORMAT);
  g_assert (reader->error != NULL || format == KMS_SCENARIO_FORMAT);
  kms_scenario_check_members (reader, object, members);
  kms_scenario_read_text (reader, object, "title", &scenario->title);
  kms_scenario_read_text (reader, object, "goal", &scenario->goal);
  scenario->opens_home =
      kms_scenario_take_word (reader, object, "opens", opens_words, FALSE, 0) == 1;
  kms_scenario_read_objects (reader, object, "given", FALSE, read_given, scenario);
  read_member (reader, object, "filled_in", read_filled_in, scenario);
  kms_scenario_read_objects (reader, object, "issued", FALSE, read_issued, scenario);
  kms_scenario_read_objects (reader, object, "sites", FALSE, read_saved_site, scenario);
  read_member (reader, object, "log_in", read_log_in, scenario);
  kms_scenario_read_objects (reader, object, "faults", FALSE, read_fault, scenario);
  kms_scenario_read_objects (reader, object, "steps", TRUE, read_step, scenario);
}

/**
 * kms_scenario_read:
 * @id: what names it
 * @json: the text of a file
 * @length: its length in bytes, or -1 when it ends with a NUL
 * @error: return location
 *
 * Returns: (transfer full): the scenario; on failure %NULL and a KMS_ERROR, with one detail that tells
 *   the place and what is wrong there, or with %KMS_ERROR_LINE when it is no JSON
 */
KmsScenario *
kms_scenario_read (const char *id, const char *json, gssize length, GError **error)
{
  g_autoptr (KmsScenario) scenario = kms_scenario_new (id);
  g_autoptr (JsonNode) root = kms_json_parse (json, length, KMS_SCENARIO_MAX_SIZE, error);
  KmsScenarioReader reader = { 0 };

  if (root == NULL)
    return NULL;
  reader.place = g_string_new (NULL);
  if (JSON_NODE_HOLDS_OBJECT (root))
    read_scenario (&reader, json_node_get_object (root), scenario);
  else
    kms_scenario_fail (&reader, NULL, KMS_ERROR_TEXT_INVALID, "of another type");
  if (scenario->filled_in->pairs->len == 0)
    g_ptr_array_add (scenario->filled_in->pairs, kms_draft_pair_new ("", ""));
  g_string_free (reader.place, TRUE);
  if (reader.error == NULL)
    return g_steal_pointer (&scenario);
  g_propagate_error (error, reader.error);
  return NULL;
}
