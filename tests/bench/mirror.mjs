// The mirror as one would write it in Node: HubSpot's official client, better-sqlite3, one page at a time.
//   node mirror.mjs BASE_URL DATABASE      in the environment: HUBSPOT_ACCESS_TOKEN, NODE_EXTRA_CA_CERTS
import { readFileSync } from 'node:fs';
import https from 'node:https';
import { createRequire } from 'node:module';

// The packages are installed in the folder where this runs, not beside this file.
const require = createRequire(process.cwd() + '/');
const { Client } = require('@hubspot/api-client');
const Database = require('better-sqlite3');

const [baseUrl, path] = process.argv.slice(2);
// The client's HTTP library closes each connection unless it is told otherwise.
https.globalAgent = new https.Agent({ keepAlive: true });
const hubspot = new Client({
  accessToken: process.env.HUBSPOT_ACCESS_TOKEN,
  basePath: baseUrl,
  defaultHeaders: { Connection: 'keep-alive' },
});

const sql = (name) => readFileSync(new URL(name, import.meta.url), 'utf8');
const database = new Database(path);
database.pragma('journal_mode = WAL');
database.pragma('synchronous = FULL');
database.exec(sql('threads.sql'));
const upsert = database.prepare(sql('upsert.sql'));

const storePage = database.transaction((threads) => {
  const now = new Date().toISOString();
  for (const t of threads) {
    upsert.run(
      BigInt(t.id), t.status, t.inboxId, t.associatedContactId, t.threadAssociations?.associatedTicketId ?? null,
      t.assignedTo ?? null, t.originalChannelId, t.originalChannelAccountId, t.spam ? 1 : 0, t.archived ? 1 : 0,
      t.createdAt, t.closedAt ?? null, t.latestMessageTimestamp ?? null, t.latestMessageSentTimestamp ?? null,
      t.latestMessageReceivedTimestamp ?? null, now, now,
    );
  }
});

const wait = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));

async function fetchPage(archived, after) {
  const qs = { limit: 500, archived, association: 'TICKET', sort: 'id', ...(after && { after }) };
  for (let attempt = 1; ; ++attempt) {
    const response = await hubspot.apiRequest({ method: 'GET', path: '/conversations/v3/conversations/threads', qs });
    if (response.ok) return response.json();
    if (attempt === 5 || (response.status !== 429 && response.status < 500)) {
      throw new Error(`HubSpot answered ${response.status}: ${await response.text()}`);
    }
    await response.text();
    await wait(Number(response.headers.get('retry-after') ?? 10));
  }
}

for (const archived of [false, true]) {
  let after;
  do {
    const page = await fetchPage(archived, after);
    storePage(page.results);
    after = page.paging?.next?.after;
  } while (after);
}
database.close();
https.globalAgent.destroy();
