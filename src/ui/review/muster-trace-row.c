/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <string.h>

#include <glib/gi18n.h>

#include "muster-call-text.h"
#include "muster-trace-row.h"
#include "muster-trace-text.h"
#include "muster-ui.h"

/**
 * MusterTraceRow:
 *
 * One entry of a run's timeline: what happened, when, what the gate said to it in words, and below it, for those who
 * want to check, what was sent and answered exactly. Which entries are unfolded is remembered in a table of the list,
 * since rows are used again for other entries.
 */
struct _MusterTraceRow
{
  GtkBox parent_instance;

  MusterCatalog   *catalog; /* (owned) */
  GHashTable      *names;   /* (owned): what ids stand for */
  GHashTable      *open;    /* (owned): ids of unfolded entries */
  MusterTraceItem *item;    /* (owned) (nullable) */
  gulong           handler; /* while the entry still changes */

  GtkImage    *icon;
  GtkLabel    *title;
  GtkLabel    *pill;
  GtkLabel    *caption;
  GtkLabel    *detail;
  GtkLabel    *decision;
  GtkExpander *expander;
  GtkLabel    *exact;
};

G_DEFINE_FINAL_TYPE (MusterTraceRow, muster_trace_row, GTK_TYPE_BOX)

/* More of it than this only makes the list slow */
#define MAX_DETAIL 1500

/* Few enough lines that the timeline below does not run away */
#define MAX_STREAM 400

static const char *
icon_of (MusterTraceKind kind)
{
  switch (kind)
    {
    case MUSTER_TRACE_TICKET: return "muster-ticket-symbolic";
    case MUSTER_TRACE_MESSAGE:
    case MUSTER_TRACE_IDENTITY: return "muster-person-symbolic";
    case MUSTER_TRACE_MODEL: return "muster-cloud-symbolic";
    case MUSTER_TRACE_CALL: return "muster-search-symbolic";
    case MUSTER_TRACE_PLAN: return "muster-plan-symbolic";
    case MUSTER_TRACE_GATE:
    case MUSTER_TRACE_ASKED:
    case MUSTER_TRACE_DECIDED: return "muster-ok-symbolic";
    case MUSTER_TRACE_NOTE:
    case MUSTER_TRACE_REPLY: return "muster-note-symbolic";
    case MUSTER_TRACE_EFFECT: return "muster-tool-symbolic";
    case MUSTER_TRACE_WAIT: return "muster-pending-symbolic";
    case MUSTER_TRACE_STATE:
    default: return "muster-activity-symbolic";
    }
}

static MusterTone
tone_of (MusterTraceItem *item)
{
  const char *status = muster_trace_item_get_status (item);
  const char *decision = muster_trace_item_get_decision (item);

  if (muster_trace_item_get_kind (item) == MUSTER_TRACE_GATE)
    return g_strcmp0 (decision, "allow") == 0 ? MUSTER_TONE_GOOD
           : g_strcmp0 (decision, "approval") == 0 ? MUSTER_TONE_WAIT : MUSTER_TONE_BAD;
  if (g_strcmp0 (status, "confirmed") == 0)
    return MUSTER_TONE_GOOD;
  if (g_strcmp0 (status, "prepared") == 0 || g_strcmp0 (status, "dispatched") == 0)
    return MUSTER_TONE_PLAIN;
  if (g_strcmp0 (status, "absent") == 0 || g_strcmp0 (decision, "deny") == 0)
    return MUSTER_TONE_BAD;
  return MUSTER_TONE_WAIT;
}

static void
set_text (GtkLabel   *label,
          const char *text)
{
  g_autofree char *head = NULL;

  if (text != NULL && g_utf8_strlen (text, -1) > MAX_DETAIL)
    {
      g_autofree char *cut = g_utf8_substring (text, 0, MAX_DETAIL);

      head = g_strconcat (cut, "…", NULL);
      text = head;
    }
  gtk_label_set_text (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && *text != '\0');
}

/* What was asked and what came back, told as everywhere in this window */
static char *
call_detail (MusterTraceRow *self)
{
  g_autofree char *asked = muster_call_text_asked (self->catalog, muster_trace_item_get_tool (self->item),
                                                   muster_trace_item_get_args (self->item), self->names);
  g_autofree char *answer = muster_call_text_answer (muster_trace_item_get_status (self->item),
                                                     muster_trace_item_get_result (self->item));

  return asked != NULL ? g_strdup_printf ("%s\n%s", asked, answer) : g_steal_pointer (&answer);
}

