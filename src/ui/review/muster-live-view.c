/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-live-view.h"
#include "muster-ui.h"

/**
 * MusterLiveView:
 *
 * Which language model is planning a run at this moment, and its words while they come. It keeps its height from the
 * first word on and shows the newest words, a few times a second, so that nothing below it jumps. Gone as soon as the
 * run does not plan any more.
 */
struct _MusterLiveView
{
  AdwBin parent_instance;

  MusterContext *context;  /* (owned) (nullable) */
  char          *run_id;
  GString       *words;
  guint          timeout;  /* until the words are shown */
  gboolean       planning;
  gboolean       asked;    /* a model is, or was, asked */

  GtkSpinner        *spinner;
  GtkLabel          *title;
  GtkScrolledWindow *scroller;
  GtkLabel          *label;
};

G_DEFINE_FINAL_TYPE (MusterLiveView, muster_live_view, ADW_TYPE_BIN)

#define SHOW_MS 150

/* More is in the timeline, when the answer is stored */
#define MAX_WORDS 4000

#define HEIGHT 130

static void
show_state (MusterLiveView *self)
{
  gboolean shown = self->planning && self->asked;

  gtk_widget_set_visible (GTK_WIDGET (self), shown);
  gtk_spinner_set_spinning (self->spinner, shown);
}

static gboolean
show_words_cb (gpointer user_data)
{
  MusterLiveView *self = user_data;
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scroller);

  self->timeout = 0;
  gtk_label_set_text (self->label, self->words->str);
  if (self->words->len > 0)
    gtk_widget_set_visible (GTK_WIDGET (self->scroller), TRUE);
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment));
  return G_SOURCE_REMOVE;
}

/* The label has grown: its end stays in view */
static void
upper_changed_cb (GtkAdjustment *adjustment)
{
  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_upper (adjustment));
}

static void
words_changed (MusterLiveView *self)
{
  if (self->timeout == 0)
    self->timeout = g_timeout_add (SHOW_MS, show_words_cb, self);
}

static void
asking_cb (MusterContext  *context,
           const char     *run_id,
           const char     *name,
           MusterLiveView *self)
{
  g_autofree char *title = NULL;

  if (g_strcmp0 (run_id, self->run_id) != 0)
    return;
  /* Translators: %s is the name of a language model */
  title = g_strdup_printf (_("%s is planning…"), name);
  gtk_label_set_text (self->title, title);
  g_string_truncate (self->words, 0);
  self->asked = TRUE;
  self->planning = TRUE;
  words_changed (self);
  show_state (self);
}

/* NULL: what was told so far is void */
static void
delta_cb (MusterContext  *context,
          const char     *run_id,
          const char     *text,
          MusterLiveView *self)
{
  if (g_strcmp0 (run_id, self->run_id) != 0)
    return;
  if (text == NULL)
    g_string_truncate (self->words, 0);
  else
    g_string_append (self->words, text);
  if (self->words->len > MAX_WORDS)
    {
      const char *begin = g_utf8_find_next_char (self->words->str + (self->words->len - MAX_WORDS), NULL);

      g_string_erase (self->words, 0, begin - self->words->str);
    }
  self->asked = TRUE;
  words_changed (self);
  show_state (self);
}

static void
muster_live_view_dispose (GObject *object)
{
  MusterLiveView *self = MUSTER_LIVE_VIEW (object);

  g_clear_handle_id (&self->timeout, g_source_remove);
  g_clear_object (&self->context);
  G_OBJECT_CLASS (muster_live_view_parent_class)->dispose (object);
}

static void
muster_live_view_finalize (GObject *object)
{
  MusterLiveView *self = MUSTER_LIVE_VIEW (object);

  g_string_free (self->words, TRUE);
  g_free (self->run_id);
  G_OBJECT_CLASS (muster_live_view_parent_class)->finalize (object);
}

static void
muster_live_view_class_init (MusterLiveViewClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = muster_live_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = muster_live_view_finalize;
}

static GtkLabel *
create_label (void)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_yalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  return GTK_LABEL (label);
}

static void
muster_live_view_init (MusterLiveView *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);

  self->words = g_string_new (NULL);
  self->spinner = GTK_SPINNER (gtk_spinner_new ());
  self->title = create_label ();
  /* Who looks in the middle of an answer has not heard the name. */
  gtk_label_set_text (self->title, _("A language model is planning…"));
  gtk_widget_add_css_class (GTK_WIDGET (self->title), "heading");
  gtk_box_append (GTK_BOX (head), GTK_WIDGET (self->spinner));
  gtk_box_append (GTK_BOX (head), GTK_WIDGET (self->title));
  self->label = create_label ();
  gtk_widget_set_valign (GTK_WIDGET (self->label), GTK_ALIGN_START);
  muster_ui_set_name (GTK_WIDGET (self->label), _("What the Model Says"));
  self->scroller = GTK_SCROLLED_WINDOW (gtk_scrolled_window_new ());
  gtk_scrolled_window_set_policy (self->scroller, GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_min_content_height (self->scroller, HEIGHT);
  gtk_scrolled_window_set_max_content_height (self->scroller, HEIGHT);
  gtk_scrolled_window_set_child (self->scroller, GTK_WIDGET (self->label));
  gtk_widget_set_visible (GTK_WIDGET (self->scroller), FALSE);
  g_signal_connect_object (gtk_scrolled_window_get_vadjustment (self->scroller), "notify::upper",
                           G_CALLBACK (upper_changed_cb), NULL, 0);
  gtk_box_append (GTK_BOX (box), head);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->scroller));
  gtk_widget_add_css_class (box, "card");
  gtk_widget_add_css_class (box, "muster-advice");
  adw_bin_set_child (ADW_BIN (self), box);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * muster_live_view_set_run:
 * @self: view
 * @context: an open context
 * @run_id: whose planning is shown
 */
void
muster_live_view_set_run (MusterLiveView *self,
                          MusterContext  *context,
                          const char     *run_id)
{
  g_return_if_fail (MUSTER_IS_LIVE_VIEW (self));
  g_return_if_fail (self->context == NULL);

  self->context = g_object_ref (context);
  self->run_id = g_strdup (run_id);
  g_signal_connect_object (context, "run-asking", G_CALLBACK (asking_cb), self, 0);
  g_signal_connect_object (context, "run-delta", G_CALLBACK (delta_cb), self, 0);
}

/**
 * muster_live_view_set_planning:
 * @self: view
 * @planning: whether the run plans at this moment
 */
void
muster_live_view_set_planning (MusterLiveView *self,
                               gboolean        planning)
{
  g_return_if_fail (MUSTER_IS_LIVE_VIEW (self));

  self->planning = planning;
  if (!planning)
    {
      self->asked = FALSE;
      g_string_truncate (self->words, 0);
      gtk_label_set_text (self->label, "");
      gtk_widget_set_visible (GTK_WIDGET (self->scroller), FALSE);
    }
  show_state (self);
}
