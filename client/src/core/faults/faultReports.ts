import { Cancelled } from '../cancel';
import type { Api } from '../http/api';
import { NoAnswer } from '../http/problem';

/** Reports of one start of the app: a fault in a loop tells nothing new. */
export const MostReports = 5;

// The server's limits.
const LongestMessage = 1_000;
const LongestStack = 4_000;
const LongestShort = 128;

/** Reports the app's own faults to the server, each once, a few a start, without anything about the customer. */
export class FaultReports {
  private readonly told = new Set<string>();

  /** page(): the page's address without its query. system: the phone's model and system, and WeChat's version. */
  constructor(
    private readonly api: Api,
    private readonly version: string,
    private readonly page: () => string,
    private readonly system: () => string,
  ) {}

  async report(fault: unknown): Promise<void> {
    if (fault instanceof Cancelled || fault instanceof NoAnswer) return;
    const { message, stack } = wordsOf(fault);
    if (this.told.has(message) || this.told.size >= MostReports) return;
    this.told.add(message);
    const body = {
      version: this.version,
      page: this.page().slice(0, LongestShort) || '-',
      system: this.system().slice(0, LongestShort),
      message,
      stack,
    };
    // A report that gets lost is not worth a second one.
    await this.api.call('POST', '/api/client-errors', { body }).catch(() => undefined);
  }
}

/** The line with which WeChat begins every fault that it hands over. */
const Heading = 'MiniProgramError';

/** WeChat hands a fault over as one text: a heading, the message, and the stack on further lines. */
function wordsOf(fault: unknown): { message: string; stack: string } {
  const isError = fault instanceof Error;
  const text = isError ? `${fault.name}: ${fault.message}` : String(fault);
  const [first = '', ...rest] = text.split('\n').filter((line, i) => i > 0 || line !== Heading);
  const stack = isError ? (fault.stack ?? '') : rest.join('\n');
  return { message: first.slice(0, LongestMessage) || '-', stack: stack.slice(0, LongestStack) };
}
