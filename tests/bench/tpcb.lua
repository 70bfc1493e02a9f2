#!/usr/bin/sysbench
-- tpcb.lua: the TPC-B-like transaction for sysbench: three updates, a select, an insert (Debian's sysbench brings none).
--
-- As many branches as there are callers at most, so that nobody needs to wait
-- for another's branch; ten tellers each; the accounts fit into the server's
-- memory.

sysbench.cmdline.options = {
	branches = { "Number of branches", 64 },
	accounts = { "Number of accounts", 100000 },
}

function prepare()
	local c = sysbench.sql.driver():connect()
	local o = sysbench.opt
	c:query("DROP TABLE IF EXISTS tpcb_branches, tpcb_tellers, tpcb_accounts, tpcb_history")
	c:query("CREATE TABLE tpcb_branches (bid INT PRIMARY KEY, bbalance BIGINT NOT NULL, filler CHAR(88) NOT NULL)")
	c:query("CREATE TABLE tpcb_tellers (tid INT PRIMARY KEY, bid INT NOT NULL, tbalance BIGINT NOT NULL, filler CHAR(84) NOT NULL)")
	c:query("CREATE TABLE tpcb_accounts (aid INT PRIMARY KEY, bid INT NOT NULL, abalance BIGINT NOT NULL, filler CHAR(84) NOT NULL)")
	c:query("CREATE TABLE tpcb_history (id BIGINT AUTO_INCREMENT PRIMARY KEY, tid INT NOT NULL, bid INT NOT NULL, aid INT NOT NULL, delta BIGINT NOT NULL, mtime TIMESTAMP NOT NULL, filler CHAR(22) NOT NULL)")
	c:query("INSERT INTO tpcb_branches SELECT seq, 0, '' FROM seq_1_to_" .. o.branches)
	c:query("INSERT INTO tpcb_tellers SELECT seq, (seq - 1) DIV 10 + 1, 0, '' FROM seq_1_to_" .. o.branches * 10)
	c:query("INSERT INTO tpcb_accounts SELECT seq, (seq - 1) MOD " .. o.branches .. " + 1, 0, '' FROM seq_1_to_" .. o.accounts)
end

local SQL = {
	account = { "UPDATE tpcb_accounts SET abalance = abalance + ? WHERE aid = ?", 2 },
	look = { "SELECT abalance FROM tpcb_accounts WHERE aid = ?", 1 },
	teller = { "UPDATE tpcb_tellers SET tbalance = tbalance + ? WHERE tid = ?", 2 },
	branch = { "UPDATE tpcb_branches SET bbalance = bbalance + ? WHERE bid = ?", 2 },
	history = { "INSERT INTO tpcb_history (tid, bid, aid, delta, mtime, filler) VALUES (?, ?, ?, ?, CURRENT_TIMESTAMP, '')", 4 },
}

function thread_init()
	con = sysbench.sql.driver():connect()
	statement = {}
	for name, row in pairs(SQL) do
		local s = { prepared = con:prepare(row[1]), values = {} }
		for i = 1, row[2] do s.values[i] = s.prepared:bind_create(sysbench.sql.type.INT) end
		s.prepared:bind_param(unpack(s.values))
		statement[name] = s
	end
end

local function run(name, ...)
	local s = statement[name]
	for i, v in ipairs({ ... }) do s.values[i]:set(v) end
	return s.prepared:execute()
end

function event()
	local tid = sysbench.rand.uniform(1, sysbench.opt.branches * 10)
	local bid = math.floor((tid - 1) / 10) + 1
	local aid = sysbench.rand.uniform(1, sysbench.opt.accounts)
	local delta = sysbench.rand.uniform(1, 10000) - 5000
	con:query("BEGIN")
	run("account", delta, aid)
	run("look", aid):free()
	run("teller", delta, tid)
	run("branch", delta, bid)
	run("history", tid, bid, aid, delta)
	con:query("COMMIT")
end

function thread_done()
	for _, s in pairs(statement) do s.prepared:close() end
	con:disconnect()
end

function cleanup()
	sysbench.sql.driver():connect():query("DROP TABLE IF EXISTS tpcb_branches, tpcb_tellers, tpcb_accounts, tpcb_history")
end
