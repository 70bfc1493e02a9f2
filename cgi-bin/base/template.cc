/* template.cc: the only C++: ctemplate behind template.h. */
#include <ctemplate/template.h>
#include <ctemplate/template_cache.h>
#include <ctemplate/template_dictionary.h>
#include <ctemplate/template_emitter.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>

extern "C" {
#include "base/log.h"
#include "base/template.h"
}

namespace files = std::filesystem;

static const char pragma[] = "{{%AUTOESCAPE context=\"HTML\"}}";
static const int include_depth_max = 8;

struct template_set {
	ctemplate::TemplateCache cache;
	std::map<std::string, std::string, std::less<>> sources;
};

/* What our handle stands for; a dictionary needs nothing beside. */
static ctemplate::TemplateDictionary *own(struct template_dict *d)
{
	return reinterpret_cast<ctemplate::TemplateDictionary *>(d);
}

static const ctemplate::TemplateDictionary *own(const struct template_dict *d)
{
	return reinterpret_cast<const ctemplate::TemplateDictionary *>(d);
}

static struct template_dict *handle(ctemplate::TemplateDictionary *d)
{
	return reinterpret_cast<struct template_dict *>(d);
}

static bool ends_with(const std::string &text, const char *end)
{
	size_t n = strlen(end);

	return text.size() >= n && !text.compare(text.size() - n, n, end);
}

static bool is_html(const std::string &name)
{
	return ends_with(name, ".html");
}

/* Words at a line's end must not run together, so html keeps its line breaks
 * and loses blank lines only; a text message is kept as it is. */
static ctemplate::Strip strip_of(const std::string &name)
{
	return is_html(name) ? ctemplate::STRIP_BLANK_LINES :
		ctemplate::DO_NOT_STRIP;
}

/* Writes what ctemplate emits into an arena, without a copy at the end. */
namespace {
class ArenaEmitter : public ctemplate::ExpandEmitter {
public:
	explicit ArenaEmitter(struct arena *a) : arena(a), size(24 * 1024), used(0)
	{
		bytes = static_cast<char *>(arena_room(arena, size));
	}
	void Emit(char c) override { put(&c, 1); }
	void Emit(const std::string &s) override { put(s.data(), s.size()); }
	void Emit(const char *s) override { put(s, strlen(s)); }
	void Emit(const char *s, size_t n) override { put(s, n); }
	char *text() { bytes[used] = '\0'; return bytes; }
	size_t length() const { return used; }
private:
	struct arena *arena;
	char *bytes;
	size_t size, used;

	void put(const char *s, size_t n)
	{
		if (n >= size - used) {
			size_t want = size;

			while (n >= want - used)
				want *= 2;
			char *more = static_cast<char *>(arena_room(arena, want));
			memcpy(more, bytes, used);
			bytes = more;
			size = want;
		}
		memcpy(bytes + used, s, n);
		used += n;
	}
};
}

/* The file that {{>name}} puts in place; "" when ctemplate is to do it. */
static std::string include_file(const struct template_set *s,
	const std::string &name)
{
	std::string file = "base_";

	if (name.find('.') != std::string::npos)
		return name;
	for (char c : name)
		file += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 'a' - 'A') : c;
	file += ".html";
	return s->sources.count(file) ? file : "";
}

/* The text of a template with its includes in place. */
static bool source_join(const struct template_set *s, const std::string &name,
	int depth, std::string &out)
{
	auto found = s->sources.find(name);
	size_t at = 0;

	if (found == s->sources.end() || depth > include_depth_max) {
		log_line(LOG_ERROR, "template", "%s: %s", name.c_str(),
			depth > include_depth_max ? "includes itself" : "missing");
		return false;
	}
	const std::string &text = found->second;
	if (depth && !text.compare(0, strlen(pragma), pragma))
		at = strlen(pragma);
	for (;;) {
		size_t from = text.find("{{>", at);
		size_t to = from == std::string::npos ? from : text.find("}}", from);

		if (to == std::string::npos) {
			out.append(text, at, std::string::npos);
			return true;
		}
		std::string file = include_file(s,
			text.substr(from + 3, to - from - 3));
		if (file.empty()) {
			out.append(text, at, to + 2 - at);
		} else {
			out.append(text, at, from - at);
			if (!source_join(s, file, depth + 1, out)) {
				log_line(LOG_ERROR, "template", "included by %s",
					name.c_str());
				return false;
			}
		}
		at = to + 2;
	}
}