static char *
detail_of (MusterTraceRow *self)
{
  g_autofree char *detail = NULL;
  const char *text = muster_trace_item_get_text (self->item);

  if (muster_trace_item_get_kind (self->item) == MUSTER_TRACE_CALL)
    return call_detail (self);
  detail = muster_trace_detail (self->catalog, self->item);
  if (muster_trace_item_get_kind (self->item) != MUSTER_TRACE_TICKET || text == NULL)
    return g_steal_pointer (&detail);
  return g_strdup_printf ("%s\n%s", detail != NULL ? detail : "", text);
}

/* That something was simply allowed needs no words */
static char *
decision_of (MusterTraceItem *item)
{
  return muster_trace_was_plain (item) ? NULL : muster_trace_decision_text (item);
}

static char *
caption_of (MusterTraceItem *item)
{
  g_autofree char *time = muster_ui_format_time (muster_trace_item_get_time (item));
  g_autofree char *numbers = muster_trace_numbers (item);

  if (numbers != NULL)
    return g_strdup_printf ("%s · %s · %s", time, muster_trace_kind_title (muster_trace_item_get_kind (item)), numbers);
  return g_strdup_printf ("%s · %s", time, muster_trace_kind_title (muster_trace_item_get_kind (item)));
}

static gboolean
has_exact (MusterTraceItem *item)
{
  const char *args = muster_trace_item_get_args (item);

  return (args != NULL && *args != '\0' && !g_str_equal (args, "{}")) || muster_trace_item_get_result (item) != NULL;
}

/* An answer can be long: it is made when somebody unfolds it */
static void
show_exact (MusterTraceRow *self)
{
  g_autofree char *args = NULL;
  g_autofree char *result = NULL;
  g_autofree char *text = NULL;

  if (self->item == NULL || !gtk_expander_get_expanded (self->expander))
    {
      gtk_label_set_text (self->exact, "");
      return;
    }
  args = muster_trace_item_get_args (self->item) != NULL ? muster_call_text_exact (muster_trace_item_get_args (self->item)) : NULL;
  result = muster_trace_item_get_result (self->item) != NULL
           ? muster_call_text_exact (muster_trace_item_get_result (self->item)) : NULL;
  text = g_strdup_printf ("%s%s%s%s%s", muster_trace_item_get_tool (self->item) != NULL ? muster_trace_item_get_tool (self->item) : "",
                          args != NULL ? " " : "", args != NULL ? args : "", result != NULL ? "\n\n→ " : "",
                          result != NULL ? result : "");
  gtk_label_set_text (self->exact, g_strstrip (text));
}

static void
expanded_cb (MusterTraceRow *self)
{
  const char *id = self->item != NULL ? muster_trace_item_get_id (self->item) : NULL;

  if (id != NULL && gtk_expander_get_expanded (self->expander))
    g_hash_table_add (self->open, g_strdup (id));
  else if (id != NULL)
    g_hash_table_remove (self->open, id);
  show_exact (self);
}

static void
show_item (MusterTraceRow *self)
{
  g_autofree char *title = muster_trace_title (self->catalog, self->item);
  g_autofree char *detail = detail_of (self);
  g_autofree char *decision = decision_of (self->item);
  g_autofree char *caption = caption_of (self->item);
  const char *status = muster_trace_status_title (self->item);

  gtk_image_set_from_icon_name (self->icon, icon_of (muster_trace_item_get_kind (self->item)));
  set_text (self->title, title);
  set_text (self->caption, caption);
  set_text (self->detail, detail);
  set_text (self->decision, decision);
  gtk_widget_set_visible (GTK_WIDGET (self->pill), status != NULL);
  if (status != NULL)
    muster_ui_set_pill (self->pill, status, tone_of (self->item));
  gtk_widget_set_visible (GTK_WIDGET (self->expander), has_exact (self->item));
}

/* Of what is being said the newest counts; the whole stands there when it was said. */
static void
streamed_cb (MusterTraceRow *self)
{
  const char *text = muster_trace_item_get_text (self->item);
  g_autofree char *tail = NULL;
  glong length = text != NULL ? g_utf8_strlen (text, -1) : 0;

  if (length > MAX_STREAM)
    tail = g_strconcat ("…", g_utf8_offset_to_pointer (text, length - MAX_STREAM), NULL);
  set_text (self->detail, tail != NULL ? tail : text);
}

