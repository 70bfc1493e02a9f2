#!/usr/bin/perl
# style.pl: the house's style where a machine can see it (cgi-bin/README.md says why).

use strict;
use warnings;

my $build = $ENV{BUILD} || 'build';
my $failed = 0;

# data that may change while a program runs, by symbol: each with its reason
my %allowed = (
	# <sources's object>:<symbol> => 'why',
);
if (open(my $f, '<', 'tests/check/data.txt')) {
	while (<$f>) {
		next if /^\s*(#|$)/;
		my ($symbol, $why) = /^(\S+)\s+(\S.*)$/ or die "data.txt: $_";
		$allowed{$symbol} = $why;
	}
}

sub say_ok {
	my ($name, @bad) = @_;
	print "$_\n" for @bad;
	print @bad ? "not ok $name\n" : "ok $name\n";
	$failed ||= @bad;
}

sub slurp {
	my ($file) = @_;
	open(my $f, '<', $file) or die "$file: $!";
	local $/;
	return scalar <$f>;
}

# code without its comments, strings kept empty, lines in place
sub code {
	my ($text) = @_;
	$text =~ s{("(?:[^"\\\n]|\\.)*")|('(?:[^'\\\n]|\\.)*')|(/\*.*?\*/)}{
		defined $1 ? '""' : defined $2 ? "' '" : $3 =~ s/[^\n]//gr
	}gse;
	return $text;
}

sub lines {
	my ($file, $text, $match, $what) = @_;
	my (@bad, $n);
	for (split /\n/, $text) {
		$n++;
		push @bad, "$file:$n: $what" if $_ =~ $match;
	}
	return @bad;
}

my @c = grep { -f } (glob('cgi-bin/*.[ch]'), glob('cgi-bin/*/*.{c,h,cc}'), glob('cgi-bin/*/*/*.[ch]'), glob('tests/*/*.[ch]'));
my %text = map { $_ => slurp($_) } @c;
my %code = map { $_ => code($text{$_}) } @c;
my @ours = grep { !/^tests/ } @c;
my @plain = grep { !/\.cc$/ } @c;

say_ok('the first line says what the file is for', grep {
	my ($name) = m{([^/]+)$};
	$text{$_} !~ m{^/\* \Q$name\E: \S};
} @c);
say_ok('no file outgrows one sitting', map { "$_ has ${\ scalar(() = $text{$_} =~ /\n/g)} lines" }
	grep { (() = $text{$_} =~ /\n/g) > 500 } @ours);
say_ok('indented by tabs', map { lines($_, $code{$_}, qr/^ {2,}\S/, 'indented by spaces') } @c);
say_ok('no space at a line\'s end', map { lines($_, $text{$_}, qr/[ \t]+$/, 'space at the end') } @c);
say_ok('comments are /* */', map { lines($_, $code{$_}, qr{//}, '// comment') } @plain);
say_ok('no typedef of a struct', map { lines($_, $code{$_}, qr{^\s*typedef\s+(struct|union|enum)\b}, 'typedef') } grep { !/^tests/ } @plain);
say_ok('no float near money', map { lines($_, $code{$_}, qr{\b(float|double)\b}, 'floating point') }
	grep { m{^cgi-bin/(base/money|domain/|ledger/|adapters/|settlement|storefront|supplier|distributor|phone|site/|jobs/)} } @ours);
say_ok('no unbounded string functions', map {
	lines($_, $code{$_}, qr{\b(sprintf|vsprintf|strcpy|strcat|strncpy|gets|strtok|alloca|atoi|atol|system|popen)\s*\(}, 'unbounded or careless function')
} @ours);
say_ok('no NDEBUG: an assertion is always on', grep { $code{$_} =~ /\bNDEBUG\b/ } @c);
say_ok('every header is guarded', grep {
	my ($guard) = m{^(?:cgi-bin|tests)/(.*)\.h$};
	defined $guard && $code{$_} !~ /^\s*#ifndef \w+_H\b/m;
} grep { /\.h$/ } @c);

# SQL is written once, with its signature: never put together from text
say_ok('no SQL by formatting', map {
	lines($_, $text{$_}, qr{(format|printf)\s*\([^;]*"\s*(SELECT|INSERT|UPDATE|DELETE|REPLACE)\b}, 'SQL by formatting')
} @ours);
# what people read stands in templates
say_ok('no HTML in C', map { lines($_, $text{$_}, qr{"[^"]*</?(p|div|a|td|tr|li|h\d|form|span|html|body)\b[^"]*>}, 'HTML') }
	grep { m{^cgi-bin/(domain|ledger|site|[a-z_]+\.c)} } @ours);

# no data that changes but what is listed, with its reason, in data.txt
my @data;
for my $archive (glob("$build/lib*.a")) {
	my $object = '';
	for (`nm -f sysv $archive 2>/dev/null`) {
		if (/^(?:Symbols from )?(?:\S+\[)?(\S+?)\.o(?:\]|:)/) {
			$object = $1;
			next;
		}
		my ($name, $section) = /^([^\s|]+)\s*\|.*\|(\S+)\s*$/ or next;
		next if $name =~ /^(DW\.ref|_ZN9ctemplate)/;
		next unless $section =~ /^\.(data|bss|tbss|tdata)(\.|$)/ && $section !~ /^\.data\.rel\.ro/;
		next if $ENV{SAN};
		(my $plain = $name) =~ s/\.\d+$//;
		push @data, "$object:$plain" unless $allowed{"$object:$plain"};
	}
}
say_ok('no data that changes', map { "$_ is not constant (tests/check/data.txt lists what may be)" } @data);

# no word of a machine's own paths, no registry
my @names = grep { !m{^tests/check/} } split /\n/, `git ls-files 2>/dev/null`;
my @tracked = grep { -f && !/\.(png|jpg|woff2|ico)$/ } @names;
my (@paths, @first);
for my $file (@tracked) {
	my $t = slurp($file);
	push @paths, "$file names a registry or a path of one machine"
		if $t =~ m{registry\.\w+\.\w+|"resolved":|/(?:home|work)/[a-z]+/};
	next if $file !~ m{(^|/)[^/.]+$|\.(sh|mjs|js|pl|in|css|sql)$} || $file =~ m{^(LICENSE|\.)} || -z $file;
	my @head = split /\n/, $t, 4;
	my ($name) = $file =~ m{([^/]+)$};
	my $head = join("\n", @head[0 .. ($#head < 2 ? $#head : 2)]);
	(my $stem = $name) =~ s/\.[a-z]+$//;
	push @first, "$file: its first lines do not say what it is for"
		if $head !~ m{^\s*(#|--|/\*|//|\s*\*|\{\{!|<!--)\s?.*\w+}m;
}
say_ok('nothing of one machine in the repository', @paths);
say_ok('scripts, styles and SQL say at the top what they are for', @first);
say_ok('each migration has its note and its checks', map {
	my $folder = $_;
	map { "$folder wants $_" } grep { !-s "$folder/$_" } qw(note.md before.sql up.sql after.sql);
} grep { -d } glob('sql/*/[0-9]*'));

# what the checks must find when it is planted
my @planted = (
	['// comment', code("x = 1; // here\n") =~ m{//}],
	['not // in a string', code("x = \"http://a\";\n") !~ m{//}],
	['not sprintf in a comment', code("/* sprintf( */\n") !~ /sprintf/],
	['spaces', scalar lines('x', code("    x = 1;\n"), qr/^ {2,}\S/, '')],
);
say_ok("finds $_->[0]", $_->[1] ? () : 'not found') for @planted;
exit($failed ? 1 : 0);
