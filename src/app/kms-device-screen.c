/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The television. It owns a page that is laid out at one size, in pixels of its own, and shown larger
 * or smaller; the page is filled anew whenever the device changes. */

#include "app/kms-device-screen.h"

#include "app/kms-device-words.h"
#include "words/kms-words.h"

#include <glib/gi18n.h>
#include <string.h>

#define PAGE_WIDTH  480
#define PAGE_HEIGHT 270
#define MIN_WIDTH   240
#define LIST_ROWS   4 /* extensions that are seen at a time */

struct _KmsDeviceScreen
{
  GtkWidget parent_instance;

  KmsPracticeDevice *device; /* owned; NULL before it is set */
  GtkWidget *page;           /* owned as the child */

  /* Borrowed from the page */
  GtkLabel *title;
  GtkBox *body;
  GtkBox *guide;
  GtkBox *panel; /* over the body: a message, or a question */
};

G_DEFINE_FINAL_TYPE (KmsDeviceScreen, kms_device_screen, GTK_TYPE_WIDGET)

static void
clear (GtkBox *box)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (box))) != NULL)
    gtk_box_remove (box, child);
}

static GtkWidget *
new_label (const char *text, const char *css_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  return label;
}

static GtkWidget *
new_box (GtkOrientation orientation, int spacing, const char *css_class)
{
  GtkWidget *box = gtk_box_new (orientation, spacing);

  if (css_class != NULL)
    gtk_widget_add_css_class (box, css_class);
  return box;
}

/* A row that can be selected. The arrow says so without colour. */
static GtkWidget *
new_item (const char *text, gboolean selected)
{
  GtkWidget *row = new_box (GTK_ORIENTATION_HORIZONTAL, 8, "item");
  GtkWidget *arrow = gtk_label_new (selected ? "▶" : "");

  gtk_widget_add_css_class (arrow, "arrow");
  g_object_set (arrow, "width-chars", 2, NULL);
  gtk_box_append (GTK_BOX (row), arrow);
  gtk_box_append (GTK_BOX (row), new_label (text, NULL));
  if (selected)
    gtk_widget_add_css_class (row, "selected");
  return row;
}

/* The digits of a key in groups, with a place for each that is missing; of a password only how many
 * there are. @place: (out): the byte of the caret. */
static char *
show_digits (KmsDeviceScreen *self, guint position, guint *place)
{
  const char *digits = kms_practice_device_get_field (self->device, position);
  guint n_digits = (guint) strlen (digits);
  guint caret = kms_practice_device_get_caret (self->device);
  GString *shown = g_string_new (NULL);
  gboolean key = kms_practice_device_get_screen (self->device) == KMS_PRACTICE_SCREEN_KEY;
  guint n_cells = key ? KMS_IDENTIFIER_MAX_DIGITS : KMS_PRACTICE_PASSWORD_MAX_DIGITS;

  for (guint i = 0; i < n_cells; i++)
    {
      if (key && i > 0 && i % 4 == 0)
        g_string_append_c (shown, '-');
      if (i == caret)
        *place = (guint) shown->len;
      if (i >= n_digits)
        g_string_append_c (shown, '_');
      else if (key)
        g_string_append_c (shown, digits[i]);
      else
        g_string_append (shown, "•");
    }
  if (caret == n_cells)
    *place = (guint) shown->len;
  return g_string_free (shown, FALSE);
}