static void
muster_trace_row_dispose (GObject *object)
{
  MusterTraceRow *self = MUSTER_TRACE_ROW (object);

  muster_trace_row_set_item (self, NULL);
  g_clear_object (&self->catalog);
  g_clear_pointer (&self->names, g_hash_table_unref);
  g_clear_pointer (&self->open, g_hash_table_unref);
  G_OBJECT_CLASS (muster_trace_row_parent_class)->dispose (object);
}

static void
muster_trace_row_class_init (MusterTraceRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = muster_trace_row_dispose;
}

static GtkLabel *
add_label (GtkWidget  *box,
           const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  gtk_box_append (GTK_BOX (box), label);
  return GTK_LABEL (label);
}

/* A box of its own for the pill: see the rule about baselines */
static void
add_title (MusterTraceRow *self,
           GtkWidget      *texts)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *pill_box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  self->title = add_label (head, "heading");
  gtk_widget_set_hexpand (GTK_WIDGET (self->title), TRUE);
  self->pill = GTK_LABEL (muster_ui_pill_new ("", MUSTER_TONE_PLAIN));
  gtk_widget_set_valign (pill_box, GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (pill_box), GTK_WIDGET (self->pill));
  gtk_box_append (GTK_BOX (head), pill_box);
  gtk_box_append (GTK_BOX (texts), head);
}

static void
muster_trace_row_init (MusterTraceRow *self)
{
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *icon = gtk_image_new ();
  GtkWidget *exact = gtk_label_new (NULL);

  gtk_box_set_spacing (GTK_BOX (self), 12);
  gtk_widget_add_css_class (GTK_WIDGET (self), "muster-row");
  self->icon = GTK_IMAGE (icon);
  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  gtk_widget_add_css_class (icon, "dim-label");
  gtk_widget_set_margin_top (icon, 3);
  gtk_box_append (GTK_BOX (self), icon);
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_box_append (GTK_BOX (self), texts);
  add_title (self, texts);
  self->caption = add_label (texts, "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->caption), "dim-label");
  self->detail = add_label (texts, NULL);
  self->decision = add_label (texts, "caption");
  self->expander = GTK_EXPANDER (gtk_expander_new (_("Exactly as It Was")));
  gtk_widget_add_css_class (GTK_WIDGET (self->expander), "caption");
  self->exact = GTK_LABEL (exact);
  gtk_label_set_xalign (self->exact, 0);
  gtk_label_set_wrap (self->exact, TRUE);
  gtk_label_set_wrap_mode (self->exact, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (self->exact, TRUE);
  gtk_widget_add_css_class (exact, "muster-code");
  gtk_widget_add_css_class (exact, "muster-exact");
  gtk_expander_set_child (self->expander, exact);
  gtk_box_append (GTK_BOX (texts), GTK_WIDGET (self->expander));
  g_signal_connect_object (self->expander, "notify::expanded", G_CALLBACK (expanded_cb), self, G_CONNECT_SWAPPED);
}

/**
 * muster_trace_row_new:
 * @catalog: for the names of tools
 * @names: what ids stand for; filled by the list
 * @open: ids of the entries that are unfolded; kept by the rows
 *
 * Returns: (transfer floating): a row for the entries of one list
 */
GtkWidget *
muster_trace_row_new (MusterCatalog *catalog,
                      GHashTable    *names,
                      GHashTable    *open)
{
  MusterTraceRow *self = g_object_new (MUSTER_TYPE_TRACE_ROW, NULL);

  self->catalog = g_object_ref (catalog);
  self->names = g_hash_table_ref (names);
  self->open = g_hash_table_ref (open);
  return GTK_WIDGET (self);
}

void
muster_trace_row_set_item (MusterTraceRow  *self,
                           MusterTraceItem *item)
{
  g_return_if_fail (MUSTER_IS_TRACE_ROW (self));

  if (self->item != NULL)
    g_clear_signal_handler (&self->handler, self->item);
  g_clear_object (&self->item);
  if (item == NULL)
    return;
  gtk_expander_set_expanded (self->expander, g_hash_table_contains (self->open, muster_trace_item_get_id (item)));
  self->item = g_object_ref (item);
  self->handler = g_signal_connect_swapped (item, "notify::text", G_CALLBACK (streamed_cb), self);
  show_item (self);
  show_exact (self);
}

/* Enter on the row does what a click on the unfolder does */
void
muster_trace_row_toggle (MusterTraceRow *self)
{
  g_return_if_fail (MUSTER_IS_TRACE_ROW (self));

  if (gtk_widget_get_visible (GTK_WIDGET (self->expander)))
    gtk_expander_set_expanded (self->expander, !gtk_expander_get_expanded (self->expander));
}
