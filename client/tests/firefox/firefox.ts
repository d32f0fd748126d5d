import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { address, aName } from '../product/product';

const Program = '/usr/bin/firefox-esr';
const ShownWithinMs = 30_000; // two cores run the product, the browser and the tests

/** Debian's Firefox, driven by WebDriver BiDi. Nothing of it calls home. */
export const startFirefox = (): Promise<Browser> =>
  puppeteer.launch({
    browser: 'firefox',
    executablePath: Program,
    headless: true,
    extraPrefsFirefox: {
      'browser.contentblocking.category': 'standard',
      'captivedetect.canonicalURL': '',
      'intl.accept_languages': 'zh-CN',
      'network.captive-portal-service.enabled': false,
      'network.connectivity-service.enabled': false,
    },
  });

/** A person with a browser of their own. What the browser complains about is kept, and a test ends without any. */
export class Person {
  readonly name = aName();
  readonly complaints: string[] = [];

  private constructor(readonly page: Page) {}

  static async with(browser: Browser, path: string): Promise<Person> {
    // A window of its own: a tab behind another one is hidden, and the app in it sleeps.
    const page = await (await browser.createBrowserContext()).newPage({ type: 'window' });
    page.setDefaultTimeout(ShownWithinMs);
    page.setDefaultNavigationTimeout(ShownWithinMs);
    await page.setViewport({ width: 390, height: 844 });
    const person = new Person(page);
    await person.listen();
    await page.goto(new URL(path, address).href);
    return person;
  }

  /** Waits until the one element with this name has the text, or any text. */
  async reads(testId: string, text: RegExp = /\S/): Promise<string> {
    const shown = await this.page.waitForFunction(
      (selector, source) => {
        const found = document.querySelector<HTMLElement>(selector)?.innerText.trim() ?? '';
        return new RegExp(source, 'u').test(found) ? { found } : null;
      },
      {},
      named(testId),
      text.source,
    );
    return ((await shown.jsonValue()) as { found: string }).found;
  }

  /** Waits until an element with this name has the attribute's value. */
  async sees(testId: string, attribute = 'data-testid', value: RegExp = /./): Promise<void> {
    await this.page.waitForFunction(
      (selector, name, source) =>
        [...document.querySelectorAll(selector)].some(found =>
          new RegExp(source, 'u').test(found.getAttribute(name) ?? ''),
        ),
      {},
      named(testId),
      attribute,
      value.source,
    );
  }

  /** Taps an element that can be seen and does not move. uni-app's buttons are disabled by an attribute. */
  async taps(testId: string): Promise<void> {
    await this.page.locator(`${named(testId)}:not([disabled="true"])`).click();
  }

  async logsIn(): Promise<void> {
    await this.page.locator(`${named('login-name')} input`).fill(this.name);
    await this.taps('login-go');
    await this.page.waitForFunction(selector => !document.querySelector(selector), {}, named('login-card'));
  }

  /** Presses "pay", which leads to the simulator's page. */
  async reachesPayment(): Promise<void> {
    await this.taps('pay');
    await this.page.waitForFunction(host => location.origin !== host, {}, address);
  }

  /** Presses "pay" here and on the simulator's page, which leads back. */
  async pays(): Promise<void> {
    await this.reachesPayment();
    await this.page.locator('#pay').click();
    await this.page.waitForFunction(host => location.origin === host, {}, address);
  }

  private async listen(): Promise<void> {
    const { page } = this;
    page.on('pageerror', error => this.complaints.push(`${error instanceof Error ? error.message : error}`));
    page.on('console', message => {
      if (['error', 'warn'].includes(message.type())) this.complaints.push(`${message.type()}: ${message.text()}`);
    });
    page.on('response', response => {
      // The simulator's page is not the product's.
      if (response.status() >= 400 && response.url().startsWith(address))
        this.complaints.push(`${response.status()} ${response.url()}`);
    });
    // The console of Firefox tells of the policy in messages that WebDriver does not pass on.
    await page.evaluateOnNewDocument(() =>
      document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
        console.error(`policy: ${violatedDirective} ${blockedURI}`),
      ),
    );
  }
}

const named = (testId: string): string => `[data-testid="${testId}"]`;
