# build.mk: the words that people read, and the pictures; the Makefile includes it.

.PHONY: templates check-words pictures
templates: $(B)/templates/.built

# pages name these files by their content
$(B)/templates/.built: $(wildcard static/*.css static/*.js static/*.svg)

# after templates changed: brings templates/words/*/*.po up to date, then translate what is new
words:
	$(Q)templates/build --words

check-words:
	$(Q)templates/build --check

# after sql/demo/pictures.txt changed; needs npm, so the pictures are kept with the sources
pictures:
	$(Q)mkdir -p build/pictures && cp static/pictures/package.json static/pictures/package-lock.json build/pictures/
	$(Q)cd build/pictures && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	$(Q)node static/pictures/draw.mjs sql/demo/pictures.txt $(CURDIR)/build/pictures/node_modules static/pictures
