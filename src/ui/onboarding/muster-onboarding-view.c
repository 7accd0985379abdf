/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include <glib/gi18n.h>

#include "muster-account-page.h"
#include "muster-connect-page.h"
#include "muster-error-text.h"
#include "muster-first-client-page.h"
#include "muster-import-page.h"
#include "muster-mapping-page.h"
#include "muster-mode-page.h"
#include "muster-onboarding-view.h"
#include "muster-planner-page.h"
#include "muster-provision-page.h"
#include "muster-test-page.h"
#include "muster-tools-page.h"
#include "muster-ui.h"
#include "muster-welcome-page.h"

/**
 * MusterOnboardingView:
 *
 * The first run: a table of pages, made when they are reached. The id of the
 * open page and everything typed but secrets are saved at once, so Back, Skip
 * and quitting lose nothing. Emits ::finished when the last page was applied.
 */
struct _MusterOnboardingView
{
  AdwBin parent_instance;

  MusterContext *context;  /* (owned) */
  GCancellable  *cancellable;
  guint          index;    /* of the open page in the table */

  GtkStack       *stack;
  GtkProgressBar *progress;
  AdwWindowTitle *title;
  GtkButton      *back_button;
  GtkButton      *skip_button;
  GtkButton      *next_button;
  GtkLabel       *next_label;
  GtkSpinner     *spinner;
};

G_DEFINE_FINAL_TYPE (MusterOnboardingView, muster_onboarding_view, ADW_TYPE_BIN)

typedef enum
{
  SKIP = 1 << 0,        /* may be skipped */
  NO_BACK = 1 << 1,     /* what was done cannot be taken back: no way to an earlier page */
  NEEDS_CLIENT = 1 << 2, /* only when the first client was made */
  NEEDS_PSA = 1 << 3    /* only when a PSA is connected */
} PageFlags;

/* A page that does not apply is left out. */
typedef MusterOnboardingPage *(*PageNewFunc) (MusterContext *context,
                                              const char    *argument);

static const struct
{
  const char *id; /* as saved; never renamed */
  PageNewFunc create;
  const char *argument;
  PageFlags   flags;
} pages[] = {
  { "welcome", muster_welcome_page_new, NULL, NO_BACK },
  { "account", muster_account_page_new, NULL, 0 },
  { "psa", muster_connect_page_new, "psa", NO_BACK | SKIP },
  { "cloud", muster_connect_page_new, "cloud", SKIP },
  { "docs", muster_connect_page_new, "docs", SKIP },
  { "planner", muster_planner_page_new, NULL, 0 },
  { "import", muster_import_page_new, NULL, NEEDS_PSA | SKIP },
  { "client", muster_first_client_page_new, NULL, SKIP },
  { "provision", muster_provision_page_new, NULL, NEEDS_CLIENT },
  { "mapping", muster_mapping_page_new, NULL, NEEDS_CLIENT | SKIP },
  { "tools", muster_tools_page_new, NULL, SKIP },
  { "mode", muster_mode_page_new, NULL, 0 },
  { "test", muster_test_page_new, NULL, SKIP },
};

static guint finished_signal;

static void show_page (MusterOnboardingView *self,
                       guint                 index);

static MusterOnboarding *
get_progress (MusterOnboardingView *self)
{
  return muster_context_get_onboarding (self->context);
}

static MusterOnboardingPage *
get_page (MusterOnboardingView *self)
{
  return MUSTER_ONBOARDING_PAGE (gtk_stack_get_visible_child (self->stack));
}

static gboolean
applies (MusterOnboardingView *self,
         guint                 index)
{
  if (pages[index].flags & NEEDS_CLIENT)
    return muster_onboarding_get_value (get_progress (self), "client-id") != NULL;
  if (pages[index].flags & NEEDS_PSA)
    return muster_context_find_connection (self->context, "psa") != NULL;
  if (g_str_equal (pages[index].id, "client"))
    return muster_onboarding_get_value (get_progress (self), "client-imported") == NULL;
  if (g_str_equal (pages[index].id, "account"))
    return !muster_context_has_account (self->context);
  return TRUE;
}

static void
finish_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(MusterOnboardingView) self = user_data;
  g_autoptr(GError) error = NULL;

  if (muster_onboarding_finish_finish (MUSTER_ONBOARDING (source), result, &error))
    g_signal_emit (self, finished_signal, 0);
  else if (get_page (self) != NULL)
    muster_onboarding_page_failed (get_page (self), error);
}

