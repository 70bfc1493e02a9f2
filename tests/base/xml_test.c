/* xml_test.c: whatever a text holds, the document stays a document. */
#include "base_test.h"
#include <stdlib.h>
#include "base/xml.h"

static char *written(const char *text, size_t most)
{
	char *out;
	size_t n;
	FILE *f = open_memstream(&out, &n);
	struct xml x;

	assert_non_null(f);
	xml_begin(&x, f, "A", "urn:a");
	xml_open(&x, "B");
	xml_put(&x, "C", text, most);
	xml_put_with(&x, "D", "e", text, "1");
	xml_close(&x, "B");
	xml_end(&x);
	fclose(f);
	return out;
}

static void holds(const char *text, size_t most, const char *in_element,
	const char *in_attribute)
{
	char want[512], *got = written(text, most);

	snprintf(want, sizeof want, "<?xml version=\"1.0\" "
		"encoding=\"UTF-8\"?>\n<A xmlns=\"urn:a\">\n\t<B>\n"
		"\t\t<C>%s</C>\n\t\t<D e=\"%s\">1</D>\n\t</B>\n</A>\n",
		in_element, in_attribute);
	assert_string_equal(got, want);
	free(got);
}

static void test_texts(void **state)
{
	static const struct { const char *in, *out; } cases[] = {
		{ "plain", "plain" }, { "", "" },
		{ "a<b>&\"'", "a&lt;b&gt;&amp;&quot;&#39;" },
		{ "]]>", "]]&gt;" }, { "<!--", "&lt;!--" },
		{ "두 줄\n끝\t", "두 줄 끝 " }, { "a\x01\x1f", "a??" },
		{ "\xff\xfe", "??" }, { "\xc3", "?" },
		{ "\xc0\xaf", "??" }, { "\xed\xa0\x80", "???" },
		{ "\xef\xbf\xbf", "???" }, { "😀", "😀" },
		{ "\xe2\x82", "??" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		holds(cases[i].in, 0, cases[i].out, cases[i].out);
	/* cut at a character, before it is escaped */
	holds("한글<<", 3, "한글&lt;", "한글&lt;&lt;");
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_texts) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
