// processes.mjs: the processes of one installation, found by its folder, and killed.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

const read = path => {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
};

// [{pid, name}] of what belongs to the installation in `folder`
export function processes(folder) {
  const out = [];
  for (const pid of readdirSync('/proc').filter(n => /^\d+$/.test(n))) {
    let name;
    try {
      name = readlinkSync(`/proc/${pid}/exe`).replace(/ \(deleted\)$/, '').split('/').pop();
    } catch {
      continue;
    }
    const own = read(`/proc/${pid}/environ`).includes(folder) || read(`/proc/${pid}/cmdline`).includes(folder);
    if (own) out.push({ pid: Number(pid), name });
  }
  return out;
}

export const VICTIMS = ['storefront', 'supplier', 'distributor', 'phone', 'settlement', 'courier', 'master', 'mariadbd', 'nginx'];

// kills one process of a program picked by `pick`; its name, or null
export function strike(folder, pick) {
  const found = processes(folder).filter(p => VICTIMS.includes(p.name));
  const names = [...new Set(found.map(p => p.name))].sort();
  if (!names.length) return null;
  const name = pick(names);
  const pids = found.filter(p => p.name === name);
  try {
    process.kill(pick(pids).pid, 'SIGKILL');
  } catch {
    return null;
  }
  return name;
}
