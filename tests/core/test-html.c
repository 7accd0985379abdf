/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "muster-text.h"
#include "muster-test.h"

static void
test_cases (void)
{
  static const struct {
    const char *html;
    const char *text;
  } cases[] = {
    { "", "" },
    { "plain", "plain" },
    { "<p>One</p><p>Two</p>", "One\n\nTwo" },
    { "One<br>Two<br/>Three<BR />Four", "One\nTwo\nThree\nFour" },
    { "<ul><li>First</li><li>Second <b>bold</b></li></ul>", "- First\n- Second bold" },
    { "  a \n\t b  ", "a b" },
    { "a&nbsp;b &amp; c &lt;d&gt; &#65;&#x42; &euro;", "a b & c <d> AB \xe2\x82\xac" },
    { "&unknown; &amp &; &#0; &#xD800; &#1114112;", "&unknown; &amp &;" },
    { "<script>alert('x')</script>after", "after" },
    { "<style>p { color: red }</style>after", "after" },
    { "<SCRIPT type='a'>if (a < b) x()</SCRIPT>after", "after" },
    { "<head><title>T</title></head><body>B</body>", "B" },
    { "<!-- <p>hidden</p> -->shown", "shown" },
    { "<!doctype html>shown", "shown" },
    { "<a href=\"http://evil.example/?a=1>2\">link</a>", "link (evil.example)" },
    { "Go to <a class='x' href='https://portal.example/reset/me?token=SECRET#top'>the portal</a>.", "Go to the portal (portal.example/reset/me)." },
    { "<a href=\"https://portal.example/help\">https://portal.example/help</a>", "https://portal.example/help" },
    { "<a href=\"https://portal.example/a\"><img src=\"/public_photo/7\" alt=\"shot\"></a> after", "portal.example/a after" },
    { "<a href=https://portal.example>here</a> <a href=\"/kba/vpn-22a0\">there</a> <a href=\"#top\">up</a>", "here (portal.example) there up" },
    { "<a href=\"https://bank.example@evil.example/x\">bank</a>", "bank" },
    { "<a href=\"javascript:alert(1)\">click</a> <a href=\"mailto:a@b.example\">write</a>", "click write" },
    { "<a href=\"https://one.example/a\">one <a href=\"https://two.example/b\">two", "one (one.example/a) two (two.example/b)" },
    { "<p>A picture: <img src=\"data:image/png;base64,AAAA\"></p>", "A picture:" },
    { "<img src=x onerror=alert(1)>after", "after" },
    { "a < b and c > d", "a < b and c > d" },
    { "1<2", "1<2" },
    { "<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc" },
    { "<pre>one\n  two</pre>", "one\n  two" },
    { "<div>A</div><div>B</div>", "A\nB" },
    { "<p>open", "open" },
    { "<script>never closed", "" },
    { "<!-- never closed", "" },
    { "<p", "" },
    { "text<", "text<" },
    { "a\xe2\x80\x8b" "b", "ab" },
    { "&#8238;abc", "abc" },
    { "Gr\xc3\xbc\xc3\x9f" "e &auml;&szlig;", "Gr\xc3\xbc\xc3\x9f" "e \xc3\xa4\xc3\x9f" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = muster_text_from_html (cases[i].html);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

/* Any bytes give valid text without a tag of a script. */
static void
test_random (void)
{
  static const char * const pieces[] = {
    "<", ">", "</", "<p>", "<script>", "</script>", "<!--", "-->", "&", "&#", ";", "\"", "'", "x", " ", "\n", "\xff", "\xc3\xa4",
    "<li>", "<br>", "&lt;", "&#60;", "<pre>", "<td>", "=", "\xe2\x80\xae"
  };

  for (int i = 0; i < 20000; i++)
    {
      g_autoptr(GString) html = g_string_new (NULL);
      g_autofree char *text = NULL;
      int length = g_test_rand_int_range (0, 30);

      for (int j = 0; j < length; j++)
        g_string_append (html, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);

      text = muster_text_from_html (html->str);
      g_assert_true (g_utf8_validate (text, -1, NULL));
    }
}

int
main (int    argc,
      char **argv)
{
  muster_test_init (&argc, &argv);

  g_test_add_func ("/core/html/cases", test_cases);
  g_test_add_func ("/core/html/random", test_random);

  return g_test_run ();
}