static GtkWidget *
new_field (KmsDeviceScreen *self, guint position, gboolean selected)
{
  KmsPracticeScreen screen = kms_practice_device_get_screen (self->device);
  GtkWidget *field = new_box (GTK_ORIENTATION_VERTICAL, 2, NULL);
  GtkWidget *entry;
  guint place = 0;
  g_autofree char *digits = show_digits (self, position, &place);

  entry = new_label (digits, "entry");
  gtk_label_set_ellipsize (GTK_LABEL (entry), PANGO_ELLIPSIZE_NONE);
  if (selected)
    {
      g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
      PangoAttribute *caret = pango_attr_background_new (0x1f1f, 0x5f5f, 0xbfbf);

      caret->start_index = place;
      caret->end_index =
          place < strlen (digits) ? (guint) (g_utf8_next_char (digits + place) - digits) : place;
      pango_attr_list_insert (attributes, caret);
      gtk_label_set_attributes (GTK_LABEL (entry), attributes);
      gtk_widget_add_css_class (entry, "selected");
    }
  gtk_box_append (GTK_BOX (field),
                  new_label (kms_device_words_position (screen, position), "caption"));
  gtk_box_append (GTK_BOX (field), entry);
  return field;
}

static void
add_positions (KmsDeviceScreen *self)
{
  KmsPracticeScreen screen = kms_practice_device_get_screen (self->device);
  guint selected = kms_practice_device_get_selected (self->device);
  guint n_fields = kms_practice_device_get_n_fields (self->device);

  for (guint i = 0; i < kms_practice_device_get_n_positions (self->device); i++)
    gtk_box_append (self->body,
                    i < n_fields ? new_field (self, i, i == selected)
                                 : new_item (kms_device_words_position (screen, i), i == selected));
}

static void
add_device_id (KmsDeviceScreen *self)
{
  KmsCategory category = kms_practice_device_get_category (self->device);
  char shown[KMS_IDENTIFIER_SHOWN_SIZE];
  GtkWidget *row = new_box (GTK_ORIENTATION_HORIZONTAL, 12, NULL);

  kms_identifier_format (kms_identifier_device_kind (category),
                         kms_practice_device_get_id (self->device), shown);
  gtk_box_append (GTK_BOX (row), new_label (kms_words_device (category), "caption"));
  gtk_box_append (GTK_BOX (row), new_label (shown, "device-id"));
  gtk_box_append (self->body, row);
}

/* The page of the list that the selected one is on. */
static void
add_extensions (KmsDeviceScreen *self)
{
  guint n = kms_practice_device_get_n_extensions (self->device);
  guint selected = kms_practice_device_get_selected (self->device);
  guint first = selected / LIST_ROWS * LIST_ROWS;
  g_autofree char *heading = NULL;

  if (n == 0)
    {
      gtk_box_append (self->body, new_label (kms_device_words_nothing (), "nothing"));
      return;
    }
  heading =
      n > LIST_ROWS
          /* Translators: a list on the screen of the device: from which row, to which, of how many */
          ? g_strdup_printf (C_ ("device", "Registered software extensions, %u–%u of %u"),
                             first + 1, MIN (first + LIST_ROWS, n), n)
          : g_strdup (C_ ("device", "Registered software extensions"));
  gtk_box_append (self->body, new_label (heading, "caption"));
  for (guint i = first; i < MIN (first + LIST_ROWS, n); i++)
    {
      const KmsPracticeExtension *extension = kms_practice_device_get_extension (self->device, i);
      g_autofree char *text =
          g_strdup_printf ("%u. %s · %s", i + 1, extension->purpose, extension->part_number);

      gtk_box_append (self->body, new_item (text, i == selected));
    }
}

