#!/usr/bin/perl
# arrows.pl: includes and symbols point the way that cgi-bin/README.md draws, and a planted arrow the wrong way is found.

use strict;
use warnings;

# what may be included from where; the Makefile's SEES_ lists compile by the same
my %sees = (
	base => [qw(base)],
	web => [qw(base web)],
	domain => [qw(base domain)],
	ledger => [qw(base ledger)],
	adapters => [qw(base domain adapters)],
	books => [qw(base ledger adapters)],
	site => [qw(base web domain adapters site)],
	shop => [qw(base web domain adapters site)],
	settlement => [qw(base web ledger adapters)],
	plain => [qw(base)],
);
# outside headers that one place alone may include
my @kept = (
	[qr{^(mysql|mariadb)}, qr{^cgi-bin/adapters/db/}],
	[qr{^fcgi}, qr{^cgi-bin/web/serve[a-z_]*\.[ch]$}],
	[qr{^ctemplate/}, qr{^cgi-bin/base/template\.cc$}],
	[qr{^curl/}, qr{^cgi-bin/adapters/}],
	[qr{^(openssl/|argon2)}, qr{^cgi-bin/base/crypto[a-z_]*\.c$}],
);
my $build = $ENV{BUILD} || 'build';
my $failed = 0;

sub say_ok {
	my ($bad, $name) = @_;
	print "$_\n" for @$bad;
	print @$bad ? "not ok $name\n" : "ok $name\n";
	$failed ||= @$bad;
}

# which row of %sees a file belongs to
sub place {
	my ($file) = @_;
	my ($rest) = $file =~ m{^cgi-bin/(.*)$} or return;
	return 'books' if $rest =~ m{^adapters/db/ledger_};
	return $1 if $rest =~ m{^(base|web|domain|ledger|adapters|site)/};
	return 'settlement' if $rest =~ m{^(jobs/)?(settlement|institution|journal)[_.]};
	return 'plain' if $rest =~ m{^jobs/verify[_.]};
	return 'shop';
}

sub includes_wrong {
	my ($file, $text) = @_;
	my $place = place($file);
	my @bad;
	while ($text =~ /^[ \t]*#[ \t]*include[ \t]*(["<])([^">]+)[">]/mg) {
		my ($mark, $name) = ($1, $2);
		for my $k (@kept) {
			push @bad, "$file includes $name" if $name =~ $k->[0] && $file !~ $k->[1];
		}
		next if $mark eq '<';
		if ($name =~ m{\.\.}) {
			push @bad, "$file includes $name: not by its layer's name";
			next;
		}
		my ($layer) = $name =~ m{^([a-z]+)/};
		# a header of its own program or folder
		next if !defined $layer && $file =~ m{^cgi-bin/(?:jobs/)?[^/]+$};
		if (!defined $layer || !grep { $_ eq $layer } @{$sees{$place}}) {
			push @bad, "$file ($place) includes $name";
		}
	}
	return @bad;
}

my @files = grep { -f } (glob('cgi-bin/*.[ch]'), glob('cgi-bin/*/*.{c,h,cc}'), glob('cgi-bin/*/*/*.[ch]'));
my (@wrong, %text);
for my $file (@files) {
	open(my $f, '<', $file) or die "$file: $!";
	local $/;
	$text{$file} = <$f>;
	push @wrong, includes_wrong($file, $text{$file});
}
say_ok(\@wrong, 'includes follow the arrows');

