/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "muster-ui"

#include "config.h"

#include "muster-button-layout.h"

/**
 * MusterButtonLayout:
 *
 * Puts the buttons of a row side by side where all of them fit with their whole
 * text, and else below each other: a button that is cut short says nothing. A
 * child that expands gets what is left over; a text that wraps and expands has
 * room beside the others as long as it has more than half of the width.
 */
struct _MusterButtonLayout
{
  GtkLayoutManager parent_instance;
};

G_DEFINE_FINAL_TYPE (MusterButtonLayout, muster_button_layout, GTK_TYPE_LAYOUT_MANAGER)

#define SPACING 6

/* How narrow a child may be beside the others */
static int
bearable_width (GtkWidget *child,
                int        minimum,
                int        natural,
                int        width)
{
  if (width < 0 || !gtk_widget_get_hexpand (child) || !GTK_IS_LABEL (child) || !gtk_label_get_wrap (GTK_LABEL (child)))
    return natural;
  return MIN (natural, MAX (minimum, width * 6 / 10));
}

/* What the children ask for side by side in this width, and the widest of them */
static void
measure_widths (GtkWidget *widget,
                int        width,
                int       *sum,
                int       *largest_minimum)
{
  *sum = *largest_minimum = 0;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      int minimum;
      int natural;

      if (!gtk_widget_should_layout (child))
        continue;
      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
      *sum += bearable_width (child, minimum, natural, width) + (*sum > 0 ? SPACING : 0);
      *largest_minimum = MAX (*largest_minimum, minimum);
    }
}

static gboolean
fits (GtkWidget *widget,
      int        width)
{
  int sum;
  int minimum;

  measure_widths (widget, width, &sum, &minimum);
  return width < 0 || sum <= width;
}

/* What is left over goes to the child that expands; below each other each has the whole width if it wants it */
static int
width_of (GtkWidget *widget,
          GtkWidget *child,
          int        width)
{
  int minimum;
  int natural;
  int bearable;
  int sum;
  int largest;

  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
  if (width < 0)
    return natural;
  measure_widths (widget, width, &sum, &largest);
  bearable = bearable_width (child, minimum, natural, width);
  if (gtk_widget_get_hexpand (child))
    return sum <= width ? bearable + width - sum : width;
  return MIN (natural, width);
}

static int
height_of (GtkWidget *widget,
           GtkWidget *child,
           int        width)
{
  int height;

  gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, width_of (widget, child, width), NULL, &height, NULL, NULL);
  return height;
}

/* The largest of the heights, or all of them */
static int
measure_height (GtkWidget *widget,
                int        width)
{
  gboolean beside = fits (widget, width);
  int height = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (gtk_widget_should_layout (child))
      height = beside ? MAX (height, height_of (widget, child, width))
                      : height + (height > 0 ? SPACING : 0) + height_of (widget, child, width);
  return height;
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
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    measure_widths (widget, -1, natural, minimum);
  else
    *minimum = *natural = measure_height (widget, for_size);
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
      place.width = width_of (widget, child, width);
      if (!beside)
        place.height = height_of (widget, child, width);
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
