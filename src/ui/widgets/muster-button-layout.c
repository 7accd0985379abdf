/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include "muster-button-layout.h"

/**
 * MusterButtonLayout:
 *
 * Puts the buttons of a row side by side where all of them fit with their whole
 * text, and else below each other: a button that is cut short says nothing.
 */
struct _MusterButtonLayout
{
  GtkLayoutManager parent_instance;
};

G_DEFINE_FINAL_TYPE (MusterButtonLayout, muster_button_layout, GTK_TYPE_LAYOUT_MANAGER)

#define SPACING 6

/* What the buttons ask for in one direction, one after the other and the largest of them */
static void
measure_all (GtkWidget     *widget,
             GtkOrientation orientation,
             int            for_size,
             int           *sum,
             int           *largest,
             int           *largest_minimum)
{
  *sum = *largest = *largest_minimum = 0;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      int minimum;
      int natural;

      if (!gtk_widget_should_layout (child))
        continue;
      gtk_widget_measure (child, orientation, for_size, &minimum, &natural, NULL, NULL);
      *sum += natural + (*sum > 0 ? SPACING : 0);
      *largest = MAX (*largest, natural);
      *largest_minimum = MAX (*largest_minimum, minimum);
    }
}

static gboolean
fits (GtkWidget *widget,
      int        width)
{
  int sum;
  int largest;
  int minimum;

  measure_all (widget, GTK_ORIENTATION_HORIZONTAL, -1, &sum, &largest, &minimum);
  return width < 0 || sum <= width;
}

static GtkSizeRequestMode
muster_button_layout_get_request_mode (GtkLayoutManager *manager,
                                       GtkWidget        *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
muster_button_layout_measure (GtkLayoutManager *manager,
                              GtkWidget        *widget,
                              GtkOrientation    orientation,
                              int               for_size,
                              int              *minimum,
                              int              *natural,
                              int              *minimum_baseline,
                              int              *natural_baseline)
{
  int sum;
  int largest;
  int largest_minimum;

  measure_all (widget, orientation, -1, &sum, &largest, &largest_minimum);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = largest_minimum;
      *natural = sum;
    }
  else
    *minimum = *natural = fits (widget, for_size) ? largest : sum;
}

static void
muster_button_layout_allocate (GtkLayoutManager *manager,
                               GtkWidget        *widget,
                               int               width,
                               int               height,
                               int               baseline)
{
  gboolean beside = fits (widget, width);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int x = 0;
  int y = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkAllocation place = { x, y, 0, height };

      if (!gtk_widget_should_layout (child))
        continue;
      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &place.width, NULL, NULL);
      place.width = MIN (place.width, width);
      if (!beside)
        gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, -1, NULL, &place.height, NULL, NULL);
      if (rtl)
        place.x = width - x - place.width;
      gtk_widget_size_allocate (child, &place, -1);
      if (beside)
        x += place.width + SPACING;
      else
        y += place.height + SPACING;
    }
}

static void
muster_button_layout_class_init (MusterButtonLayoutClass *klass)
{
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  layout_class->get_request_mode = muster_button_layout_get_request_mode;
  layout_class->measure = muster_button_layout_measure;
  layout_class->allocate = muster_button_layout_allocate;
}

static void
muster_button_layout_init (MusterButtonLayout *self)
{
}

GtkLayoutManager *
muster_button_layout_new (void)
{
  return g_object_new (MUSTER_TYPE_BUTTON_LAYOUT, NULL);
}
