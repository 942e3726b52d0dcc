/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The form of an account, as a table of fields. What is typed stays as typed but for full-width forms
 * where half-width ones are wanted: they are converted when the field is left, which its line says. It
 * owns its children. */

#include "app/kms-user-fields.h"

#include "app/kms-assistant-page.h"
#include "app/kms-field.h"
#include "engine/kms-account-rules.h"
#include "words/kms-words.h"

#include <glib/gi18n.h>

enum
{
  FIELD_COMPANY,
  FIELD_COUNTRY,
  FIELD_POSTAL_CODE,
  FIELD_ADDRESS,
  FIELD_PHONE = FIELD_ADDRESS + KMS_USER_N_ADDRESS_LINES,
  FIELD_CONTACT,
  FIELD_EMAIL,
  N_FIELDS,
};

struct _KmsUserFields
{
  GtkWidget parent_instance;

  char *registered_email; /* owned; NULL when registering */

  /* Borrowed from the box, which is the only child */
  KmsField *field[N_FIELDS];
  GtkEditable *entry[N_FIELDS];
  KmsField *again_field;
  GtkEditable *again;
  GtkCheckButton *news;
  GtkDropDown *language;
};

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

#define PLAIN_HINT N_ ("Half-width letters, digits and hyphens")

/* The fields in the manual's order. */
static const struct
{
  const char *pointer; /* into the request */
  const char *label;
  const char *hint; /* NULL for none */
  KmsAccountText text;
  GtkInputPurpose purpose;
} table[N_FIELDS] = {
  { "/company", N_ ("C_ompany *"), NULL, KMS_ACCOUNT_TEXT_COMPANY, GTK_INPUT_PURPOSE_FREE_FORM },
  { "/country", N_ ("Count_ry *"), NULL, KMS_ACCOUNT_TEXT_COUNTRY, GTK_INPUT_PURPOSE_FREE_FORM },
  { "/postal_code", N_ ("_Postal code"), PLAIN_HINT, KMS_ACCOUNT_TEXT_POSTAL_CODE,
    GTK_INPUT_PURPOSE_FREE_FORM },
  { "/address/0", N_ ("A_ddress 1 *"), NULL, KMS_ACCOUNT_TEXT_ADDRESS_1,
    GTK_INPUT_PURPOSE_FREE_FORM },
  { "/address/1", N_ ("Address 2"), NULL, KMS_ACCOUNT_TEXT_ADDRESS_MORE,
    GTK_INPUT_PURPOSE_FREE_FORM },
  { "/address/2", N_ ("Address 3"), NULL, KMS_ACCOUNT_TEXT_ADDRESS_MORE,
    GTK_INPUT_PURPOSE_FREE_FORM },
  { "/address/3", N_ ("Address 4"), NULL, KMS_ACCOUNT_TEXT_ADDRESS_MORE,
    GTK_INPUT_PURPOSE_FREE_FORM },
  { "/address/4", N_ ("Address 5"), NULL, KMS_ACCOUNT_TEXT_ADDRESS_MORE,
    GTK_INPUT_PURPOSE_FREE_FORM },
  { "/phone", N_ ("P_hone"), PLAIN_HINT, KMS_ACCOUNT_TEXT_PHONE, GTK_INPUT_PURPOSE_PHONE },
  { "/contact", N_ ("Con_tact"), NULL, KMS_ACCOUNT_TEXT_CONTACT, GTK_INPUT_PURPOSE_NAME },
  { "/email", N_ ("_E-mail *"), NULL, KMS_ACCOUNT_TEXT_EMAIL, GTK_INPUT_PURPOSE_EMAIL },
};

static const char *const languages[] = { "en", "ja", NULL };
/* Each by the name it has itself. */
static const char *const language_names[] = { "English", "日本語", NULL };

G_DEFINE_FINAL_TYPE (KmsUserFields, kms_user_fields, GTK_TYPE_WIDGET)

/* The empty string is no message: its translation would be the head of the catalogue. */
static const char *
get_hint (guint index)
{
  return table[index].hint != NULL ? _ (table[index].hint) : "";
}

/* What a field holds in a form. */
static char **
member (KmsUserForm *form, guint index)
{
  switch (index)
    {
    case FIELD_COMPANY:
      return &form->company;
    case FIELD_COUNTRY:
      return &form->country;
    case FIELD_POSTAL_CODE:
      return &form->postal_code;
    case FIELD_PHONE:
      return &form->phone;
    case FIELD_CONTACT:
      return &form->contact;
    case FIELD_EMAIL:
      return &form->email;
    default:
      return &form->address[index - FIELD_ADDRESS];
    }
}

