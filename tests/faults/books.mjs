// books.mjs: what must be true of an installation's shop and ledger when all is quiet; each a question to the database.
import { execFileSync } from 'node:child_process';

export function sql(folder, text) {
  const out = execFileSync('sql/database', ['shell', '-N', '-B'], { input: text, env: { ...process.env, VAR: folder }, encoding: 'utf8' });
  return out.split('\n').filter(Boolean).map(line => line.split('\t'));
}

export const number = (folder, text) => Number(sql(folder, text)[0][0]);

export function clock_ms(folder) {
  return number(folder, "SELECT CAST(UNIX_TIMESTAMP(NOW(3)) * 1000 AS SIGNED)");
}

// still on its way somewhere: the courier has to come to an end with all of it
export const MOVING = `SELECT
  (SELECT COUNT(*) FROM holdfast.settlement_requests WHERE state = 'waiting')
  + (SELECT COUNT(*) FROM holdfast.messages WHERE state = 'queued')
  + (SELECT COUNT(*) FROM holdfast.orders WHERE state IN ('placed', 'confirmed'))`;

const HELD = "'held', 'supplied', 'in_transit', 'delivered', 'settlement_asked', 'disputed'";

// [what, query that gives the rows that are wrong]
export const RULES = [
  ['all entries add up to zero', 'SELECT SUM(amount_minor) AS s FROM settlement.entries HAVING s <> 0'],
  ['the books of each institution add up to zero', `SELECT a.institution_id, SUM(e.amount_minor) AS s FROM settlement.entries e
    JOIN settlement.accounts a ON a.id = e.account_id GROUP BY a.institution_id HAVING s <> 0`],
  ['the positions between institutions add up to zero', `SELECT SUM(e.amount_minor) AS s FROM settlement.entries e
    JOIN settlement.accounts a ON a.id = e.account_id WHERE a.kind = 'position' HAVING s <> 0`],
  ['no balance is under its limit', `SELECT a.number, SUM(e.amount_minor) AS s FROM settlement.entries e JOIN settlement.accounts a ON a.id = e.account_id
    WHERE a.kind NOT IN ('position', 'outside') GROUP BY a.id, a.number, a.limit_minor HAVING s < -a.limit_minor`],
  ['the escrow account has what is held for orders, no more, no less', `SELECT * FROM (SELECT
    (SELECT COALESCE(SUM(e.amount_minor), 0) FROM settlement.entries e JOIN settlement.accounts a ON a.id = e.account_id WHERE a.kind = 'escrow') AS escrow,
    (SELECT COALESCE(SUM(total_minor), 0) FROM holdfast.orders WHERE state IN (${HELD})) AS held) x WHERE escrow <> held`],
  ['held orders have one hold, whole', `SELECT o.id FROM holdfast.orders o LEFT JOIN settlement.holds h ON h.order_reference = CONCAT('order-', o.id)
    LEFT JOIN settlement.hold_moves m ON m.hold_id = h.request_id WHERE o.state IN (${HELD})
    GROUP BY o.id, o.total_minor HAVING COUNT(h.request_id) <> 1 OR COUNT(m.hold_id) <> 0 OR SUM(h.amount_minor) <> o.total_minor`],
  ['settled orders have one hold and one capture of all of it', `SELECT o.id FROM holdfast.orders o LEFT JOIN settlement.holds h ON h.order_reference = CONCAT('order-', o.id)
    LEFT JOIN settlement.hold_moves m ON m.hold_id = h.request_id WHERE o.state = 'settled'
    GROUP BY o.id, o.total_minor HAVING COUNT(h.request_id) <> 1 OR COUNT(m.hold_id) <> 1 OR SUM(m.kind = 'capture') <> 1 OR SUM(m.amount_minor) <> o.total_minor`],
  ['cancelled and expired orders have no hold, or one that went back', `SELECT o.id FROM holdfast.orders o JOIN settlement.holds h ON h.order_reference = CONCAT('order-', o.id)
    LEFT JOIN settlement.hold_moves m ON m.hold_id = h.request_id WHERE o.state IN ('cancelled', 'expired')
    GROUP BY o.id, o.total_minor HAVING COUNT(h.request_id) <> 1 OR COUNT(m.hold_id) <> 1 OR SUM(m.kind = 'void') <> 1 OR SUM(m.amount_minor) <> o.total_minor`],
  ['declined orders never had a hold', `SELECT o.id FROM holdfast.orders o JOIN settlement.holds h ON h.order_reference = CONCAT('order-', o.id) WHERE o.state = 'declined'`],
  ['suppliers have been paid what was settled, less commission', `SELECT a.number, SUM(e.amount_minor) AS paid,
    (SELECT COALESCE(SUM(o.total_minor - o.commission_minor), 0) FROM holdfast.orders o WHERE o.state = 'settled' AND o.supplier_account = a.number) AS due
    FROM settlement.accounts a JOIN settlement.entries e ON e.account_id = a.id JOIN settlement.requests r ON r.id = e.request_id AND r.kind = 'capture'
    WHERE a.kind = 'withdrawal' GROUP BY a.id, a.number HAVING paid <> due`],
  ['the operator has the commission, to the last won', `SELECT * FROM (SELECT
    (SELECT COALESCE(SUM(e.amount_minor), 0) FROM settlement.entries e JOIN settlement.accounts a ON a.id = e.account_id
      JOIN settlement.requests r ON r.id = e.request_id AND r.kind = 'capture' WHERE a.kind = 'commission') AS got,
    (SELECT COALESCE(SUM(commission_minor), 0) FROM holdfast.orders WHERE state = 'settled') AS due) x WHERE got <> due`],
  ['every intent has its answer', "SELECT id FROM holdfast.settlement_requests WHERE state = 'waiting'"],
  ['no capture or void was refused', "SELECT id FROM holdfast.settlement_requests WHERE state = 'refused' AND kind <> 'hold'"],
  ['no order is stuck', "SELECT id FROM holdfast.orders WHERE state IN ('placed', 'checking', 'confirmed')"],
  ['every message went out', "SELECT id FROM holdfast.messages WHERE state <> 'sent'"],
  ['no step was taken twice', `SELECT order_id, step FROM holdfast.order_events WHERE step <> 'point' GROUP BY order_id, step HAVING COUNT(*) > 1`],
  ['each order adds up from its lines', `SELECT o.id FROM holdfast.orders o JOIN holdfast.order_lines l ON l.order_id = o.id
    GROUP BY o.id, o.total_minor, o.commission_minor HAVING SUM(l.quantity * l.price_minor) <> o.total_minor OR SUM(l.commission_minor) <> o.commission_minor`],
];

// goods: what was there at first, less what is sold, is what is there
export const stock = folder => new Map(sql(folder, 'SELECT id, stock FROM holdfast.products'));

export function stock_wrong(folder, before) {
  const sold = new Map(sql(folder, `SELECT l.product_id, SUM(l.quantity) FROM holdfast.order_lines l JOIN holdfast.orders o ON o.id = l.order_id
    WHERE NOT (o.state IN ('declined', 'cancelled') OR (o.state = 'expired' AND NOT EXISTS
      (SELECT 1 FROM holdfast.order_events e WHERE e.order_id = o.id AND e.step = 'held'))) GROUP BY l.product_id`));
  return [...stock(folder)].filter(([id, now]) => Number(before.get(id)) - Number(sold.get(id) || 0) !== Number(now)).map(([id]) => id);
}
