/* config.h: the configuration of one installation: NAME = value lines.
 *
 * The file is named by the environment's HOLDFAST_CONF (make run writes
 * var/holdfast.conf). `#` starts a comment line. A name in the environment
 * with the prefix HOLDFAST_ and in capitals wins over the file.
 */
#ifndef BASE_CONFIG_H
#define BASE_CONFIG_H

#include <stdbool.h>
#include <stdint.h>

struct config;

struct config *config_load(const char *path);	/* NULL when unreadable */
void config_free(struct config *c);

const char *config_text(const struct config *c, const char *name,
	const char *otherwise);
int64_t config_number(const struct config *c, const char *name,
	int64_t otherwise);
bool config_flag(const struct config *c, const char *name); /* "yes" or "1" */

#endif