static char *
read_field (KmsUserFields *self, guint index, KmsError *fault)
{
  return kms_account_text_read (table[index].text, gtk_editable_get_text (self->entry[index]),
                                fault);
}

static void
show_fault (KmsUserFields *self, guint index, KmsError fault)
{
  KmsAccountText text = table[index].text;
  g_autofree char *sentence = NULL;

  if (fault == KMS_ERROR_VALUE_INVALID && kms_account_text_is_plain (text))
    sentence = g_strdup (_ ("Only half-width letters, digits and hyphens can be used here."));
  else if (fault == KMS_ERROR_VALUE_TOO_LONG)
    sentence = g_strdup_printf (ngettext ("This is too long: there is room for %u character.",
                                          "This is too long: there is room for %u characters.",
                                          kms_account_text_get_max_length (text)),
                                kms_account_text_get_max_length (text));
  else if (fault == KMS_ERROR_MAIL_ADDRESS_INVALID
           && *gtk_editable_get_text (self->entry[index]) == '\0')
    sentence = kms_words_error_code (KMS_ERROR_VALUE_MISSING);
  else
    sentence = kms_words_error_code (fault);
  kms_field_set_error (self->field[index], sentence, NULL);
}

/* Makes full-width forms half-width where only those are taken, and says so. */
static void
narrow_field (KmsUserFields *self, guint index)
{
  const char *text = gtk_editable_get_text (self->entry[index]);
  g_autofree char *narrow = NULL;

  if (!kms_account_text_is_plain (table[index].text))
    return;
  narrow = kms_account_text_narrow (text);
  if (g_str_equal (narrow, text))
    return;
  gtk_editable_set_text (self->entry[index], narrow);
  kms_field_set_hint (self->field[index], _ ("Full-width characters were made half-width."));
}

static gboolean
check_field (KmsUserFields *self, guint index)
{
  KmsError fault;
  g_autofree char *read = NULL;

  narrow_field (self, index);
  read = read_field (self, index, &fault);

  if (read != NULL)
    kms_field_set_error (self->field[index], NULL, NULL);
  else
    show_fault (self, index, fault);
  return read != NULL;
}

/* The address again; it may be left empty as long as the registered address stays. */
static gboolean
check_again (KmsUserFields *self)
{
  KmsError fault;
  g_autofree char *email = read_field (self, FIELD_EMAIL, &fault);
  g_autofree char *again = g_strstrip (g_strdup (gtk_editable_get_text (self->again)));
  gboolean same = self->registered_email != NULL && g_strcmp0 (email, self->registered_email) == 0
                  && *again == '\0';

  if (email == NULL || same || g_str_equal (email, again))
    {
      kms_field_set_error (self->again_field, NULL, NULL);
      return TRUE;
    }
  kms_field_set_error (self->again_field,
                       *again == '\0' ? _ ("Type the address once more, to be sure of it.")
                                      : _ ("The two addresses differ. Type the same one twice."),
                       NULL);
  return FALSE;
}

static guint
find_index (KmsUserFields *self, GtkWidget *entry)
{
  guint index = 0;

  while (index < N_FIELDS && GTK_WIDGET (self->entry[index]) != entry)
    index++;
  return index;
}

static void
on_left (GtkEventController *controller, KmsUserFields *self)
{
  GtkWidget *entry = gtk_event_controller_get_widget (controller);
  guint index = find_index (self, entry);
  const char *text = gtk_editable_get_text (GTK_EDITABLE (entry));

  /* Who only passes by is not told to fill it in. */
  if (*text == '\0' || gtk_widget_get_root (entry) == NULL)
    return;
  if (index == N_FIELDS)
    {
      check_again (self);
      return;
    }
  check_field (self, index);
}

