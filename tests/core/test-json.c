/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "muster-json.h"
#include "muster-test.h"

static JsonNode *
parse (const char *text)
{
  g_autoptr(GError) error = NULL;
  JsonNode *node = muster_json_from_string_trusted (text, &error);

  g_assert_no_error (error);
  return node;
}

/* Whatever type a member has, a reader says something and never complains. */
static void
test_readers (void)
{
  g_autoptr(JsonNode) node = parse ("{\"s\":\"text\",\"i\":7,\"d\":3.0,\"f\":3.5,\"b\":true,\"n\":null,\"o\":{\"x\":1},"
                                    "\"a\":[\"e\",{\"y\":2}],\"big\":1e300}");
  JsonObject *object = muster_json_node_obj (node);
  static const char * const members[] = { "s", "i", "d", "f", "b", "n", "o", "a", "big", "missing" };

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    {
      const char *m = members[i];

      g_assert_cmpstr (muster_json_str (object, m), ==, *m == 's' ? "text" : NULL);
      g_assert_cmpint (muster_json_int (object, m, -1), ==, *m == 'i' ? 7 : *m == 'd' ? 3 : -1);
      g_assert_cmpint (muster_json_bool (object, m, -1), ==, g_strcmp0 (m, "b") == 0 ? TRUE : -1);
      g_assert_true ((muster_json_obj (object, m) != NULL) == (*m == 'o'));
      g_assert_true ((muster_json_arr (object, m) != NULL) == (*m == 'a'));
    }

  g_assert_null (muster_json_str (NULL, "s"));
  g_assert_cmpint (muster_json_int (NULL, "i", 5), ==, 5);
  g_assert_cmpstr (muster_json_arr_str (muster_json_arr (object, "a"), 0), ==, "e");
  g_assert_null (muster_json_arr_str (muster_json_arr (object, "a"), 1));
  g_assert_null (muster_json_arr_str (muster_json_arr (object, "a"), 2));
  g_assert_nonnull (muster_json_arr_obj (muster_json_arr (object, "a"), 1));
  g_assert_null (muster_json_arr_obj (NULL, 0));
}

static void
test_path (void)
{
  g_autoptr(JsonNode) node = parse ("{\"a\":{\"b\":[{\"c\":\"deep\"},[\"x\",\"y\"]]},\"@odata.type\":\"#t\","
                                    "\"error\":{\"@x.y.z\":\"dots\"},\"a.q\":\"dotted\"}");
  static const struct {
    const char *path;
    const char *text;
  } cases[] = {
    { "a.b[0].c", "deep" }, { "a.b[1][1]", "y" }, { "@odata.type", "#t" }, { "error.@x.y.z", "dots" },
    { "a.b[2]", NULL }, { "a.b[0].d", NULL }, { "a.b[x]", NULL }, { "a.b[", NULL }, { "a.b[0", NULL }, { "a.b[-1]", NULL },
    { "a..b", NULL }, { ".", NULL }, { "[0]", NULL }, { "nothing", NULL }, { "a.b.c", NULL }, { "@odata", NULL },
    { "a.b[99999999999999999999]", NULL }, { "a", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpstr (muster_json_path_str (node, cases[i].path), ==, cases[i].text);

  g_assert_true (muster_json_path (node, "") == node);
  g_assert_null (muster_json_path (NULL, "a"));
}

static void
test_canonical (void)
{
  static const struct {
    const char *in;
    const char *out;
  } cases[] = {
    { "{ \"b\" : 1, \"a\" : [ true, null, \"x\\ny\" ] }", "{\"a\":[true,null,\"x\\u000ay\"],\"b\":1}" },
    { "{\"Z\":1,\"a\":2,\"\xc3\xa4\":3}", "{\"Z\":1,\"a\":2,\"\xc3\xa4\":3}" },
    { "\"\\u00e4\"", "\"\xc3\xa4\"" },
    { "[1.5,-0,9223372036854775807]", "[1.5,0,9223372036854775807]" },
    { "[]", "[]" }, { "{}", "{}" }, { "null", "null" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(JsonNode) node = parse (cases[i].in);
      g_autofree char *out = muster_json_canonical (node);

      g_assert_cmpstr (out, ==, cases[i].out);
    }
}

static void
test_round_trip (void)
{
  g_autoptr(JsonNode) node = parse ("{\"a\":\"\\\"\\\\/\\u0001\",\"b\":[1,2.5,\"\xf0\x9f\x98\x80\"]}");
  g_autofree char *text = muster_json_to_string (node);
  g_autoptr(JsonNode) again = parse (text);
  g_autofree char *one = muster_json_canonical (node);
  g_autofree char *two = muster_json_canonical (again);

  g_assert_cmpstr (one, ==, two);
  g_assert_null (muster_json_from_string_trusted ("{\"a\":1,\"a\":2}", NULL));
}

/* What is written can be read again, and is what json-glib writes where that can */
static void
test_written (void)
{
  static const char * const documents[] = {
    "{}", "[]", "null", "true", "\"\"", "[[],{},[{}]]", "{\"b\":1,\"a\":[true,false,null,\"x\"],\"\":{\"\\n\":-5}}",
    "[0.5,-0.0,3.0,1e300,100000.0,9223372036854775807,-9223372036854775808]",
    "\"\\b\\t\\n\\u000b\\f\\r\\u0001\\u001e /\\\"\\\\ \xc3\xa4\xf0\x9f\x98\x80\"",
  };
  g_autoptr(JsonNode) odd = parse ("[\"\\u001f\",1e20]");
  g_autofree char *odd_text = muster_json_to_string (odd);

  for (guint i = 0; i < G_N_ELEMENTS (documents); i++)
    {
      g_autoptr(JsonNode) node = parse (documents[i]);
      g_autofree char *ours = muster_json_to_string (node);
      g_autofree char *theirs = json_to_string (node, FALSE);

      g_assert_cmpstr (ours, ==, theirs);
    }
  g_assert_cmpstr (odd_text, ==, "[\"\\u001f\",1e+20]");
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);

  g_test_add_func ("/core/json/readers", test_readers);
  g_test_add_func ("/core/json/path", test_path);
  g_test_add_func ("/core/json/canonical", test_canonical);
  g_test_add_func ("/core/json/round-trip", test_round_trip);
  g_test_add_func ("/core/json/written", test_written);

  return g_test_run ();
}
