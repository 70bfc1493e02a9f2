<?php
// page.php: the signed-in shopper's catalogue page by PHP-FPM, with the same two queries and the same markup; for make bench alone.
$db = new mysqli('p:localhost', getenv('BENCH_USER'), getenv('BENCH_PASSWORD'), 'holdfast', 0, getenv('BENCH_SOCKET'));
$db->set_charset('utf8mb4');

$token = hash('sha256', hex2bin($_COOKIE[getenv('BENCH_COOKIE')] ?? '') ?: '', true);
$card = $db->prepare("SELECT c.id, c.age_class, c.purchaser FROM sessions s JOIN cards c ON c.id = s.card_id
	WHERE s.token_hash = ? AND s.realm = 'storefront' AND s.expires_at > ? AND c.state = 'active'");
$now = (int)(microtime(true) * 1000);
$card->bind_param('si', $token, $now);
$card->execute();
$who = $card->get_result()->fetch_assoc();
if (!$who) {
	http_response_code(403);
	exit;
}
$catalogue = $who['purchaser'] === 'company' ? 'company' : ($who['age_class'] === 'adult' ? 'adult' : 'teen');
$offers = $db->prepare("SELECT p.id, p.name_en, p.picture, p.stock, s.name_en AS supplier, o.price_minor
	FROM offers o JOIN products p ON p.id = o.product_id JOIN parties s ON s.id = p.supplier_id
	WHERE o.catalogue = ? AND o.product_id > 0 AND p.state = 'offered' AND s.state = 'active' ORDER BY o.product_id LIMIT 24");
$offers->bind_param('s', $catalogue);
$offers->execute();
$rows = $offers->get_result();

readfile(getenv('BENCH_PAGES') . '/head.html');
echo '<ul class="products">', "\n";
while ($p = $rows->fetch_assoc()) {
	$name = htmlspecialchars($p['name_en'], ENT_QUOTES);
	$supplier = htmlspecialchars($p['supplier'], ENT_QUOTES);
	$price = '₩' . number_format($p['price_minor']);
	$sold = $p['stock'] > 0 ? '' : ' sold-out';
	echo '<li class="product', $sold, '"><img src="/static/pictures/', htmlspecialchars($p['picture'], ENT_QUOTES),
		'.svg" alt="" width="400" height="400" loading="lazy"><div><p class="small muted">', $supplier,
		'</p><h2><a href="/product/', (int)$p['id'], '">', $name, '</a></h2><p class="row apart"><span class="money">', $price, '</span>';
	if ($p['stock'] > 0)
		echo ' <button class="quiet compact" form="add" name="product" value="', (int)$p['id'], '" aria-label="Into the cart: ', $name, '">Into the cart</button>';
	echo '</p></div>', $sold ? '<span class="tag warn">Sold out</span>' : '', "</li>\n";
}
echo "</ul>\n";
readfile(getenv('BENCH_PAGES') . '/foot.html');
