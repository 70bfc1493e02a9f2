// line.mjs: a line to MariaDB that knows its packets well enough to break at a COMMIT, before it or behind it.
import net from 'node:net';

const QUERY = 3, EXECUTE = 0x17, BULK = 0xfa;

// whole packets out of a stream of bytes
function packets(take) {
  let rest = Buffer.alloc(0);
  return bytes => {
    rest = Buffer.concat([rest, bytes]);
    for (let n; rest.length >= 4 && rest.length >= (n = 4 + rest.readUIntLE(0, 3)); rest = rest.subarray(n)) take(rest.subarray(0, n));
  };
}

// an ERR packet: the server's own form
function error(number, state, text, sequence) {
  const body = Buffer.concat([Buffer.from([0xff, number & 255, number >> 8]), Buffer.from(`#${state}${text}`)]);
  return Buffer.concat([Buffer.from([body.length, 0, 0, sequence]), body]);
}

const ROLLBACK = Buffer.concat([Buffer.from([9, 0, 0, 0, QUERY]), Buffer.from('ROLLBACK')]);

// A listener at `path` for the server at `socket`. plan: [{ at: 'commit' | 'statement', number, what }], `number` counted
// over all connections from 1; what: 'cut' (nothing arrives), 'cut_after' (it is done, the answer is lost), 'conflict'
// (1213, rolled back), 'refuse' (an error nobody expects, rolled back by nobody), 'hold' and 'hold_after' (as cut, but the line stays).
export async function line(path, socket, plan) {
  const seen = { commit: 0, statement: 0 }, done = new Map(), ends = new Set();
  const reached = (row, value) => done.get(row).resolve(value);
  for (const row of plan) {
    const d = {};
    d.promise = new Promise(resolve => (d.resolve = resolve));
    done.set(row, d);
  }
  const server = net.createServer(client => {
    const up = net.connect(socket);
    let after = null, swallow = 0;
    const end = () => { client.destroy(); up.destroy(); };
    for (const s of [client, up]) {
      ends.add(s);
      s.on('error', end);
      s.on('close', end);
    }
    up.on('data', bytes => {
      if (swallow > 0) { swallow--; return; }
      if (!after) { client.write(bytes); return; }
      const row = after;
      reached(row, row.what);
      if (row.what === 'cut_after') end();
    });
    client.on('data', packets(packet => {
      const command = packet[3] === 0 ? packet[4] : -1;
      const kind = command === QUERY && packet.subarray(5).toString() === 'COMMIT' ? 'commit'
        : command === EXECUTE || command === BULK ? 'statement' : '';
      if (kind) seen[kind]++;
      const row = kind && plan.find(r => r.at === kind && r.number === seen[kind]);
      if (!row) { up.write(packet); return; }
      switch (row.what) {
        case 'cut': reached(row, row.what); end(); break;
        case 'hold': reached(row, row.what); row.go = () => up.write(packet); break;
        case 'conflict': swallow = 1; up.write(ROLLBACK); client.write(error(1213, '40001', 'Deadlock found', 1)); reached(row, row.what); break;
        case 'refuse': client.write(error(1105, 'HY000', 'Unknown error', 1)); reached(row, row.what); break;
        default: after = row; up.write(packet);
      }
    }));
  });
  await new Promise(ready => server.listen(path, ready));
  return {
    seen,
    reached: i => done.get(plan[i]).promise,
    go: i => plan[i].go(),
    // whoever is connected is cut off; new connections are as before
    cut: () => { for (const s of ends) s.destroy(); },
    close: () => { server.close(); for (const s of ends) s.destroy(); },
  };
}
