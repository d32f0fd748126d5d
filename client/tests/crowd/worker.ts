// A part of the crowd, in a thread of its own.
import { parentPort } from 'node:worker_threads';
import { CrowdCustomer } from './customer';
import type { Command, News } from './messages';

/** Each so many customers, one has its app killed in the press. */
const KilledEvery = 5;

/** The product is killed when so many orders of one worker were answered, while so many others are on their way ... */
const AnsweredBefore = 2;
const OnTheirWay = 2;

/** ... or, where the product is so quick that they never are, when so many were answered. */
const AnsweredAtMost = 20;

const port = parentPort;
if (port === null) throw new Error('This is the code of a worker.');
const say = (news: News): void => port.postMessage(news);

let customers: readonly CrowdCustomer[] = [];
let onTheirWay = 0;
let answered = 0;
let kills: number | null = null;

/** The worker itself kills the product: a word to another thread would come when the press is over. */
function pressed(what: 'sent' | 'answered'): void {
  onTheirWay += what === 'sent' ? 1 : -1;
  if (what === 'answered') answered++;
  const isMidst = answered >= AnsweredBefore && onTheirWay >= OnTheirWay;
  if (kills === null || (!isMidst && answered < AnsweredAtMost)) return;
  const at = Date.now();
  process.kill(kills, 'SIGKILL');
  kills = null;
  say({ kind: 'killed', at });
}

async function obey(command: Command): Promise<News> {
  if (command.kind === 'enter') {
    customers = command.names.map((name, i) => new CrowdCustomer(name, i % KilledEvery === 0, pressed));
    await Promise.all(customers.map(customer => customer.enter()));
    return { kind: 'entered' };
  }
  if (command.kind === 'open') {
    await Promise.all(customers.map(customer => customer.open(command.saleId)));
    return { kind: 'opened' };
  }
  if (command.kind === 'press') {
    [onTheirWay, answered, kills] = [0, 0, command.kills];
    for (const customer of customers) customer.arm();
    return { kind: 'pressing' };
  }
  return { kind: 'reported', reports: await Promise.all(customers.map(customer => customer.report(command.killedAt))) };
}

port.on('message', (command: Command) => {
  obey(command).then(say, (error: unknown) => say({ kind: 'failed', why: String(error) }));
});
