/* config.c: NAME = value lines, read once at start. */
#include "base/config.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/text.h"

#define CONFIG_SIZE_MAX (256 * 1024)
#define ENV_PREFIX "HOLDFAST_"

struct config_row {
	const char *name, *value;
};

struct config {
	char *text;		/* the file, cut up in place */
	struct config_row *rows;
	size_t count;
};

static char *file_read(const char *path)
{
	FILE *f = fopen(path, "re");
	char *text = NULL;
	size_t n;

	if (!f)
		return NULL;
	text = malloc(CONFIG_SIZE_MAX + 1);
	if (!text)
		abort();
	n = fread(text, 1, CONFIG_SIZE_MAX + 1, f);
	if (ferror(f) || n > CONFIG_SIZE_MAX || memchr(text, '\0', n)) {
		free(text);
		text = NULL;
	} else {
		text[n] = '\0';
	}
	fclose(f);
	return text;
}

static bool name_valid(const char *name)
{
	if (!*name)
		return false;
	for (; *name; name++)
		if (!islower((unsigned char)*name) && !isdigit((unsigned char)*name) &&
		    *name != '_')
			return false;
	return true;
}

/* False when the line is neither empty, nor a comment, nor NAME = value. */
static bool line_read(struct config *c, char *line)
{
	char *equals;

	text_trim(line);
	if (!*line || *line == '#')
		return true;
	equals = strchr(line, '=');
	if (!equals)
		return false;
	*equals = '\0';
	text_trim(line);
	text_trim(equals + 1);
	if (!name_valid(line))
		return false;
	c->rows[c->count++] = (struct config_row){ line, equals + 1 };
	return true;
}

struct config *config_load(const char *path)
{
	struct config *c;
	char *text = path ? file_read(path) : NULL, *line, *next;
	size_t lines = 1;
	int number = 0;

	if (!text) {
		log_line(LOG_ERROR, "config", "cannot read %s",
			path ? path : "(HOLDFAST_CONF is not set)");
		return NULL;
	}
	for (line = text; *line; line++)
		lines += *line == '\n';
	c = calloc(1, sizeof *c);
	if (!c)
		abort();
	c->text = text;
	c->rows = calloc(lines, sizeof *c->rows);
	if (!c->rows)
		abort();
	for (line = text; line; line = next) {
		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		number++;
		if (!line_read(c, line)) {
			log_line(LOG_ERROR, "config",
				"%s line %d is not NAME = value", path, number);
			config_free(c);
			return NULL;
		}
	}
	return c;
}

void config_free(struct config *c)
{
	if (!c)
		return;
	free(c->rows);
	free(c->text);
	free(c);
}

static const char *environment_find(const char *name)
{
	char key[96] = ENV_PREFIX;
	size_t at = strlen(ENV_PREFIX);

	for (; *name && at + 1 < sizeof key; name++)
		key[at++] = (char)toupper((unsigned char)*name);
	key[at] = '\0';
	return *name ? NULL : getenv(key);
}

const char *config_text(const struct config *c, const char *name,
	const char *otherwise)
{
	const char *value = environment_find(name);
	size_t i;

	if (value)
		return value;
	/* The last line of a name wins, so that a file can be added to. */
	for (i = c ? c->count : 0; i > 0; i--)
		if (!strcmp(c->rows[i - 1].name, name))
			return c->rows[i - 1].value;
	return otherwise;
}

int64_t config_number(const struct config *c, const char *name,
	int64_t otherwise)
{
	const char *value = config_text(c, name, NULL);
	int64_t n;

	if (!value)
		return otherwise;
	if (*value == '-' && text_number(&n, value + 1, 0, INT64_MAX))
		return -n;
	if (text_number(&n, value, 0, INT64_MAX))
		return n;
	log_line(LOG_WARN, "config", "%s is not a number, %lld is taken", name,
		(long long)otherwise);
	return otherwise;
}

bool config_flag(const struct config *c, const char *name)
{
	const char *value = config_text(c, name, "no");

	return !strcmp(value, "yes") || !strcmp(value, "1");
}
