// Measures the time from a press to its answer on the screen, beyond the server's own, in Chromium on a fast line. Run by hand, beside a
// running product with its demo data: PRODUCT=http://127.0.0.1:5080 npm run pressed. Exits with 1 when the median is above the limit.
import puppeteer from 'puppeteer-core';

const LimitMs = 100;
const Iterations = 21;
const GiveUpMs = 30_000;

const product = process.env.PRODUCT;
if (!product) {
  console.error('PRODUCT names no product: PRODUCT=http://127.0.0.1:5080 npm run pressed');
  process.exit(1);
}
const { sales } = await (await fetch(new URL('/api/flash-sales', product))).json();
const now = Date.now();
const sale = sales.find(
  ({ startsAt, endsAt, free }) => Date.parse(startsAt) < now && Date.parse(endsAt) > now && free >= Iterations,
);
if (!sale) {
  console.error(`The product has no open sale with ${Iterations} free units.`);
  process.exit(1);
}

/** Runs in the page before anything else: notes the press, and the first frame that shows the order's state. */
function watch() {
  addEventListener('click', () => (globalThis.pressedAt ??= performance.now()), true);
  const look = () => {
    const state = document.querySelector('[data-testid="order-state"]');
    if (state?.textContent.trim()) globalThis.shownAt ??= performance.now();
    requestAnimationFrame(look);
  };
  look();
}

/** Milliseconds from the press to the order's state, and those of them in which the server had a request of the page. */
function times() {
  const { pressedAt, shownAt } = globalThis;
  const spans = performance
    .getEntriesByType('resource')
    .filter(({ name }) => name.includes('/api/'))
    .map(({ requestStart, responseEnd }) => [Math.max(requestStart, pressedAt), Math.min(responseEnd, shownAt)])
    .filter(([from, to]) => to > from)
    .sort(([a], [b]) => a - b);
  let [server, until] = [0, 0];
  for (const [from, to] of spans) {
    server += Math.max(0, to - Math.max(from, until));
    until = Math.max(until, to);
  }
  return { whole: shownAt - pressedAt, server };
}

const browser = await puppeteer.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
});
const beyond = [];
for (let iteration = 1; iteration <= Iterations; iteration++) {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  page.setDefaultTimeout(GiveUpMs);
  await page.setViewport({ width: 390, height: 844, isMobile: true, hasTouch: true });
  await page.goto(new URL('/m/#/pages/wallet/orders', product).href);
  await page.waitForSelector('[data-testid="login-name"] input');
  await page.type('[data-testid="login-name"] input', `screen-${now}-${iteration}`);
  await page.click('[data-testid="login-go"]');
  await page.waitForSelector('[data-testid="login-card"]', { hidden: true });
  await page.goto(new URL(`/m/?n=${iteration}#/pages/sale/sale?id=${sale.id}`, product).href);
  await page.evaluate(watch);
  const ready = await page.waitForSelector('[data-testid="go"]:not([disabled="true"])');
  await ready.click();
  await page.waitForFunction(() => globalThis.shownAt !== undefined);
  const { whole, server } = await page.evaluate(times);
  // The first press also fetches the order's page, as a phone does once.
  console.log(`${iteration}: ${whole.toFixed(0)} ms, ${server.toFixed(0)} of them the server's`);
  beyond.push(whole - server);
  await context.close();
}
await browser.close();
const median = beyond.sort((a, b) => a - b)[Math.floor(Iterations / 2)];
console.log(
  `${median > LimitMs ? 'TOO SLOW' : 'ok'}  press to answer beyond the server's time: median ${median.toFixed(0)} of ${LimitMs} ms`,
);
process.exit(median > LimitMs ? 1 : 0);