static void sources_read(struct template_set *s, const files::path &folder)
{
	auto options = files::directory_options::follow_directory_symlink;

	for (const auto &entry :
	     files::recursive_directory_iterator(folder, options)) {
		std::string name = entry.path().lexically_relative(folder).string();

		if (!entry.is_regular_file() ||
		    (!is_html(name) && !ends_with(name, ".txt")))
			continue;
		std::ifstream in(entry.path(), std::ios::binary);
		std::ostringstream text;
		text << in.rdbuf();
		s->sources[name] = text.str();
	}
}

static bool source_parse(struct template_set *s, const std::string &name,
	const std::string &text)
{
	std::string whole;

	if (is_html(name) && text.compare(0, strlen(pragma), pragma)) {
		log_line(LOG_ERROR, "template", "%s does not begin with %s",
			name.c_str(), pragma);
		return false;
	}
	if (!source_join(s, name, 0, whole))
		return false;
	if (!s->cache.StringToTemplateCache(name, whole, strip_of(name))) {
		log_line(LOG_ERROR, "template", "%s does not parse", name.c_str());
		return false;
	}
	return true;
}

extern "C" struct template_set *template_set_load(const char *folder)
{
	struct template_set *s = nullptr;
	bool ok = true;

	try {
		s = new template_set;
		sources_read(s, folder);
		for (const auto &source : s->sources)
			ok = source_parse(s, source.first, source.second) && ok;
		s->cache.Freeze();
	} catch (const std::exception &e) {
		log_line(LOG_ERROR, "template", "%s: %s", folder, e.what());
		ok = false;
	} catch (...) {
		ok = false;
	}
	if (ok && s->sources.empty())
		log_line(LOG_WARN, "template", "no templates in %s", folder);
	if (ok)
		return s;
	delete s;
	return nullptr;
}

extern "C" void template_set_free(struct template_set *s)
{
	delete s;
}

extern "C" bool template_exists(const struct template_set *s, const char *name)
{
	return s->sources.find(std::string_view(name)) != s->sources.end();
}

/* Out of memory is the only way these can fail: the process dies, as it does
 * for an arena. */
template <typename Work>
static auto guarded(Work work) -> decltype(work())
{
	try {
		return work();
	} catch (...) {
		abort();
	}
}

extern "C" struct template_dict *template_dict_new(void)
{
	return guarded([] {
		return handle(new ctemplate::TemplateDictionary("page"));
	});
}

extern "C" void template_dict_free(struct template_dict *d)
{
	delete own(d);
}

extern "C" void template_dict_text(struct template_dict *d, const char *name,
	const char *value)
{
	guarded([=] { own(d)->SetValue(name, value); });
}

extern "C" struct template_dict *template_dict_section(struct template_dict *d,
	const char *name)
{
	return guarded([=] { return handle(own(d)->AddSectionDictionary(name)); });
}

extern "C" void template_dict_show(struct template_dict *d, const char *name)
{
	guarded([=] { own(d)->ShowSection(name); });
}

extern "C" struct template_dict *template_dict_include(struct template_dict *d,
	const char *name, const char *file)
{
	return guarded([=] {
		ctemplate::TemplateDictionary *child =
			own(d)->AddIncludeDictionary(name);

		child->SetFilename(file);
		return handle(child);
	});
}

extern "C" void template_dict_global(struct template_dict *d, const char *name,
	const char *value)
{
	guarded([=] { own(d)->SetTemplateGlobalValue(name, value); });
}

extern "C" void template_dict_global_show(struct template_dict *d,
	const char *name)
{
	guarded([=] { own(d)->ShowTemplateGlobalSection(name); });
}

extern "C" bool template_expand(const struct template_set *s, const char *name,
	const struct template_dict *d, struct arena *a, char **out, size_t *n)
{
	bool ok = false;

	*out = nullptr;
	*n = 0;
	try {
		ArenaEmitter emitter(a);

		ok = template_exists(s, name) && s->cache.ExpandNoLoad(name,
			strip_of(name), own(d), nullptr, &emitter);
		if (ok) {
			*n = emitter.length();
			*out = emitter.text();
		}
	} catch (...) {
		ok = false;
	}
	if (!ok)
		log_line(LOG_ERROR, "template", "%s: cannot be shown", name);
	return ok;
}
