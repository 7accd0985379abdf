/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "hook-client.h"

typedef struct {
  guint16 port;
  const HookPiece *pieces;
  gsize n_pieces;
  char *answer;
  int done;
} Talk;

static gboolean
write_all (int         fd,
           const char *data,
           gsize       length)
{
  while (length > 0)
    {
      gssize n = send (fd, data, length, MSG_NOSIGNAL);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return FALSE;
      data += n;
      length -= (gsize) n;
    }

  return TRUE;
}

static char *
read_all (int fd)
{
  GString *text = g_string_new (NULL);
  char buffer[4096];
  gssize n;

  while ((n = recv (fd, buffer, sizeof buffer, 0)) > 0 || (n < 0 && errno == EINTR))
    if (n > 0)
      g_string_append_len (text, buffer, n);

  return g_string_free (text, text->len == 0);
}

/**
 * hook_client_open:
 *
 * Returns: a connected socket, to be closed by the caller
 */
int
hook_client_open (guint16 port)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons (port), .sin_addr = { htonl (INADDR_LOOPBACK) } };
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  g_assert_cmpint (fd, >=, 0);
  if (connect (fd, (struct sockaddr *) &address, sizeof address) != 0)
    {
      close (fd);
      return -1;
    }

  return fd;
}

static gpointer
talk_thread (gpointer data)
{
  Talk *talk = data;
  int fd = hook_client_open (talk->port);
  gboolean open = fd >= 0;

  for (gsize i = 0; open && i < talk->n_pieces; i++)
    {
      const HookPiece *piece = &talk->pieces[i];
      gsize length = piece->length == (gsize) -1 ? strlen (piece->data) : piece->length;

      for (guint n = 0; open && n < MAX (1, piece->repeat); n++)
        {
          if (piece->pause_ms > 0)
            g_usleep (piece->pause_ms * 1000);
          open = write_all (fd, piece->data, length);
        }
    }

  if (fd >= 0)
    {
      talk->answer = read_all (fd);
      close (fd);
    }
  g_atomic_int_set (&talk->done, TRUE);
  g_main_context_wakeup (NULL);

  return NULL;
}

char *
hook_client_talk (guint16          port,
                  const HookPiece *pieces,
                  gsize            n_pieces)
{
  Talk talk = { port, pieces, n_pieces, NULL, FALSE };
  GThread *thread = g_thread_new ("hook-client", talk_thread, &talk);

  while (!g_atomic_int_get (&talk.done))
    g_main_context_iteration (NULL, TRUE);
  g_thread_join (thread);

  return talk.answer;
}

char *
hook_client_say (guint16     port,
                 const char *text)
{
  const HookPiece piece = { text, (gsize) -1, 0, 0 };

  return hook_client_talk (port, &piece, 1);
}

/* 0: no answer */
guint
hook_client_status (const char *answer)
{
  if (answer == NULL || !g_str_has_prefix (answer, "HTTP/1.") || strlen (answer) < 12)
    return 0;

  return (guint) g_ascii_strtoull (answer + strlen ("HTTP/1.1 "), NULL, 10);
}

GString *
hook_client_request (const char *path,
                     const char *extra,
                     const void *body,
                     gsize       length)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "POST %s HTTP/1.1\r\nHost: hooks.example\r\nContent-Type: application/json\r\n"
                          "Content-Length: %" G_GSIZE_FORMAT "\r\n%s\r\n", path, length, extra != NULL ? extra : "");
  g_string_append_len (text, body, (gssize) length);

  return text;
}

guint
hook_client_post (guint16     port,
                  const char *path,
                  const char *extra,
                  const void *body,
                  gsize       length)
{
  g_autoptr(GString) text = hook_client_request (path, extra, body, length);
  const HookPiece piece = { text->str, text->len, 0, 0 };
  g_autofree char *answer = hook_client_talk (port, &piece, 1);

  return hook_client_status (answer);
}

/* Resident memory of this program in bytes */
guint64
hook_client_memory (void)
{
  g_autofree char *text = NULL;
  g_auto(GStrv) fields = NULL;

  g_assert_true (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL));
  fields = g_strsplit (text, " ", 3);

  return g_ascii_strtoull (fields[1], NULL, 10) * (guint64) sysconf (_SC_PAGESIZE);
}
