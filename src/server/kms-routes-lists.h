/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Private to server/: what the routes with lists share. */

#pragma once

#include "issuing/kms-list.h"
#include "server/kms-routes.h"

G_BEGIN_DECLS

/* The list that the query of the route asks for; or NULL, and the exchange has its answer. */
KmsList *kms_routes_read_list (KmsExchange *exchange, KmsListKind kind, gboolean whole);

/* Answers with a page of it. */
void kms_routes_answer_page (KmsExchange *exchange, KmsListKind kind);

G_END_DECLS
