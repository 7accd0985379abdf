/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include "muster-report-view.h"
#include "muster-ui.h"

/**
 * MusterReportView:
 *
 * What a live test said: one row for each thing that was tried, with what to
 * do about what failed. Hidden until it has something to say.
 */
struct _MusterReportView
{
  AdwBin parent_instance;
};

G_DEFINE_FINAL_TYPE (MusterReportView, muster_report_view, ADW_TYPE_BIN)

static MusterTone
check_tone (MusterCheckState state)
{
  switch (state)
    {
    case MUSTER_CHECK_OK:
      return MUSTER_TONE_GOOD;
    case MUSTER_CHECK_WARN:
      return MUSTER_TONE_WAIT;
    case MUSTER_CHECK_FAIL:
    default:
      return MUSTER_TONE_BAD;
    }
}

static GtkWidget *
create_row (MusterTone  tone,
            const char *title,
            const char *detail,
            const char *advice)
{
  g_autofree char *subtitle = NULL;
  GtkWidget *row;

  if (detail != NULL && advice != NULL)
    subtitle = g_strdup_printf ("%s\n%s", detail, advice);
  else
    subtitle = g_strdup (advice != NULL ? advice : detail);
  row = muster_ui_row_new (title, subtitle);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), muster_ui_tone_icon_new (tone));
  return row;
}

static void
muster_report_view_class_init (MusterReportViewClass *klass)
{
}

static void
muster_report_view_init (MusterReportView *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

GtkWidget *
muster_report_view_new (void)
{
  return g_object_new (MUSTER_TYPE_REPORT_VIEW, NULL);
}

static GtkWidget *
start_group (MusterReportView *self)
{
  GtkWidget *group = adw_preferences_group_new ();

  adw_bin_set_child (ADW_BIN (self), group);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  return group;
}

static void
add_checks (GtkWidget  *group,
            GListModel *checks)
{
  for (guint i = 0; i < g_list_model_get_n_items (checks); i++)
    {
      g_autoptr(MusterCheck) check = g_list_model_get_item (checks, i);

      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                                 create_row (check_tone (muster_check_get_state (check)),
                                             muster_check_get_title (check), muster_check_get_detail (check),
                                             muster_check_get_advice (check)));
    }
}

/**
 * muster_report_view_set_report:
 * @self: view
 * @report: what the test said
 *
 * The verdict comes first, then every check.
 */
void
muster_report_view_set_report (MusterReportView       *self,
                               MusterConnectionReport *report)
{
  GtkWidget *group = start_group (self);
  gboolean ok = muster_connection_report_get_ok (report);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                             create_row (ok ? MUSTER_TONE_GOOD : MUSTER_TONE_BAD,
                                         muster_connection_report_get_title (report), NULL,
                                         muster_connection_report_get_advice (report)));
  add_checks (group, muster_connection_report_get_checks (report));
}

/**
 * muster_report_view_set_checks:
 * @self: view
 * @title: (nullable): heading
 * @description: (nullable): sentence below it
 * @checks: (element-type MusterCheck): what was tried
 */
void
muster_report_view_set_checks (MusterReportView *self,
                               const char       *title,
                               const char       *description,
                               GListModel       *checks)
{
  GtkWidget *group = start_group (self);

  if (title != NULL)
    adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), title);
  if (description != NULL)
    adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group), description);
  add_checks (group, checks);
}

void
muster_report_view_clear (MusterReportView *self)
{
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}
