#!/usr/bin/perl
# names.pl: the names that templates show and the names that programs set are the same, both ways.

use strict;
use warnings;

my $failed = 0;

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

sub without_comments {
	my ($text) = @_;
	$text =~ s{("(?:[^"\\\n]|\\.)*")|/\*.*?\*/}{defined $1 ? $1 : ' '}gse;
	return $text;
}

# every literal of C text that could be a name: "NAME", "NAV_%s"
sub literals {
	my (%all, @patterns);
	for my $text (@_) {
		while ($text =~ /"((?:[^"\\\n]|\\.)*)"/g) {
			my $one = $1;
			$all{$one} = 1;
			push @patterns, $one if $one =~ /^[A-Z0-9_%s]*%s[A-Z0-9_%s]*$/ && $one =~ /[A-Z]/;
			# a beginning that a name is put behind: "WHY_"
			push @patterns, "$one%s" if $one =~ /^[A-Z][A-Z0-9_]*_$/;
		}
	}
	s/%s/([A-Z0-9_]+)/g for @patterns;
	return (\%all, [map { qr/^$_$/ } @patterns]);
}

# names handed to a view: what must be shown somewhere
sub given {
	my ($text) = @_;
	my %names;
	$names{$2} = 1 while $text =~ /\b(view_(?:text|number|id|money|time|time_iso|row|show|include)|template_dict_\w+)\s*\([^;"]*?,\s*"([A-Z][A-Z0-9_]*)"/g;
	return \%names;
}

# NAME => "marker", "section" or "include"
sub shown {
	my ($text) = @_;
	my %names;
	$text =~ s/\{\{!.*?\}\}//gs;
	while ($text =~ /\{\{([#\/>]?)([A-Za-z][A-Za-z0-9_]*)(:[^}]*)?\}\}/g) {
		my ($kind, $name) = ($1, $2);
		next if $name =~ /^BI_/;
		# the text of base_name.html is put here when it is loaded (base/template.h)
		next if $kind eq '>' && -e 'templates/base_' . lc($name) . '.html';
		$name =~ s/_separator$//;
		$names{$name} = 1;
	}
	return \%names;
}

# "STATE_%s" makes STATE_HELD, if there is a "held" (or "HELD") somewhere.
my $words = {};
sub made {
	my ($name, $pattern) = @_;
	my @parts = $name =~ $pattern or return 0;
	for my $part (@parts) {
		(my $dashed = lc $part) =~ tr/_/-/;
		return 0 unless $words->{$part} || $words->{lc $part} || $words->{$dashed};
	}
	return 1;
}

# Names that are not set by a literal of their own: view_fields makes F_VALUE,
# F_WRONG, F_IS_CHOICE of a field "f" of the page.
sub missing {
	my ($names, $literal, $patterns) = @_;
	return grep {
		my $name = $_;
		my $known = $literal->{$name} || grep { made($name, $_) } @$patterns;
		if (!$known && $name =~ /^([A-Z0-9_]+?)_\w+$/) {
			# the field's name is all of what stands before
			for my $end (1 .. length $name) {
				my $field = lc substr($name, 0, $end);
				(my $dashed = $field) =~ tr/_/-/;
				if (($literal->{$field} || $literal->{$dashed}) && substr($name, $end) =~ /^_(VALUE|WRONG|ON|IS_\w+)$/) {
					$known = 1;
					last;
				}
			}
		}
		!$known;
	} sort keys %$names;
}

my %c = map { $_ => without_comments(slurp($_)) }
	grep { -f } (glob('cgi-bin/*.{c,h}'), glob('cgi-bin/{web,site,base,domain}/*.c'), glob('cgi-bin/adapters/*/*.c'), glob('cgi-bin/base/*.cc'));
($words) = literals(values %c, map { slurp($_) } glob('cgi-bin/*/*.h'));
my @shared_c = map { $c{$_} } grep { m{^cgi-bin/(web|site)/} } sort keys %c;
my @programs = sort map { m{^cgi-bin/([a-z]+)\.c$} ? $1 : () } keys %c;
my %t = map { $_ => slurp($_) } grep { -f } (glob('templates/*.html'), glob('templates/*/*.{html,txt}'));
my @base_t = map { $t{$_} } grep { m{^templates/[^/]+$} } sort keys %t;

# names of hints in view.c stand in every form
my $base_shown = shown(join('', @base_t));

for my $program (@programs, 'site', 'sms') {
	my @code = $program eq 'site' ? @shared_c
		: $program eq 'sms' ? map { $c{$_} } grep { m{adapters/sms/|domain/message} } sort keys %c
		: map { $c{$_} } grep { m{^cgi-bin/\Q$program\E(_[a-z_]+)?\.[ch]$} } sort keys %c;
	my @pages = grep { m{^templates/\Q$program\E/} } sort keys %t;
	next unless @pages && @programs;
	# pages that several programs show are set by any of them
	my ($literal, $patterns) = literals($program eq 'site' ? values %c : (@code, @shared_c));
	my @bad;
	for my $page (@pages) {
		push @bad, map { "$page shows $_, which nobody sets" } missing(shown($t{$page}), $literal, $patterns);
	}
	say_ok("what templates/$program shows is set", @bad);

	# and what the parts of others show that its pages include
	my %parts = map { $_ => 1 } map { $t{$_} =~ m/\{\{>([a-z_]+\/[a-z_]+\.html)\}\}/g } @pages;
	my $page_names = shown(join('', map { $_ // '' } @t{@pages, map { "templates/$_" } sort keys %parts}));
	my $given = given(join("\n", $program eq 'site' ? (map { $c{$_} } grep { m{^cgi-bin/site/} } sort keys %c) : @code));
	my $any = $program eq 'site' ? shown(join('', values %t)) : {};
	say_ok("what $program sets is shown", map { "$program sets $_, which no template of it shows" }
		grep { !$page_names->{$_} && !$base_shown->{$_} && !$any->{$_} } sort keys %$given);
}

# base_*.html and style.html: any program or the shared code may set it
my ($literal, $patterns) = literals(values %c);
my @bad;
for my $page (grep { m{^templates/[^/]+\.html$} } sort keys %t) {
	push @bad, map { "$page shows $_, which nobody sets" } missing(shown($t{$page}), $literal, $patterns);
}
say_ok('what the base templates show is set', @bad) if %{$literal} && @programs;

# a template that no program names is never seen
my $all = join("\n", values %c, map { $t{$_} } keys %t);
my @unused = grep {
	my ($name) = m{^templates/(.*)$};
	my ($last) = m{([^/]+)$};
	(my $stem = $last) =~ s/\.[a-z]+$//;
	(my $put = uc $stem) =~ s/^BASE_//;
	$all !~ /\{\{>(?:\Q$put\E|\Q$name\E)\}\}/ && $all !~ /"\Q$name\E"/ && $all !~ /"\Q$last\E"/ && $all !~ /"\Q$stem\E"/;
} sort keys %t;
say_ok('every template is named by a program', map { "$_ is used by nobody" } @unused) if @programs;

# what the check must find when it is planted
($words) = literals('"y"');
my ($l, $p) = literals('view_text(v, "NAME", x); view_row(v, "ROWS"); { "card", FIELD_TEXT } "NAV_%s"');
say_ok('finds a name that nobody sets', join(' ', missing(shown('{{NAME}}{{#ROWS}}{{OTHER}}{{/ROWS}}{{CARD_VALUE}}{{NAV_Y}}{{NAV_Z}}'), $l, $p)) eq 'NAV_Z OTHER' ? () : 'not found');
say_ok('finds a name that nobody shows', join(' ', sort keys %{given('view_text(row(v), "A", t); view_money(v, "B", m);')}) eq 'A B' ? () : 'not found');
exit($failed ? 1 : 0);
