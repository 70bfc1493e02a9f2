// between.mjs: stands between the shop and an institution that keeps its own books, and does what networks and strangers do.
//
//   const b = await between(address, key);   b.port; b.mode = 'lost'; b.count.lost; b.close()
//
// pass      nothing
// lost      the request is carried out, the answer never comes
// twice     the request is delivered twice; what is answered is the second answer
// slow      delivered seven seconds later
// altered   the answer's amounts are changed on the way
// stale     an older answer of the same institution is given instead
// other_key the institution holds another key than we do: it refuses our signature
// hour_off  its clock is an hour off: it refuses, signed, for the time
// before    it dies before it carries anything out: the connection ends
import http from 'node:http';
import { createHash, createHmac } from 'node:crypto';

const sha = text => createHash('sha256').update(text).digest('hex');
const pause = ms => new Promise(done => setTimeout(done, ms));

export async function between(address, key) {
  const state = { mode: 'pass', count: {} };
  let older = null;

  const forward = (req, body, headers) => new Promise((done, lost) => {
    const q = http.request(address + req.url, { method: req.method, headers, timeout: 8000 }, r => {
      const parts = [];
      r.on('data', p => parts.push(p));
      r.on('error', lost);
      r.on('end', () => done({ status: r.statusCode, headers: r.headers, body: Buffer.concat(parts) }));
    });
    q.on('timeout', () => q.destroy(new Error('slow')));
    q.on('error', lost);
    q.end(body);
  });
  const refuse_for_time = req => {
    const body = '{"refusal":"request_time_out_of_window"}\n';
    const signature = createHmac('sha256', key).update(['401', req.headers['holdfast-nonce'], sha(body)].join('\n')).digest('hex');
    return { status: 401, headers: { 'holdfast-signature': signature }, body: Buffer.from(body) };
  };
  const does = {
    async slow(req, body) { await pause(7000); return forward(req, body, req.headers); },
    async lost(req, body) { await forward(req, body, req.headers); return null; },
    async before() { return null; },
    async twice(req, body) { await forward(req, body, req.headers); return forward(req, body, req.headers); },
    async altered(req, body) {
      const answer = await forward(req, body, req.headers);
      return { ...answer, body: Buffer.from(answer.body.toString().replace(/"(available|left|balance)":(-?\d+)/g, '"$1":999999999')) };
    },
    async stale(req, body) { const answer = await forward(req, body, req.headers); return older ?? answer; },
    async other_key(req, body) { return forward(req, body, { ...req.headers, 'holdfast-signature': '0'.repeat(64) }); },
    async hour_off(req) { return refuse_for_time(req); },
    async pass(req, body) {
      const answer = await forward(req, body, req.headers);
      if (req.method === 'POST' && answer.status === 200) older = answer;
      return answer;
    },
  };
  const server = http.createServer((req, res) => {
    const parts = [];
    req.on('data', p => parts.push(p));
    req.on('end', async () => {
      const mode = state.mode;
      state.count[mode] = (state.count[mode] ?? 0) + 1;
      const answer = await does[mode](req, Buffer.concat(parts)).catch(() => null);
      if (!answer) return req.socket.destroy();
      res.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers['holdfast-signature'] && { 'holdfast-signature': answer.headers['holdfast-signature'] } });
      res.end(answer.body);
    });
  });
  await new Promise(done => server.listen(0, '127.0.0.1', done));
  state.port = server.address().port;
  state.close = () => { server.closeAllConnections(); server.close(); };
  return state;
}