static void
add_guide (KmsDeviceScreen *self)
{
  static const struct
  {
    KmsPracticeButton button;
    const char *css_class;
  } colours[] = {
    { KMS_PRACTICE_BUTTON_BLUE, "blue" },
    { KMS_PRACTICE_BUTTON_RED, "red" },
    { KMS_PRACTICE_BUTTON_GREEN, "green" },
    { KMS_PRACTICE_BUTTON_YELLOW, "yellow" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (colours); i++)
    {
      const char *text = kms_device_words_colour (self->device, colours[i].button);
      GtkWidget *dot;

      if (text == NULL)
        continue;
      dot = new_box (GTK_ORIENTATION_HORIZONTAL, 0, "dot");
      gtk_widget_add_css_class (dot, colours[i].css_class);
      gtk_widget_set_valign (dot, GTK_ALIGN_CENTER);
      gtk_box_append (self->guide, dot);
      gtk_box_append (self->guide, new_label (text, NULL));
    }
}

static void
add_answers (KmsDeviceScreen *self)
{
  KmsPracticeScreen screen = kms_practice_device_get_screen (self->device);
  GtkWidget *row = new_box (GTK_ORIENTATION_HORIZONTAL, 12, NULL);

  gtk_widget_set_halign (row, GTK_ALIGN_CENTER);
  for (guint i = 0; i < kms_practice_device_get_n_positions (self->device); i++)
    gtk_box_append (GTK_BOX (row), new_item (kms_device_words_position (screen, i),
                                             i == kms_practice_device_get_selected (self->device)));
  gtk_box_append (self->panel, row);
}

static void
show_panel (KmsDeviceScreen *self, const char *text)
{
  KmsPracticeMessage message = kms_practice_device_get_message (self->device);
  GtkWidget *label = new_label (text, NULL);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_NONE);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
  gtk_label_set_xalign (GTK_LABEL (label), 0.5f);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 40);
  gtk_box_append (self->panel, label);
  if (message != KMS_PRACTICE_MESSAGE_NONE)
    {
      GtkWidget *ok = new_item (C_ ("device", "OK"), TRUE);

      gtk_widget_set_halign (ok, GTK_ALIGN_CENTER);
      gtk_box_append (self->panel, ok);
    }
  else
    add_answers (self);
}

static void
update (KmsDeviceScreen *self)
{
  KmsPracticeScreen screen = kms_practice_device_get_screen (self->device);
  const char *text = kms_device_words_message (kms_practice_device_get_message (self->device));

  clear (self->body);
  clear (self->guide);
  clear (self->panel);
  gtk_label_set_label (self->title, kms_device_words_title (screen));
  if (text == NULL)
    text = kms_device_words_question (screen);
  if (text != NULL)
    show_panel (self, text);
  gtk_widget_set_visible (GTK_WIDGET (self->panel), text != NULL);

  if (screen == KMS_PRACTICE_SCREEN_HOME)
    gtk_box_append (self->body,
                    new_label (kms_words_category (kms_practice_device_get_category (self->device)),
                               "welcome"));
  if (screen == KMS_PRACTICE_SCREEN_EXTENSIONS)
    add_device_id (self);
  if (screen == KMS_PRACTICE_SCREEN_EXTENSIONS || screen == KMS_PRACTICE_SCREEN_SOFTWARE)
    add_extensions (self);
  else if (kms_device_words_question (screen) == NULL)
    add_positions (self);
  add_guide (self);
}

static void
build_page (KmsDeviceScreen *self)
{
  GtkWidget *column = new_box (GTK_ORIENTATION_VERTICAL, 0, NULL);
  GtkWidget *header = new_box (GTK_ORIENTATION_HORIZONTAL, 8, "header");
  /* Everywhere as it stands: the mark of the demo */
  GtkWidget *demo = new_label ("DEMO", "mark");

  gtk_label_set_ellipsize (GTK_LABEL (demo), PANGO_ELLIPSIZE_NONE);

  self->title = GTK_LABEL (new_label ("", "title"));
  gtk_widget_set_hexpand (GTK_WIDGET (self->title), TRUE);
  gtk_widget_set_valign (demo, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (header), GTK_WIDGET (self->title));
  gtk_box_append (GTK_BOX (header), demo);
  self->body = GTK_BOX (new_box (GTK_ORIENTATION_VERTICAL, 4, "body"));
  gtk_widget_set_vexpand (GTK_WIDGET (self->body), TRUE);
  self->guide = GTK_BOX (new_box (GTK_ORIENTATION_HORIZONTAL, 6, "guide"));
  gtk_box_append (GTK_BOX (column), header);
  gtk_box_append (GTK_BOX (column), GTK_WIDGET (self->body));
  gtk_box_append (GTK_BOX (column), GTK_WIDGET (self->guide));

  self->panel = GTK_BOX (new_box (GTK_ORIENTATION_VERTICAL, 10, "panel"));
  gtk_widget_set_halign (GTK_WIDGET (self->panel), GTK_ALIGN_CENTER);
  /* Below the key that it may speak of */
  gtk_widget_set_valign (GTK_WIDGET (self->panel), GTK_ALIGN_END);
  self->page = gtk_overlay_new ();
  gtk_overlay_set_child (GTK_OVERLAY (self->page), column);
  gtk_overlay_add_overlay (GTK_OVERLAY (self->page), GTK_WIDGET (self->panel));
  gtk_widget_set_parent (self->page, GTK_WIDGET (self));
}

