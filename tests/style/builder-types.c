/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A module to preload into gtk4-builder-tool, which knows GTK's own types only. It brings the app's
 * library and libadwaita into the process, finds a type by the name of its _get_type function, and
 * lets the tool accept handlers: those are bound to the class, which the tool does not see. Making
 * an instance of the template's real class checks the handlers and the children instead.
 */
#include <adwaita.h>
#include <dlfcn.h>

typedef struct
{
  GtkBuilderCScope parent_instance;
} KmsCheckScope;

typedef struct
{
  GtkBuilderCScopeClass parent_class;
} KmsCheckScopeClass;

static GType kms_check_scope_get_type (void);
static void kms_check_scope_interface_init (GtkBuilderScopeInterface *iface);

G_DEFINE_TYPE_WITH_CODE (KmsCheckScope,
                         kms_check_scope,
                         GTK_TYPE_BUILDER_CSCOPE,
                         G_IMPLEMENT_INTERFACE (GTK_TYPE_BUILDER_SCOPE,
                                                kms_check_scope_interface_init))

static void
do_nothing (void)
{
}

static GClosure *
kms_check_scope_create_closure (GtkBuilderScope *scope,
                                GtkBuilder *builder,
                                const char *function_name,
                                GtkBuilderClosureFlags flags,
                                GObject *object,
                                GError **error)
{
  return g_cclosure_new (do_nothing, NULL, NULL);
}

static void
kms_check_scope_interface_init (GtkBuilderScopeInterface *iface)
{
  iface->create_closure = kms_check_scope_create_closure;
}

static void
kms_check_scope_class_init (KmsCheckScopeClass *klass)
{
}

static void
kms_check_scope_init (KmsCheckScope *self)
{
}

/* Stands in front of GTK's: a builder whose handlers need not exist. */
GtkBuilder *
gtk_builder_new (void)
{
  g_autoptr (GtkBuilderScope) scope = g_object_new (kms_check_scope_get_type (), NULL);

  return g_object_new (GTK_TYPE_BUILDER, "scope", scope, NULL);
}

/* Stands in front of GObject's: a name not registered yet is looked up as KmsFooBar → kms_foo_bar_get_type. */
GType
g_type_from_name (const char *name)
{
  GType (*original) (const char *) = dlsym (RTLD_NEXT, "g_type_from_name");
  GType (*get_type) (void);
  GType type = original (name);
  g_autoptr (GString) symbol = g_string_new (NULL);

  if (type != G_TYPE_INVALID)
    return type;

  for (const char *at = name; *at != '\0'; at++)
    {
      if (at > name && g_ascii_isupper (*at) && !g_ascii_isupper (at[-1]))
        g_string_append_c (symbol, '_');
      g_string_append_c (symbol, g_ascii_tolower (*at));
    }
  g_string_append (symbol, "_get_type");

  get_type = dlsym (RTLD_DEFAULT, symbol->str);
  return get_type != NULL ? get_type () : G_TYPE_INVALID;
}