static void
go_forward (MusterOnboardingView *self)
{
  guint next;

  for (next = self->index + 1; next < G_N_ELEMENTS (pages) && !applies (self, next); next++)
    ;
  if (next < G_N_ELEMENTS (pages))
    show_page (self, next);
  else
    muster_onboarding_finish_async (get_progress (self), NULL, finish_cb, g_object_ref (self));
}

/* Returns: the page before this one, or this one when there is no way back */
static guint
previous_index (MusterOnboardingView *self)
{
  guint previous = self->index;

  if (pages[self->index].flags & NO_BACK)
    return self->index;
  while (previous > 0)
    {
      previous--;
      if (applies (self, previous))
        return previous;
    }
  return self->index;
}

static void
update_buttons (MusterOnboardingView *self)
{
  MusterOnboardingPage *page = get_page (self);
  g_autofree char *next_label = NULL;
  gboolean busy = FALSE;
  gboolean can_skip;

  if (page == NULL)
    return;
  g_object_get (page, "busy", &busy, "next-label", &next_label, NULL);
  can_skip = (pages[self->index].flags & SKIP) != 0;

  gtk_label_set_text (self->next_label, next_label != NULL ? next_label : _("Next"));
  muster_ui_set_name (GTK_WIDGET (self->next_button), gtk_label_get_text (self->next_label));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "onboarding.next", muster_onboarding_page_get_ready (page));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "onboarding.back", !busy && previous_index (self) != self->index);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "onboarding.skip", !busy && can_skip);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "onboarding.fill",
                                 !busy && muster_context_get_sandbox (self->context) &&
                                 muster_onboarding_page_can_fill (page));
  gtk_widget_set_visible (GTK_WIDGET (self->skip_button), can_skip);
  gtk_widget_set_visible (GTK_WIDGET (self->back_button), previous_index (self) != self->index);
  gtk_spinner_set_spinning (self->spinner, busy);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), busy);
}

static void
page_changed_cb (MusterOnboardingView *self,
                 GParamSpec           *pspec,
                 MusterOnboardingPage *page)
{
  if (self->context != NULL && page == get_page (self))
    update_buttons (self);
}

static void
page_applied_cb (MusterOnboardingView *self,
                 gboolean              advance,
                 MusterOnboardingPage *page)
{
  if (self->context == NULL || page != get_page (self))
    return;
  if (advance)
    go_forward (self);
  else
    update_buttons (self);
}

static void
update_title (MusterOnboardingView *self)
{
  g_autofree char *step = NULL;
  guint number = self->index + 1;
  guint total = G_N_ELEMENTS (pages);

  /* Translators: the page of the first run, for example “Step 3 of 12” */
  step = g_strdup_printf (_("Step %u of %u"), number, total);
  adw_window_title_set_subtitle (self->title, step);
  gtk_progress_bar_set_fraction (self->progress, (double) number / total);
}

static void
show_page (MusterOnboardingView *self,
           guint                 index)
{
  GtkWidget *page = gtk_stack_get_child_by_name (self->stack, pages[index].id);

  self->index = index;
  if (page == NULL)
    {
      page = GTK_WIDGET (pages[index].create (self->context, pages[index].argument));
      gtk_stack_add_named (self->stack, page, pages[index].id);
      g_signal_connect_object (page, "notify", G_CALLBACK (page_changed_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (page, "applied", G_CALLBACK (page_applied_cb), self, G_CONNECT_SWAPPED);
    }
  gtk_stack_set_visible_child (self->stack, page);
  muster_onboarding_set_page (get_progress (self), pages[index].id);
  update_title (self);
  muster_onboarding_page_prepare (MUSTER_ONBOARDING_PAGE (page));
  update_buttons (self);
  /* From the top: what had the focus before says nothing about this page. */
  if (gtk_widget_get_root (page) != NULL)
    {
      gtk_root_set_focus (gtk_widget_get_root (page), NULL);
      gtk_widget_child_focus (page, GTK_DIR_TAB_FORWARD);
    }
}

static guint
saved_index (MusterOnboardingView *self)
{
  const char *id = muster_onboarding_get_page (get_progress (self));

  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    if (g_strcmp0 (pages[i].id, id) == 0)
      {
        while (i + 1 < G_N_ELEMENTS (pages) && !applies (self, i))
          i++;
        return i;
      }
  return 0;
}

static void
next_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  MusterOnboardingView *self = MUSTER_ONBOARDING_VIEW (widget);

  if (muster_onboarding_page_get_ready (get_page (self)))
    muster_onboarding_page_apply (get_page (self));
}

static void
back_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  MusterOnboardingView *self = MUSTER_ONBOARDING_VIEW (widget);

  if (previous_index (self) != self->index)
    show_page (self, previous_index (self));
}