static void
on_changed (GtkEditable *entry, KmsUserFields *self)
{
  guint index = find_index (self, GTK_WIDGET (entry));

  if (index < N_FIELDS)
    {
      kms_field_set_error (self->field[index], NULL, NULL);
      kms_field_set_hint (self->field[index], get_hint (index));
    }
  if (index >= FIELD_EMAIL)
    kms_field_set_error (self->again_field, NULL, NULL);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_choice_changed (KmsUserFields *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

/* Enter leads on, as on the pages of the assistant. */
static void
on_activated (GtkWidget *entry, KmsUserFields *self)
{
  GtkWidget *page = gtk_widget_get_ancestor (entry, KMS_TYPE_ASSISTANT_PAGE);

  if (page != NULL)
    kms_assistant_page_advance (KMS_ASSISTANT_PAGE (page), entry, FALSE);
  else
    gtk_widget_child_focus (GTK_WIDGET (gtk_widget_get_root (entry)), GTK_DIR_TAB_FORWARD);
}

/* Where something is to be mended; else where it begins. */
static gboolean
kms_user_fields_grab_focus (GtkWidget *widget)
{
  KmsUserFields *self = KMS_USER_FIELDS (widget);

  for (guint i = 0; i < N_FIELDS; i++)
    if (kms_field_has_error (self->field[i]))
      return gtk_widget_grab_focus (GTK_WIDGET (self->entry[i]));
  if (kms_field_has_error (self->again_field))
    return gtk_widget_grab_focus (GTK_WIDGET (self->again));
  return gtk_widget_grab_focus (GTK_WIDGET (self->entry[0]));
}

static void
kms_user_fields_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (kms_user_fields_parent_class)->dispose (object);
}

static void
kms_user_fields_finalize (GObject *object)
{
  KmsUserFields *self = KMS_USER_FIELDS (object);

  g_clear_pointer (&self->registered_email, g_free);

  G_OBJECT_CLASS (kms_user_fields_parent_class)->finalize (object);
}

static void
kms_user_fields_class_init (KmsUserFieldsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = kms_user_fields_dispose;
  object_class->finalize = kms_user_fields_finalize;
  widget_class->grab_focus = kms_user_fields_grab_focus;

  /**
   * KmsUserFields::changed:
   *
   * Something was typed or chosen.
   */
  signals[CHANGED] = g_signal_new ("changed", KMS_TYPE_USER_FIELDS, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static GtkEditable *
add_field (KmsUserFields *self,
           GtkWidget *box,
           const char *label,
           const char *hint,
           GtkInputPurpose purpose,
           KmsField **field)
{
  GtkWidget *entry = gtk_entry_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  gtk_entry_set_input_purpose (GTK_ENTRY (entry), purpose);
  *field = g_object_new (KMS_TYPE_FIELD, "label", label, "hint", hint, "child", entry, NULL);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (*field));
  g_signal_connect (focus, "leave", G_CALLBACK (on_left), self);
  gtk_widget_add_controller (entry, focus);
  g_signal_connect (entry, "changed", G_CALLBACK (on_changed), self);
  g_signal_connect (entry, "activate", G_CALLBACK (on_activated), self);
  kms_assistant_page_mark_field (entry);
  return GTK_EDITABLE (entry);
}

static void
add_choices (KmsUserFields *self, GtkWidget *box)
{
  KmsField *field;

  self->language = GTK_DROP_DOWN (gtk_drop_down_new_from_strings (language_names));
  gtk_widget_set_halign (GTK_WIDGET (self->language), GTK_ALIGN_START);
  field = g_object_new (KMS_TYPE_FIELD, "label", _ ("_Language of the mails"), "child",
                        self->language, NULL);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (field));

  self->news = GTK_CHECK_BUTTON (gtk_check_button_new ());
  gtk_check_button_set_child (
      self->news, g_object_new (GTK_TYPE_LABEL, "label", _ ("Recei_ve news of products by mail"),
                                "use-underline", TRUE, "wrap", TRUE, "xalign", 0.0, "hexpand", TRUE,
                                "mnemonic-widget", self->news, NULL));
  gtk_accessible_update_relation (GTK_ACCESSIBLE (self->news), GTK_ACCESSIBLE_RELATION_LABELLED_BY,
                                  gtk_check_button_get_child (self->news), NULL, -1);
  kms_assistant_page_mark_field (GTK_WIDGET (self->news));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->news));
  gtk_box_append (GTK_BOX (box),
                  g_object_new (GTK_TYPE_LABEL, "label",
                                _ ("Important news, such as maintenance, is mailed in any case."),
                                "wrap", TRUE, "xalign", 0.0, "css-classes",
                                (const char *[]){ "dim-label", "caption", NULL }, NULL));
  g_signal_connect_swapped (self->language, "notify::selected", G_CALLBACK (on_choice_changed),
                            self);
  g_signal_connect_swapped (self->news, "toggled", G_CALLBACK (on_choice_changed), self);
}

