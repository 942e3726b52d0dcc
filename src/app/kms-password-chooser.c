/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Choosing a password. The rules are those of the engine; that of the common passwords is the
 * server's, and its line says so until the server has refused one. It owns its children. */

#include "app/kms-password-chooser.h"

#include "app/kms-caps-lock.h"
#include "app/kms-field.h"
#include "engine/kms-account-rules.h"
#include "words/kms-words.h"

#include <glib/gi18n.h>

/* The line behind those of the engine's rules. */
#define RULE_COMMON KMS_PASSWORD_N_RULES
#define N_RULES     (RULE_COMMON + 1)

typedef enum
{
  RULE_OPEN,
  RULE_MET,
  RULE_BROKEN, /* somebody went on all the same, or the server refused it */
} RuleState;

typedef struct
{
  GtkWidget *box; /* borrowed from the chooser, as the others */
  GtkImage *icon;
  GtkLabel *label;
  RuleState state;
} Rule;

struct _KmsPasswordChooser
{
  GtkWidget parent_instance;

  char *login_id; /* owned, nullable */
  char *refused;  /* owned, nullable: the password the server knows for a common one */
  Rule rule[N_RULES];

  /* Template */
  KmsField *password_field;
  GtkEditable *password;
  GtkBox *rules;
  KmsField *again_field;
  GtkEditable *again;
};

enum
{
  CHANGED,
  ACTIVATED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static const char *const sentences[N_RULES] = {
  [KMS_PASSWORD_RULE_LENGTH] = N_ ("8 to 64 characters, of any kind"),
  [KMS_PASSWORD_RULE_RUN] = N_ ("No run such as 12345678, abcdefgh or aaaaaaaa"),
  [KMS_PASSWORD_RULE_LOGIN_ID] = N_ ("Not the login ID"),
  [RULE_COMMON] = N_ ("Not one that many people use; the service looks it up"),
};

/* Icon and words tell the states apart, not the colour alone. */
static const struct
{
  const char *icon;
  const char *css_class;
} looks[] = {
  [RULE_OPEN] = { "radio-symbolic", "dim-label" },
  [RULE_MET] = { "emblem-ok-symbolic", "success" },
  [RULE_BROKEN] = { "dialog-error-symbolic", "error" },
};

G_DEFINE_FINAL_TYPE (KmsPasswordChooser, kms_password_chooser, GTK_TYPE_WIDGET)

static const KmsError faults[N_RULES] = {
  [KMS_PASSWORD_RULE_LENGTH] = KMS_ERROR_PASSWORD_LENGTH,
  [KMS_PASSWORD_RULE_RUN] = KMS_ERROR_PASSWORD_RUN,
  [KMS_PASSWORD_RULE_LOGIN_ID] = KMS_ERROR_PASSWORD_LOGIN_ID,
  [RULE_COMMON] = KMS_ERROR_PASSWORD_COMMON,
};

/* A rule as a screen reader says it. */
static char *
speak (RuleState state, const char *sentence)
{
  switch (state)
    {
    case RULE_MET:
      /* Translators: the state of a rule for passwords, for a screen reader; %s is the rule */
      return g_strdup_printf (_ ("Met: %s"), sentence);
    case RULE_BROKEN:
      return g_strdup_printf (_ ("Not met: %s"), sentence);
    case RULE_OPEN:
    default:
      return g_strdup_printf (_ ("Not met yet: %s"), sentence);
    }
}

static void
set_rule (KmsPasswordChooser *self, guint index, RuleState state)
{
  Rule *rule = &self->rule[index];
  g_autofree char *spoken = NULL;

  gtk_widget_remove_css_class (rule->box, looks[rule->state].css_class);
  gtk_widget_add_css_class (rule->box, looks[state].css_class);
  rule->state = state;
  gtk_image_set_from_icon_name (rule->icon, looks[state].icon);
  spoken = speak (state, _ (sentences[index]));
  gtk_accessible_update_property (GTK_ACCESSIBLE (rule->label), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  spoken, -1);
}

static gboolean
is_met (KmsPasswordChooser *self, guint index)
{
  const char *password = gtk_editable_get_text (self->password);

  if (index == RULE_COMMON)
    return g_strcmp0 (password, self->refused) != 0;
  return kms_password_meets ((KmsPasswordRule) index, password, self->login_id);
}

static void
update_rules (KmsPasswordChooser *self)
{
  gboolean typed = *gtk_editable_get_text (self->password) != '\0';

  for (guint i = 0; i < N_RULES; i++)
    {
      gboolean met = is_met (self, i);

      if (i == RULE_COMMON)
        set_rule (self, i, met ? RULE_OPEN : RULE_BROKEN);
      else
        set_rule (self, i, typed && met ? RULE_MET : RULE_OPEN);
    }
}

static void
on_password_changed (KmsPasswordChooser *self)
{
  kms_field_set_error (self->password_field, NULL, NULL);
  kms_field_set_error (self->again_field, NULL, NULL);
  update_rules (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_again_changed (KmsPasswordChooser *self)
{
  kms_field_set_error (self->again_field, NULL, NULL);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_password_activated (KmsPasswordChooser *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->again));
}

static void
on_again_activated (KmsPasswordChooser *self)
{
  g_signal_emit (self, signals[ACTIVATED], 0);
}

static gboolean
kms_password_chooser_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (KMS_PASSWORD_CHOOSER (widget)->password));
}

