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

// every hold of every ledger: what it was, what is left of it, what was paid out of it
const holds = ledger => `SELECT h.request_id, h.order_reference, a.number AS account, h.escrow_id, h.amount_minor,
  h.amount_minor - COALESCE(SUM(IF(m.kind IN ('capture', 'void'), m.amount_minor, 0)), 0) AS left_over,
  COALESCE(SUM(IF(m.kind = 'capture', m.amount_minor, 0)), 0) AS captured
  FROM ${ledger}.holds h JOIN ${ledger}.accounts a ON a.id = h.account_id LEFT JOIN ${ledger}.hold_moves m ON m.hold_id = h.request_id
  GROUP BY h.request_id, h.order_reference, a.number, h.escrow_id, h.amount_minor`;
const HOLDS = `${holds('settlement')} UNION ALL ${holds('garam')}`;

// what each order is to be paid from, and what became of the holds there
const PARTS = `SELECT o.id, o.state, p.account_number, p.part, COALESCE(h.left_over, 0) AS left_over, COALESCE(h.captured, 0) AS captured
  FROM holdfast.orders o
  JOIN (SELECT order_id, account_number, SUM(amount_minor) AS part FROM holdfast.order_parts GROUP BY order_id, account_number) p ON p.order_id = o.id
  LEFT JOIN (SELECT order_reference, account, SUM(left_over) AS left_over, SUM(captured) AS captured FROM (${HOLDS}) x GROUP BY order_reference, account) h
  ON h.order_reference = CONCAT('order-', o.id) AND h.account = p.account_number`;

const of_ledger = ledger => [
  [`${ledger}: all entries add up to zero`, `SELECT SUM(amount_minor) AS s FROM ${ledger}.entries HAVING s <> 0`],
  [`${ledger}: the books of each institution add up to zero`, `SELECT a.institution_id, SUM(e.amount_minor) AS s FROM ${ledger}.entries e
    JOIN ${ledger}.accounts a ON a.id = e.account_id GROUP BY a.institution_id HAVING s <> 0`],
  [`${ledger}: the positions between institutions add up to zero`, `SELECT SUM(e.amount_minor) AS s FROM ${ledger}.entries e
    JOIN ${ledger}.accounts a ON a.id = e.account_id WHERE a.kind = 'position' HAVING s <> 0`],
  [`${ledger}: no balance is under its limit`, `SELECT a.number, SUM(e.amount_minor) AS s FROM ${ledger}.entries e JOIN ${ledger}.accounts a ON a.id = e.account_id
    WHERE a.kind NOT IN ('position', 'outside') AND a.id NOT IN (SELECT account_id FROM ${ledger}.limit_changes)
    GROUP BY a.id, a.number, a.limit_minor HAVING s < -a.limit_minor`],
  [`${ledger}: escrow has what is left of the holds, no more, no less`, `SELECT * FROM (SELECT
    (SELECT COALESCE(SUM(e.amount_minor), 0) FROM ${ledger}.entries e JOIN ${ledger}.accounts a ON a.id = e.account_id WHERE a.kind = 'escrow') AS escrow,
    (SELECT COALESCE(SUM(left_over), 0) FROM (${holds(ledger)}) h WHERE escrow_id <> 0) AS held) x WHERE escrow <> held`],
  [`${ledger}: no request stands there twice`, `SELECT party_id, caller_id FROM ${ledger}.requests GROUP BY party_id, caller_id HAVING COUNT(*) > 1`],
];

// [what, query that gives the rows that are wrong]
export const RULES = [
  ...of_ledger('settlement'), ...of_ledger('garam'),
  ['orders are paid from parts that add up', `SELECT o.id FROM holdfast.orders o LEFT JOIN holdfast.order_parts p ON p.order_id = o.id AND p.stands_for = 0
    GROUP BY o.id, o.total_minor HAVING COALESCE(SUM(p.amount_minor), 0) <> o.total_minor`],
  ['of held orders each part is held, whole', `SELECT * FROM (${PARTS}) x WHERE state IN (${HELD}) AND (left_over <> part OR captured <> 0)`],
  ['of settled orders each part was captured, whole', `SELECT * FROM (${PARTS}) x WHERE state = 'settled' AND (left_over <> 0 OR captured <> part)`],
  ['of other orders nothing is held and nothing was paid', `SELECT * FROM (${PARTS}) x WHERE state NOT IN ('settled', ${HELD}) AND (left_over <> 0 OR captured <> 0)`],
  ['every hold is of an order that knows it', `SELECT h.request_id, h.order_reference FROM (${HOLDS}) h WHERE h.order_reference LIKE 'order-%'
    AND NOT EXISTS (SELECT 1 FROM holdfast.order_parts p WHERE CONCAT('order-', p.order_id) = h.order_reference AND p.account_number = h.account)`],
  ['suppliers have been paid what was settled, less commission', `SELECT a.number, SUM(e.amount_minor) AS paid,
    (SELECT COALESCE(SUM(o.total_minor - o.commission_minor), 0) FROM holdfast.orders o WHERE o.state = 'settled' AND o.supplier_account = a.number) AS due
    FROM settlement.accounts a JOIN settlement.entries e ON e.account_id = a.id JOIN settlement.requests r ON r.id = e.request_id AND r.kind = 'capture'
    WHERE a.kind = 'withdrawal' AND a.number IN (SELECT supplier_account FROM holdfast.orders) GROUP BY a.id, a.number HAVING paid <> due`],
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
