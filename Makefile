# Makefile: builds, runs and tests Holdfast. `make run`, `make test`; the rest is below.

# --- knobs ------------------------------------------------------------------

# where nginx listens
PORT ?= 8080
# addresses that may reach it: 127.0.0.1 for this machine alone
LISTEN ?= 127.0.0.1
# V=1 shows each command
V ?=
# make test T=word runs what has the word in its name
T ?=
# SAN=1 builds and tests with the address and undefined-behaviour sanitizers
SAN ?=
# the installation's data, sockets, secrets and logs
VAR ?= var
# how many compilers at once
JOBS ?= $(shell nproc)
# the demonstration shop: its cards, its phones, its pages (yes or no)
DEMONSTRATION ?= yes
# bounds of the long ones: seconds a measurement takes, orders and kills of make faults
SECONDS_EACH ?= 8
ORDERS ?= 200
KILLS ?= 1000
SEED ?=

CC = gcc
CXX = g++

# --- lists ------------------------------------------------------------------

# what make run needs, then what make test and make bench need besides
PACKAGES_RUN = gcc g++ libc6-dev pkg-config gettext runit curl \
	mariadb-server-core mariadb-client-core nginx-light libnginx-mod-nchan \
	libfcgi-dev libctemplate-dev libmariadb-dev libargon2-dev \
	libjansson-dev libcurl4-openssl-dev libssl-dev
PACKAGES_TEST = libcmocka-dev binutils procps nodejs npm chromium \
	fonts-noto-cjk default-jre-headless
PACKAGES_BENCH = php-fpm php-mysql wrk sysbench

# a folder of cgi-bin/ is a layer; each may include what stands beside it
LAYERS = base web domain ledger adapters site
SEES_base = base
SEES_web = base web
SEES_domain = base domain
SEES_ledger = base ledger
SEES_adapters = base domain adapters
SEES_books = base ledger adapters
SEES_site = base web domain adapters site
SEES_shop = base web domain adapters site
SEES_settlement = base web ledger adapters
SEES_plain = base
SEES_tests = $(LAYERS)
# the tests of a lower layer are linked without those above it
LINKS_base = base
LINKS_web = base web
LINKS_domain = base domain ledger adapters
LINKS_ledger = base ledger adapters
LINKS_adapters = base domain ledger adapters
SEES = $(LAYERS) books shop settlement plain tests

