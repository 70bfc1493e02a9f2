/* login.h: the way into the windows of suppliers and distributors (E1, F1).
 *
 * Both programs sign in the same way: GET / shows the form, POST /enter takes
 * it, POST /leave ends the session. A wrong ID, a wrong password, the other
 * kind of party and a blocked member are one answer.
 */
#ifndef SITE_LOGIN_H
#define SITE_LOGIN_H

#include "site/site.h"

#define LOGINS_MAX 32

/* What the sign-in page of the demonstration offers, from its table. */
struct logins {
	size_t count;
	struct {
		char party[200], login[64], password[64];
	} rows[LOGINS_MAX];
};

/* A program's windows; hangs on site_state.own. */
struct window {
	enum realm realm;
	enum party_kind kind;
	const char *for_whom;	/* section of site/login.html */
	const char *home;	/* where a signed-in member goes */
	struct logins logins;	/* empty outside the demonstration */
};

/* The main of a program of windows; its exit status. Outside the demonstration
 * window->logins stays empty, else it is read from sql/demo/members.txt. */
int login_run(const struct site *site, struct window *window);

extern const struct field login_fields[];
enum err login_show(struct request *r, struct response *out);
enum err login_enter(struct request *r, struct response *out);
enum err login_leave(struct request *r, struct response *out);

/* struct site's callbacks. */
enum err login_session_find(struct request *r, const char *token,
	struct session *s);
/* Name and party in the page's head; `section` of the menu: NAV_SUPPLIER. */
void login_decorate(struct request *r, struct view *v, const char *section);

/* The signed-in member; NULL: nobody. */
const struct member *member_of(const struct request *r);

#endif