static GtkSizeRequestMode
kms_device_screen_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
kms_device_screen_measure (GtkWidget *widget,
                           GtkOrientation orientation,
                           int for_size,
                           int *minimum,
                           int *natural,
                           int *minimum_baseline,
                           int *natural_baseline)
{
  gboolean width = orientation == GTK_ORIENTATION_HORIZONTAL;

  *minimum = width ? MIN_WIDTH : MIN_WIDTH * PAGE_HEIGHT / PAGE_WIDTH;
  *natural = width ? PAGE_WIDTH : (for_size < 0 ? PAGE_WIDTH : for_size) * PAGE_HEIGHT / PAGE_WIDTH;
  *natural = MAX (*natural, *minimum);
}

/* The page at its own size, in the middle, as large as there is room. */
static void
kms_device_screen_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  KmsDeviceScreen *self = KMS_DEVICE_SCREEN (widget);
  int page_width, page_height;
  float scale;
  GskTransform *transform;

  gtk_widget_measure (self->page, GTK_ORIENTATION_HORIZONTAL, -1, &page_width, NULL, NULL, NULL);
  page_width = MAX (page_width, PAGE_WIDTH);
  gtk_widget_measure (self->page, GTK_ORIENTATION_VERTICAL, page_width, &page_height, NULL, NULL,
                      NULL);
  page_height = MAX (page_height, PAGE_HEIGHT);
  scale = MIN ((float) width / (float) page_width, (float) height / (float) page_height);
  transform = gsk_transform_translate (
      NULL, &GRAPHENE_POINT_INIT (((float) width - scale * (float) page_width) / 2,
                                  ((float) height - scale * (float) page_height) / 2));
  gtk_widget_allocate (self->page, page_width, page_height, -1,
                       gsk_transform_scale (transform, scale, scale));
}

static void
kms_device_screen_dispose (GObject *object)
{
  KmsDeviceScreen *self = KMS_DEVICE_SCREEN (object);

  if (self->device != NULL)
    g_signal_handlers_disconnect_by_data (self->device, self);
  g_clear_object (&self->device);
  g_clear_pointer (&self->page, gtk_widget_unparent);

  G_OBJECT_CLASS (kms_device_screen_parent_class)->dispose (object);
}

static void
kms_device_screen_class_init (KmsDeviceScreenClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = kms_device_screen_dispose;
  widget_class->get_request_mode = kms_device_screen_get_request_mode;
  widget_class->measure = kms_device_screen_measure;
  widget_class->size_allocate = kms_device_screen_size_allocate;

  gtk_widget_class_set_css_name (widget_class, "device-screen");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
kms_device_screen_init (KmsDeviceScreen *self)
{
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Screen of the practice device"), -1);
  build_page (self);
}

/**
 * kms_device_screen_set_device:
 * @device: what it is the screen of; referenced
 */
void
kms_device_screen_set_device (KmsDeviceScreen *self, KmsPracticeDevice *device)
{
  g_return_if_fail (KMS_IS_DEVICE_SCREEN (self));
  g_return_if_fail (KMS_IS_PRACTICE_DEVICE (device));

  if (self->device != NULL)
    g_signal_handlers_disconnect_by_data (self->device, self);
  g_set_object (&self->device, device);
  g_signal_connect_swapped (device, "changed", G_CALLBACK (update), self);
  update (self);
}
