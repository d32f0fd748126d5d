import { instant } from '../time/instant';

const TypePrefix = 'urn:fuelgrains:problem:';

/** Definite refusals, although their status is temporary. */
const Decided = new Set(['payment-refused', 'too-many-codes', 'wechat-away', 'phone-unavailable']);

/** A refusal of the server, in problem+json. */
export class Problem extends Error {
  readonly slug: string;
  readonly errors: Readonly<Record<string, readonly string[]>>;

  constructor(
    readonly status: number,
    private readonly body: Readonly<Record<string, unknown>>,
    readonly retryAfterMs: number,
  ) {
    super(String(body['title'] ?? `HTTP ${status}`));
    this.slug = String(body['type']).slice(TypePrefix.length);
    this.errors = (body['errors'] as Problem['errors'] | undefined) ?? {};
  }

  /** A further member that holds a time, in milliseconds since 1970; null when the refusal has none. */
  time(name: 'startsAt' | 'firstReturnAt' | 'until' | 'validFrom'): number | null {
    const at = instant(this.body[name] as string | undefined);
    return Number.isNaN(at) ? null : at;
  }

  static is(body: unknown): body is Readonly<Record<string, unknown>> {
    const type = (body as { type?: unknown } | null)?.type;
    return typeof type === 'string' && type.startsWith(TypePrefix);
  }
}

/**
 * No answer of the server came. unreachable: none at all. captive-portal: a page of somebody else, such as a hotel's login.
 * gateway: a proxy before the server answered. The request may have taken effect in each case.
 */
export class NoAnswer extends Error {
  constructor(
    readonly slug: 'unreachable' | 'captive-portal' | 'gateway',
    readonly retryAfterMs = 0,
    readonly status = 0,
  ) {
    super(slug);
  }
}

/** True when the request may have taken effect, or still may. Only the same request with the same key settles it. */
export function isUnknown(error: unknown): error is Problem | NoAnswer {
  if (error instanceof NoAnswer) return true;
  if (!(error instanceof Problem) || Decided.has(error.slug)) return false;
  return error.status >= 500 || error.status === 429 || error.slug === 'in-progress';
}

export const slugOf = (error: unknown): string => String((error as { slug?: unknown } | null)?.slug ?? 'unknown');
