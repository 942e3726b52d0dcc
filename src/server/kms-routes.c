/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which route a request is for: the tables of the areas, gone through in order. */

#include "server/kms-routes.h"

#include <string.h>

static const KmsRoute *const areas[] = {
  kms_routes_service, kms_routes_mails,   kms_routes_registrations, kms_routes_sessions,
  kms_routes_account, kms_routes_devices, kms_routes_issuances,     kms_routes_reports,
};

/* Compares "/v1/things/{thing_id}" with what came. */
static gboolean
match_path (const char *template, const char *const *segments)
{
  while (*template != '\0')
    {
      const char *part = template + 1;
      gsize length = strcspn (part, "/");

      if (*segments == NULL
          || (*part == '{' ? **segments == '\0'
                           : strncmp (part, *segments, length) != 0 || (*segments)[length] != '\0'))
        return FALSE;
      template = part + length;
      segments++;
    }
  return *segments == NULL;
}

/* What stands for the names in braces; NULL when there are none. */
static GHashTable *
take_parameters (const char *template, const char *const *segments)
{
  GHashTable *parameters;

  if (strchr (template, '{') == NULL)
    return NULL;
  parameters = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (; *template != '\0'; segments++)
    {
      const char *part = template + 1;
      gsize length = strcspn (part, "/");

      if (*part == '{')
        g_hash_table_replace (parameters, g_strndup (part + 1, length - 2), g_strdup (*segments));
      template = part + length;
    }
  return parameters;
}

/**
 * kms_routes_match:
 * @method: the method of the request
 * @segments: (array zero-terminated=1): its path, decoded
 * @route: (out) (transfer none): the route, when one is found
 * @parameters: (out) (transfer full) (nullable): what stands for the names in braces, when a route is
 *   found that has some
 * @allow: (out) (transfer full): the methods that this path has, when it has others
 *
 * Returns: what was found
 */
KmsRouteMatch
kms_routes_match (const char *method,
                  const char *const *segments,
                  const KmsRoute **route,
                  GHashTable **parameters,
                  char **allow)
{
  g_autofree char *others = NULL;

  for (guint area = 0; area < G_N_ELEMENTS (areas); area++)
    {
      for (const KmsRoute *row = areas[area]; row->method != NULL; row++)
        {
          if (!match_path (row->path, segments))
            continue;
          if (g_str_equal (row->method, method))
            {
              *route = row;
              *parameters = take_parameters (row->path, segments);
              return KMS_ROUTE_FOUND;
            }
          if (others == NULL)
            others = g_strdup (row->method);
          else
            {
              g_autofree char *fewer = g_steal_pointer (&others);

              others = g_strconcat (fewer, ", ", row->method, NULL);
            }
        }
    }
  if (others == NULL)
    return KMS_ROUTE_UNKNOWN;
  *allow = g_steal_pointer (&others);
  return KMS_ROUTE_OTHER_METHOD;
}