# the domain's headers stand in one line: no circle
my (%to, @circle, %done);
for my $file (grep { m{^cgi-bin/domain/.*\.h$} } @files) {
	my ($me) = $file =~ m{^cgi-bin/(.*)$};
	$to{$me} = [$text{$file} =~ m{^#include "(domain/[^"]+)"}mg];
}
sub walk {
	my ($at, @path) = @_;
	if (grep { $_ eq $at } @path) {
		push @circle, join(' -> ', @path, $at);
		return;
	}
	return if $done{$at};
	walk($_, @path, $at) for @{$to{$at} || []};
	$done{$at} = 1;
}
walk($_) for sort keys %to;
say_ok(\@circle, 'the modules of the domain include each other in no circle');

# and the line is the one that cgi-bin/README.md gives: each includes only to its left
my $readme = do { open(my $f, '<', 'cgi-bin/README.md') or die; local $/; <$f> };
my ($line) = $readme =~ /Modules of `domain\/`.*?`((?:[a-z_]+\s+){5,}[a-z_]+)`/s;
my (%left, @right);
@left{split ' ', $line // ''} = (1 .. 100);
sub module {
	my ($stem) = @_;
	$stem =~ s/_[a-z]+$// while $stem =~ /_/ && !$left{$stem};
	return $left{$stem};
}
for my $file (grep { m{^cgi-bin/domain/} } @files) {
	my ($stem) = $file =~ m{/([a-z_]+)\.[ch]$};
	my $me = module($stem);
	push @right, "$file stands nowhere in the line of cgi-bin/README.md" if !$me;
	for my $other ($text{$file} =~ m{^#include "domain/([a-z_]+)\.h"}mg) {
		my $it = module($other) || 0;
		push @right, "$file includes domain/$other.h, to its right" if $me && $it > $me;
	}
}
say_ok(\@right, 'the modules of the domain stand in the line that cgi-bin/README.md gives');

# symbols: what an archive wants and who has it
sub symbols {
	my ($archive, $which) = @_;
	return {} unless -e "$build/lib$archive.a";
	my %s;
	for (`nm -A $build/lib$archive.a 2>/dev/null`) {
		my ($type, $name) = /\s([A-Za-z]) (\S+)$/ or next;
		$s{$name} = 1 if $which =~ /$type/;
	}
	return \%s;
}
my @layers = qw(base web domain ledger adapters site);
# An outside thing that the domain (or the ledger) wants is declared in a header
# of its own, and an adapter implements it: that call is declared in sight.
my %declared;
for my $file (grep { /\.h$/ } @files) {
	my ($layer) = $file =~ m{^cgi-bin/([a-z]+)/} or next;
	$declared{$layer}{$_} = 1 for $text{$file} =~ /\b([a-z_0-9]+)\(/g;
}
my %has = map { $_ => symbols($_, 'TDBRVWGS') } @layers;
my @calls;
for my $layer (@layers) {
	my $wants = symbols($layer, 'U');
	for my $other (@layers) {
		next if grep { $_ eq $other } @{$sees{$layer}};
		next if $layer eq 'adapters' && $other eq 'ledger';	# its store; checked by what it includes
		for my $name (sort keys %$wants) {
			next if !$has{$other}{$name} || $has{$layer}{$name};
			next if grep { $declared{$_}{$name} } @{$sees{$layer}};
			push @calls, "$layer calls $name of $other";
		}
	}
}
say_ok(\@calls, 'calls follow the arrows');

# the check itself: what it must find when it is planted
my @planted = (
	['cgi-bin/web/x.c', "#include \"domain/order.h\"\n"],
	['cgi-bin/domain/x.c', "#include \"ledger/ledger.h\"\n"],
	['cgi-bin/ledger/x.c', "#include \"domain/order.h\"\n"],
	['cgi-bin/base/x.c', "#include \"web/page.h\"\n"],
	['cgi-bin/adapters/sms/x.c', "#include \"ledger/ledger.h\"\n"],
	['cgi-bin/storefront_x.c', "#include \"ledger/ledger.h\"\n"],
	['cgi-bin/domain/x.c', "# include <mysql.h>\n"],
	['cgi-bin/domain/x.c', "#include \"../web/page.h\"\n"],
);
for my $p (@planted) {
	my ($file, $line) = @$p;
	(my $name = "$file: $line") =~ s/\n//;
	say_ok([includes_wrong($file, $line) ? () : ("not found: $name")], "finds $name");
}

# and the compiler's: each layer sees nothing but what it may
for my $layer (qw(base web domain ledger adapters site)) {
	my @there = map { s{.*/}{}r } grep { -l } glob("$build/see/$layer/*");
	next unless @there;
	my $is = join(' ', sort @there);
	my $ought = join(' ', sort @{$sees{$layer}});
	say_ok([$is eq $ought ? () : ("$layer is compiled against: $is")], "$layer is compiled against $ought alone");
}
if (-d "$build/see/web") {
	my $ok = system("printf '#include \"domain/order.h\"\\n' | gcc -fsyntax-only -I$build/see/web -xc - 2>/dev/null") != 0;
	say_ok([$ok ? () : ('it compiled')], 'a forbidden include does not compile');
}
exit($failed ? 1 : 0);