static void
skip_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  go_forward (MUSTER_ONBOARDING_VIEW (widget));
}

static void
fill_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  MusterOnboardingView *self = MUSTER_ONBOARDING_VIEW (widget);

  if (muster_onboarding_page_can_fill (get_page (self)))
    muster_onboarding_page_fill (get_page (self));
}

/* A page did its work and stays; Next is what comes next. */
static void
focus_next_action (GtkWidget  *widget,
                   const char *name,
                   GVariant   *parameter)
{
  gtk_widget_grab_focus (GTK_WIDGET (MUSTER_ONBOARDING_VIEW (widget)->next_button));
}

static void
muster_onboarding_view_dispose (GObject *object)
{
  MusterOnboardingView *self = MUSTER_ONBOARDING_VIEW (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->context);
  muster_ui_dispose_template (GTK_WIDGET (self), MUSTER_TYPE_ONBOARDING_VIEW);
  G_OBJECT_CLASS (muster_onboarding_view_parent_class)->dispose (object);
}

static void
muster_onboarding_view_finalize (GObject *object)
{
  MusterOnboardingView *self = MUSTER_ONBOARDING_VIEW (object);

  g_object_unref (self->cancellable);
  G_OBJECT_CLASS (muster_onboarding_view_parent_class)->finalize (object);
}

static void
muster_onboarding_view_class_init (MusterOnboardingViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = muster_onboarding_view_dispose;
  object_class->finalize = muster_onboarding_view_finalize;

  /**
   * MusterOnboardingView::finished:
   *
   * The first run is over and saved as such.
   */
  finished_signal = g_signal_new ("finished", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);

  gtk_widget_class_install_action (widget_class, "onboarding.next", NULL, next_action);
  gtk_widget_class_install_action (widget_class, "form.submit", NULL, next_action);
  gtk_widget_class_install_action (widget_class, "onboarding.back", NULL, back_action);
  gtk_widget_class_install_action (widget_class, "onboarding.skip", NULL, skip_action);
  gtk_widget_class_install_action (widget_class, "onboarding.fill", NULL, fill_action);
  gtk_widget_class_install_action (widget_class, "onboarding.focus-next", NULL, focus_next_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK, "onboarding.next", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Left, GDK_ALT_MASK, "onboarding.back", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_d, GDK_CONTROL_MASK, "onboarding.fill", NULL);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/mustermsp/Muster/ui/onboarding/muster-onboarding-view.ui");
  gtk_widget_class_bind_template_child (widget_class, MusterOnboardingView, stack);
  gtk_widget_class_bind_template_child (widget_class, MusterOnboardingView, progress);
  gtk_widget_class_bind_template_child (widget_class, MusterOnboardingView, title);
  gtk_widget_class_bind_template_child (widget_class, MusterOnboardingView, back_button);
  gtk_widget_class_bind_template_child (widget_class, MusterOnboardingView, skip_button);
  gtk_widget_class_bind_template_child (widget_class, MusterOnboardingView, next_button);
  gtk_widget_class_bind_template_child (widget_class, MusterOnboardingView, next_label);
  gtk_widget_class_bind_template_child (widget_class, MusterOnboardingView, spinner);
}

static void
muster_onboarding_view_init (MusterOnboardingView *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * muster_onboarding_view_new:
 * @context: an open context
 *
 * Returns: (transfer floating): the first run, at the page where it was left
 */
GtkWidget *
muster_onboarding_view_new (MusterContext *context)
{
  MusterOnboardingView *self = g_object_new (MUSTER_TYPE_ONBOARDING_VIEW, NULL);

  self->context = g_object_ref (context);
  show_page (self, saved_index (self));
  return GTK_WIDGET (self);
}

/**
 * muster_onboarding_view_get_page_id:
 * @self: view
 *
 * Returns: the id of the open page
 */
const char *
muster_onboarding_view_get_page_id (MusterOnboardingView *self)
{
  g_return_val_if_fail (MUSTER_IS_ONBOARDING_VIEW (self), NULL);
  return pages[self->index].id;
}
