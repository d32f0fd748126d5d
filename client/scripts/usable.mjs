// Measures when the web app is usable on a slow line and a slow phone, in Chromium, with an empty cache. Run by hand, beside a running
// product with its demo data: PRODUCT=http://127.0.0.1:5080 npm run usable. Home is usable when its campaigns are there and a tab answers
// a tap; a sale when its button is there and enabled. Exits with 1 when a median is above the limit.
import puppeteer from 'puppeteer-core';

const LimitMs = 3_000;
const Iterations = 5;
const GiveUpMs = 60_000;
const Line = { offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 };
const CpuThrottle = 4;

const product = process.env.PRODUCT;
if (!product) {
  console.error('PRODUCT names no product: PRODUCT=http://127.0.0.1:5080 npm run usable');
  process.exit(1);
}
const { sales } = await (await fetch(new URL('/api/flash-sales', product))).json();
const now = Date.now();
const sale = sales.find(
  ({ startsAt, endsAt, free }) => Date.parse(startsAt) < now && Date.parse(endsAt) > now && free > 0,
);
if (!sale) {
  console.error('The product has no open sale with free units.');
  process.exit(1);
}

/** Runs in the page before anything else: notes when each element can be seen first, in milliseconds since the navigation began. */
function watch(selectors) {
  const seen = (globalThis.firstSeen = {});
  const look = () => {
    for (const selector of selectors) {
      if (selector in seen) continue;
      const box = document.querySelector(selector)?.getBoundingClientRect();
      if (box && box.width > 0 && box.height > 0) seen[selector] = performance.now();
    }
    requestAnimationFrame(look);
  };
  look();
}

async function seenAt(page, selector) {
  const seen = await page.waitForFunction(wanted => globalThis.firstSeen?.[wanted], { timeout: GiveUpMs }, selector);
  return seen.jsonValue();
}

const Campaign = '[data-testid="sale-card"]';
const Tab = '.uni-tabbar__item:nth-of-type(3)'; // uni-app gives the second tab of its bar no other name
const FuelPage = '[data-page="pages/fuel/fuel"]';
const Go = '[data-testid="go"]:not([disabled="true"])';

async function home(page) {
  await seenAt(page, Tab);
  const { x, y } = await page.$eval(Tab, tab => {
    const { left, top, width, height } = tab.getBoundingClientRect();
    return { x: left + width / 2, y: top + height / 2 };
  });
  await page.touchscreen.tap(x, y);
  const answered = await seenAt(page, FuelPage);
  return { usable: answered, parts: `tabs at ${(await seenAt(page, Tab)).toFixed(0)}` };
}

const ways = [
  { name: 'home: its campaigns', path: '/m/', measure: async page => ({ usable: await seenAt(page, Campaign) }) },
  { name: 'home: a tab answers', path: '/m/', measure: home },
  {
    name: 'sale',
    path: `/m/#/pages/sale/sale?id=${sale.id}`,
    measure: async page => ({ usable: await seenAt(page, Go) }),
  },
];

/** What came over the line: how many answers and bytes. */
async function loaded(page) {
  return page.evaluate(() => {
    const all = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
    return { answers: all.length, kilobytes: all.reduce((sum, { transferSize }) => sum + transferSize, 0) / 1024 };
  });
}

const browser = await puppeteer.launch({
  executablePath: '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
  ],
});
let failed = false;
for (const { name, path, measure } of ways) {
  const times = [];
  for (let iteration = 1; iteration <= Iterations; iteration++) {
    // A context of its own has an empty cache and no connection.
    const context = await browser.createBrowserContext();
    const page = await context.newPage();
    await page.setViewport({ width: 390, height: 844, isMobile: true, hasTouch: true });
    const devtools = await page.createCDPSession();
    await devtools.send('Network.enable');
    await devtools.send('Network.emulateNetworkConditions', Line);
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: CpuThrottle });
    await page.evaluateOnNewDocument(watch, [Campaign, Tab, FuelPage, Go]);
    await page.goto(new URL(path, product).href);
    const { usable, parts = '' } = await measure(page);
    const { answers, kilobytes } = await loaded(page);
    times.push(usable);
    console.log(
      `${name} ${iteration}: ${usable.toFixed(0)} ms (${answers} answers, ${kilobytes.toFixed(0)} KB) ${parts}`,
    );
    await context.close();
  }
  const median = times.sort((a, b) => a - b)[Math.floor(Iterations / 2)];
  const isOver = median > LimitMs;
  failed ||= isOver;
  console.log(`${isOver ? 'TOO SLOW' : 'ok'}  ${name}: median ${median.toFixed(0)} ms of ${LimitMs} ms`);
}
await browser.close();
process.exit(failed ? 1 : 0);