static void
kms_password_chooser_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (kms_password_chooser_parent_class)->dispose (object);
}

static void
kms_password_chooser_finalize (GObject *object)
{
  KmsPasswordChooser *self = KMS_PASSWORD_CHOOSER (object);

  g_clear_pointer (&self->login_id, g_free);
  g_clear_pointer (&self->refused, g_free);

  G_OBJECT_CLASS (kms_password_chooser_parent_class)->finalize (object);
}

static void
kms_password_chooser_class_init (KmsPasswordChooserClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = kms_password_chooser_dispose;
  object_class->finalize = kms_password_chooser_finalize;
  widget_class->grab_focus = kms_password_chooser_grab_focus;

  /**
   * KmsPasswordChooser::changed:
   *
   * Something was typed into one of the fields.
   */
  signals[CHANGED] = g_signal_new ("changed", KMS_TYPE_PASSWORD_CHOOSER, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  /**
   * KmsPasswordChooser::activated:
   *
   * Enter was pressed in the last field.
   */
  signals[ACTIVATED] = g_signal_new ("activated", KMS_TYPE_PASSWORD_CHOOSER, G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (KMS_TYPE_FIELD);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/kmsdesk/KmsDesk/kms-password-chooser.ui");
  gtk_widget_class_bind_template_child (widget_class, KmsPasswordChooser, password_field);
  gtk_widget_class_bind_template_child (widget_class, KmsPasswordChooser, password);
  gtk_widget_class_bind_template_child (widget_class, KmsPasswordChooser, rules);
  gtk_widget_class_bind_template_child (widget_class, KmsPasswordChooser, again_field);
  gtk_widget_class_bind_template_child (widget_class, KmsPasswordChooser, again);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
}

static void
add_rule (KmsPasswordChooser *self, guint index)
{
  Rule *rule = &self->rule[index];

  rule->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  rule->icon = GTK_IMAGE (gtk_image_new ());
  rule->label = GTK_LABEL (gtk_label_new (_ (sentences[index])));
  gtk_label_set_wrap (rule->label, TRUE);
  gtk_label_set_xalign (rule->label, 0);
  gtk_widget_set_hexpand (GTK_WIDGET (rule->label), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (rule->label), "caption");
  g_object_set (rule->icon, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  gtk_box_append (GTK_BOX (rule->box), GTK_WIDGET (rule->icon));
  gtk_box_append (GTK_BOX (rule->box), GTK_WIDGET (rule->label));
  gtk_box_append (self->rules, rule->box);
}

static void
kms_password_chooser_init (KmsPasswordChooser *self)
{
  GtkLayoutManager *layout;

  gtk_widget_init_template (GTK_WIDGET (self));
  layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));
  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 6);
  for (guint i = 0; i < N_RULES; i++)
    add_rule (self, i);
  update_rules (self);
  kms_caps_lock_watch (self->password_field, GTK_WIDGET (self->password));
  kms_caps_lock_watch (self->again_field, GTK_WIDGET (self->again));
  g_signal_connect_swapped (self->password, "changed", G_CALLBACK (on_password_changed), self);
  g_signal_connect_swapped (self->again, "changed", G_CALLBACK (on_again_changed), self);
  g_signal_connect_swapped (self->password, "activate", G_CALLBACK (on_password_activated), self);
  g_signal_connect_swapped (self->again, "activate", G_CALLBACK (on_again_activated), self);
}

