// tried.mjs: saying what was tried.
let failed = 0;
export function is(name, got, wanted) {
  const good = JSON.stringify(got) === JSON.stringify(wanted);
  if (!good) failed++;
  console.log(`${good ? 'ok' : 'not ok'} ${name}`);
  if (!good) console.log(`# got ${JSON.stringify(got)}, wanted ${JSON.stringify(wanted)}`);
}
export function finish() {
  process.exit(failed ? 1 : 0);
}
