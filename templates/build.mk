# build.mk: the words that people read; the Makefile includes it.

.PHONY: templates check-words
templates: $(B)/templates/.built

# after templates changed: brings templates/words/*/*.po up to date, then translate what is new
words:
	$(Q)templates/build --words

check-words:
	$(Q)templates/build --check