# a .c without an underscore is a program, and its _parts belong to it
noun = $(foreach f,$(1),$(if $(findstring _,$(notdir $(f))),,$(f)))
PROGRAMS = $(basename $(notdir $(call noun,$(wildcard cgi-bin/*.c))))
JOB_PROGRAMS = $(basename $(notdir $(call noun,$(wildcard cgi-bin/jobs/*.c))))
# the programs that know the ledger; all others know the shop
LEDGER_PROGRAMS = settlement institution journal
# those that need neither: anybody may build and run them
PLAIN_PROGRAMS = verify

B = build$(if $(SAN),-san)
O = $(B)/obj
SOURCES = $(wildcard cgi-bin/*.c cgi-bin/*/*.c cgi-bin/*/*/*.c)
CXX_SOURCES = $(wildcard cgi-bin/base/*.cc)
TEST_SOURCES = $(wildcard tests/*/*.c)
TEST_PROGRAMS = $(patsubst tests/%.c,$(B)/tests/%,$(filter %_test.c,$(TEST_SOURCES)))
# in these folders a .c is a program as in cgi-bin/; elsewhere what is no _test.c is a help to those beside it
TOOL_SOURCES = $(call noun,$(filter tests/bench/% tests/faults/%,$(TEST_SOURCES)))
TOOL_PROGRAMS = $(patsubst tests/%.c,$(B)/tests/%,$(TOOL_SOURCES))
ARCHIVES = $(LAYERS:%=$(B)/lib%.a)
TEMPLATE_SOURCES = $(shell find templates -type f 2>/dev/null)

DEFINES = -D_GNU_SOURCE
WARN = -Wall -Wextra -Werror -Wshadow -Wvla -Wformat=2
HARDEN = -fstack-protector-strong -fPIE $(if $(SAN),,-D_FORTIFY_SOURCE=2)
SANITIZE_1 = -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
SANITIZE = $(if $(SAN),$(SANITIZE_1))
CFLAGS = -std=gnu11 -O2 -g $(WARN) -Wstrict-prototypes -Wmissing-prototypes \
	$(HARDEN) $(SANITIZE) -pthread $(DEFINES)
CXXFLAGS = -std=c++17 -O2 -g $(WARN) $(HARDEN) $(SANITIZE) -pthread $(DEFINES)
LDFLAGS = -pie -pthread $(SANITIZE) -Wl,-z,relro,-z,now,-z,noexecstack -Wl,--as-needed
# the archives of the layers named, in any order, and what they need of Debian
archives = $(patsubst %,$(B)/lib%.a,$(1))
libs = -Wl,--start-group $(call archives,$(1)) -Wl,--end-group -lfcgi -lctemplate -lstdc++ \
	-lmariadb -largon2 -ljansson -lcurl -lssl -lcrypto -lm

Q = $(if $(V),,@)
say = $(if $(V),,@echo '  $(1) $(2)';)

# --- what one asks for ------------------------------------------------------

.PHONY: all build tests run stop test check bench faults clean install-packages
.DEFAULT_GOAL = all
all: build tests

build: $(PROGRAMS:%=$(B)/bin/%) $(JOB_PROGRAMS:%=$(B)/bin/%) $(B)/templates/.built

tests: $(TEST_PROGRAMS) $(TOOL_PROGRAMS)

run:
	@$(MAKE) -s --no-print-directory install-packages PACKAGES="$(PACKAGES_RUN)"
	@$(MAKE) -s --no-print-directory -j$(JOBS) build
	@PORT=$(PORT) LISTEN=$(LISTEN) VAR=$(VAR) BUILD=$(B) DEMONSTRATION=$(DEMONSTRATION) nginx/server up

stop:
	@VAR=$(VAR) nginx/server down

test:
	@$(MAKE) -s --no-print-directory install-packages PACKAGES="$(PACKAGES_RUN) $(PACKAGES_TEST)"
	@$(MAKE) -s --no-print-directory -j$(JOBS) all tests/node_modules/.installed
	@BUILD=$(B) SAN=$(SAN) tests/run $(T)

check: $(ARCHIVES)
	@BUILD=$(B) tests/check/all

bench:
	@$(MAKE) -s --no-print-directory install-packages PACKAGES="$(PACKAGES_RUN) $(PACKAGES_TEST) $(PACKAGES_BENCH)"
	@$(MAKE) -s --no-print-directory -j$(JOBS) all
	@BUILD=$(B) SECONDS_EACH=$(SECONDS_EACH) tests/bench/run

faults:
	@$(MAKE) -s --no-print-directory install-packages PACKAGES="$(PACKAGES_RUN) $(PACKAGES_TEST)"
	@$(MAKE) -s --no-print-directory -j$(JOBS) all
	@BUILD=$(B) ORDERS=$(ORDERS) KILLS=$(KILLS) SEED=$(SEED) tests/faults/run

clean:
	$(Q)rm -rf build build-san

install-packages:
	@nginx/packages $(if $(PACKAGES),$(PACKAGES),$(PACKAGES_RUN))

# --- layers -----------------------------------------------------------------

# Each layer is compiled against a folder of links to the layers it may see, so
# that an include against the arrows does not compile.
$(SEES:%=$(B)/see/%/.made): $(B)/see/%/.made: Makefile
	$(Q)mkdir -p $(@D)
	$(Q)find $(@D) -type l -delete
	$(Q)for layer in $(SEES_$*); do \
		mkdir -p cgi-bin/$$layer && ln -s $(CURDIR)/cgi-bin/$$layer $(@D)/$$layer; done
	$(Q)touch $@

# what a source under cgi-bin/ sees, and where the database's header is open
dir1 = $(firstword $(subst /, ,$(patsubst cgi-bin/%,%,$(1))))
program_of = $(firstword $(subst _, ,$(basename $(notdir $(1)))))
program_sees = $(if $(filter $(LEDGER_PROGRAMS),$(call program_of,$(1))),settlement,$(if \
	$(filter $(PLAIN_PROGRAMS),$(call program_of,$(1))),plain,shop))
sees = $(if $(filter cgi-bin/adapters/db/ledger_%,$(1)),books,$(if \
	$(filter $(LAYERS),$(call dir1,$(1))),$(call dir1,$(1)),$(call program_sees,$(1))))
mysql = $(if $(filter cgi-bin/adapters/db/%,$(1)),-isystem /usr/include/mariadb)

define compile
$(O)/$(basename $(1)).o: $(1) $(B)/see/$(call sees,$(1))/.made
	$(call say,cc,$(1))mkdir -p $$(@D) && $$(CC) $$(CFLAGS) -I$(B)/see/$(call sees,$(1)) \
		$(call mysql,$(1)) -MMD -MP -c -o $$@ $$<
endef
$(foreach f,$(SOURCES),$(eval $(call compile,$(f))))

$(CXX_SOURCES:%.cc=$(O)/%.o): $(O)/%.o: %.cc $(B)/see/base/.made
	$(call say,c++,$<)mkdir -p $(@D) && $(CXX) $(CXXFLAGS) -I$(B)/see/base -MMD -MP -c -o $@ $<

layer_objects = $(patsubst %.c,$(O)/%.o,$(filter cgi-bin/$(1)/%,$(SOURCES))) \
	$(patsubst %.cc,$(O)/%.o,$(filter cgi-bin/$(1)/%,$(CXX_SOURCES)))
# the list of members is remembered, so that a file that went away goes
define archive
$(B)/lib$(1).a: $(call layer_objects,$(1)) $(B)/lib$(1).list
	$(call say,ar,$$@)rm -f $$@.new && ar rcsD $$@.new $(call layer_objects,$(1)) && mv -f $$@.new $$@
$(B)/lib$(1).list: always
	$(Q)mkdir -p $$(@D) && echo '$(call layer_objects,$(1))' | cmp -s - $$@ || echo '$(call layer_objects,$(1))' >$$@
endef
$(foreach l,$(LAYERS),$(eval $(call archive,$(l))))
.PHONY: always

# --- programs ---------------------------------------------------------------

define program
$(B)/bin/$(1): $(patsubst %.c,$(O)/%.o,$(wildcard $(2)/$(1).c $(2)/$(1)_*.c)) \
		$(call archives,$(SEES_$(call program_sees,$(1))))
	$(call say,ld,$$@)mkdir -p $$(@D) && $$(CC) $$(LDFLAGS) -o $$@.new $$(filter %.o,$$^) \
		$$(call libs,$(SEES_$(call program_sees,$(1)))) && mv -f $$@.new $$@
endef
$(foreach p,$(PROGRAMS),$(eval $(call program,$(p),cgi-bin)))
$(foreach p,$(JOB_PROGRAMS),$(eval $(call program,$(p),cgi-bin/jobs)))

# --- tests ------------------------------------------------------------------

$(TEST_SOURCES:%.c=$(O)/%.o): $(O)/%.o: %.c $(B)/see/tests/.made
	$(call say,cc,$<)mkdir -p $(@D) && $(CC) $(CFLAGS) -I$(B)/see/tests -Itests -isystem /usr/include/mariadb \
		-MMD -MP -c -o $@ $<

test_helps = $(patsubst %.c,$(O)/%.o,$(filter-out %_test.c $(TOOL_SOURCES),$(wildcard $(dir $(1))*.c)))
test_links = $(or $(LINKS_$(notdir $(patsubst %/,%,$(dir $(1))))),$(LAYERS))
define test_program
$(patsubst tests/%.c,$(B)/tests/%,$(1)): $(O)/$(basename $(1)).o $(call test_helps,$(1)) \
		$(call archives,$(call test_links,$(1)))
	$(call say,ld,$$@)mkdir -p $$(@D) && $$(CC) $$(LDFLAGS) -o $$@ $$(filter %.o,$$^) \
		$$(call libs,$(call test_links,$(1))) -lcmocka
endef
$(foreach f,$(filter %_test.c,$(TEST_SOURCES)) $(TOOL_SOURCES),$(eval $(call test_program,$(f))))

tests/node_modules/.installed: $(wildcard tests/package-lock.json)
	$(call say,npm,tests)cd tests && if [ -f package-lock.json ]; then npm ci --ignore-scripts --no-audit --no-fund --loglevel=error; fi
	$(Q)mkdir -p $(@D) && touch $@

# --- templates --------------------------------------------------------------

$(B)/templates/.built: $(TEMPLATE_SOURCES)
	$(Q)mkdir -p $(@D)
	$(Q)templates/build $(@D)
	$(Q)touch $@

-include $(shell find $(O) -name '*.d' 2>/dev/null)
-include templates/build.mk