static void
kms_user_fields_init (KmsUserFields *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  gtk_widget_set_parent (box, GTK_WIDGET (self));
  for (guint i = 0; i < N_FIELDS; i++)
    self->entry[i] =
        add_field (self, box, _ (table[i].label), get_hint (i), table[i].purpose, &self->field[i]);
  self->again =
      add_field (self, box, _ ("E-mail _again *"), "", GTK_INPUT_PURPOSE_EMAIL, &self->again_field);
  add_choices (self, box);
}

/**
 * kms_user_fields_new:
 *
 * Returns: (transfer floating): empty fields
 */
GtkWidget *
kms_user_fields_new (void)
{
  return g_object_new (KMS_TYPE_USER_FIELDS, NULL);
}

/**
 * kms_user_fields_set_form:
 * @form: what to fill in
 */
void
kms_user_fields_set_form (KmsUserFields *self, const KmsUserForm *form)
{
  g_return_if_fail (KMS_IS_USER_FIELDS (self));

  for (guint i = 0; i < N_FIELDS; i++)
    gtk_editable_set_text (self->entry[i], *member ((KmsUserForm *) form, i));
  gtk_editable_set_text (self->again, "");
  gtk_drop_down_set_selected (self->language, g_str_equal (form->language, "ja") ? 1 : 0);
  gtk_check_button_set_active (self->news, form->news);
}

/**
 * kms_user_fields_dup_form:
 *
 * Returns: (transfer full): what is in the fields: as it is kept where it is valid, else as typed
 */
KmsUserForm *
kms_user_fields_dup_form (KmsUserFields *self)
{
  KmsUserForm *form;

  g_return_val_if_fail (KMS_IS_USER_FIELDS (self), NULL);

  form = kms_user_form_new ();
  for (guint i = 0; i < N_FIELDS; i++)
    {
      KmsError fault;
      char *read = read_field (self, i, &fault);

      g_free (*member (form, i));
      *member (form, i) = read != NULL ? read : g_strdup (gtk_editable_get_text (self->entry[i]));
    }
  g_free (form->language);
  form->language = g_strdup (languages[gtk_drop_down_get_selected (self->language)]);
  form->news = gtk_check_button_get_active (self->news);
  return form;
}

/**
 * kms_user_fields_set_registered_email:
 * @email: the address of the account, which stays when it is not typed again (manual chapter 9)
 */
void
kms_user_fields_set_registered_email (KmsUserFields *self, const char *email)
{
  g_return_if_fail (KMS_IS_USER_FIELDS (self));

  g_free (self->registered_email);
  self->registered_email = g_strdup (email);
  kms_field_set_label (self->again_field, _ ("E-mail _again"));
  kms_field_set_hint (self->again_field, _ ("Leave it empty when the address stays as it is."));
}

/**
 * kms_user_fields_focus_email:
 *
 * Another address is wanted.
 */
void
kms_user_fields_focus_email (KmsUserFields *self)
{
  g_return_if_fail (KMS_IS_USER_FIELDS (self));

  gtk_editable_set_text (self->again, "");
  gtk_widget_grab_focus (GTK_WIDGET (self->entry[FIELD_EMAIL]));
}

/* The focus goes to the first field that shows an error. */
/**
 * kms_user_fields_check:
 *
 * Says at the fields what is wrong, and puts the focus into the first of them.
 *
 * Returns: whether nothing is
 */
gboolean
kms_user_fields_check (KmsUserFields *self)
{
  gboolean valid = TRUE;

  g_return_val_if_fail (KMS_IS_USER_FIELDS (self), FALSE);

  for (guint i = 0; i < N_FIELDS; i++)
    if (!check_field (self, i))
      valid = FALSE;
  if (!check_again (self))
    valid = FALSE;
  if (!valid)
    gtk_widget_grab_focus (GTK_WIDGET (self));
  return valid;
}

/**
 * kms_user_fields_show_error:
 * @error: what the server said
 *
 * Says at the fields what the server found wrong, and puts the focus into the first of them.
 *
 * Returns: whether @error is about any of them
 */
gboolean
kms_user_fields_show_error (KmsUserFields *self, const GError *error)
{
  const KmsErrorDetail *details;
  guint n_details;
  gboolean any = FALSE;

  g_return_val_if_fail (KMS_IS_USER_FIELDS (self), FALSE);

  details = kms_error_get_details (error, &n_details);
  for (guint i = 0; i < n_details; i++)
    for (guint j = 0; j < N_FIELDS; j++)
      if (g_str_equal (details[i].pointer, table[j].pointer))
        {
          show_fault (self, j, details[i].code);
          any = TRUE;
        }
  if (any)
    gtk_widget_grab_focus (GTK_WIDGET (self));
  return any;
}