/**
 * kms_password_chooser_new:
 *
 * Returns: (transfer floating): two empty fields
 */
GtkWidget *
kms_password_chooser_new (void)
{
  return g_object_new (KMS_TYPE_PASSWORD_CHOOSER, NULL);
}

/**
 * kms_password_chooser_set_login_id:
 * @login_id: (nullable): the login ID that the password must not be, when it is known
 */
void
kms_password_chooser_set_login_id (KmsPasswordChooser *self, const char *login_id)
{
  g_return_if_fail (KMS_IS_PASSWORD_CHOOSER (self));

  g_free (self->login_id);
  self->login_id = g_strdup (login_id);
  update_rules (self);
}

/**
 * kms_password_chooser_get_password:
 *
 * Returns: (transfer none): the new password, exactly as typed; ask kms_password_chooser_check()
 *   first
 */
const char *
kms_password_chooser_get_password (KmsPasswordChooser *self)
{
  g_return_val_if_fail (KMS_IS_PASSWORD_CHOOSER (self), NULL);
  return gtk_editable_get_text (self->password);
}

static void
show_fault (KmsPasswordChooser *self, guint index)
{
  g_autofree char *sentence = kms_words_error_code (faults[index]);

  set_rule (self, index, RULE_BROKEN);
  kms_field_set_error (self->password_field, sentence, NULL);
  gtk_widget_grab_focus (GTK_WIDGET (self->password));
}

/**
 * kms_password_chooser_check:
 *
 * Says at the fields what is wrong, and puts the focus there.
 *
 * Returns: whether the password can be tried
 */
gboolean
kms_password_chooser_check (KmsPasswordChooser *self)
{
  g_return_val_if_fail (KMS_IS_PASSWORD_CHOOSER (self), FALSE);

  for (guint i = 0; i < N_RULES; i++)
    if (!is_met (self, i))
      {
        show_fault (self, i);
        return FALSE;
      }
  if (!g_str_equal (gtk_editable_get_text (self->password), gtk_editable_get_text (self->again)))
    {
      kms_field_set_error (self->again_field,
                           _ ("The two passwords differ. Type the same one twice."), NULL);
      gtk_widget_grab_focus (GTK_WIDGET (self->again));
      return FALSE;
    }
  return TRUE;
}

/**
 * kms_password_chooser_show_error:
 * @error: what the server said
 *
 * Says at the field why the server refuses the password, and puts the focus there.
 *
 * Returns: whether @error is about the password
 */
gboolean
kms_password_chooser_show_error (KmsPasswordChooser *self, const GError *error)
{
  const KmsErrorDetail *details;
  guint n_details;

  g_return_val_if_fail (KMS_IS_PASSWORD_CHOOSER (self), FALSE);

  details = kms_error_get_details (error, &n_details);
  for (guint i = 0; i < n_details; i++)
    for (guint rule = 0; rule < N_RULES; rule++)
      if (details[i].code == faults[rule])
        {
          if (rule == RULE_COMMON)
            {
              g_free (self->refused);
              self->refused = g_strdup (gtk_editable_get_text (self->password));
            }
          show_fault (self, rule);
          return TRUE;
        }
  return FALSE;
}

/**
 * kms_password_chooser_clear:
 *
 * Forgets what was typed.
 */
void
kms_password_chooser_clear (KmsPasswordChooser *self)
{
  g_return_if_fail (KMS_IS_PASSWORD_CHOOSER (self));

  gtk_editable_set_text (self->password, "");
  gtk_editable_set_text (self->again, "");
  g_clear_pointer (&self->refused, g_free);
  update_rules (self);
}
