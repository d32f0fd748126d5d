// The HTTP API: one call, two kinds of failure. A Problem is an answer; Unreachable leaves the outcome unknown.
import { clock } from './clock.js';

const TimeoutMs = 10_000;
const ProblemType = 'urn:fuelgrains:problem:';
const decided = new Set(['payment-refused', 'too-many-codes', 'wechat-away']); // definite refusals, although their status is temporary

export class Problem extends Error {
  constructor(status, body, retryAfterMs) {
    super(body?.title ?? `HTTP ${status}`);
    this.status = status;
    this.slug = String(body?.type ?? '').startsWith(ProblemType) ? body.type.slice(ProblemType.length) : 'unknown';
    this.errors = body?.errors ?? {};
    this.startsAt = body?.startsAt ?? null;
    this.firstReturnAt = body?.firstReturnAt ?? null;
    this.until = body?.until ?? null;
    this.validFrom = body?.validFrom ?? null;
    this.refund = body?.refund ?? null;
    this.retryAfterMs = retryAfterMs;
  }
}

export class Unreachable extends Error {
  slug = 'unreachable';
  status = 0;
}

/** True when the request may have taken effect (or still may). Only a retry with the same key can settle it. */
export function isUnknown(error) {
  if (!(error instanceof Problem)) return error instanceof Unreachable;
  return !decided.has(error.slug) && (error.status >= 500 || error.status === 429 || error.slug === 'in-progress');
}

/** Returns { data, headers } of a 2xx, data as JSON or as text; throws Problem or Unreachable. */
export async function call(method, path, { token, key, body, signal, as = 'json' } = {}) {
  const headers = { accept: as === 'json' ? 'application/json' : '*/*' };
  if (token) headers.authorization = `Bearer ${token}`;
  if (key) headers['idempotency-key'] = key;
  if (body !== undefined) headers['content-type'] = 'application/json';

  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(), TimeoutMs);
  const stop = () => limit.abort();
  signal?.addEventListener('abort', stop);
  const sentAt = clock.localNow();
  try {
    const response = await fetch(path, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
      cache: 'no-store',
      signal: limit.signal,
    });
    const receivedAt = clock.localNow();
    const data = await read(response, as);
    if (data?.serverTime) clock.answered(data.serverTime, sentAt, receivedAt);
    // The Date header has whole seconds, so it is a lower bound only.
    else if (!clock.known) clock.pushed(response.headers.get('date'), receivedAt);
    if (!response.ok) throw new Problem(response.status, data, retryAfter(response));
    return { data, headers: response.headers };
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Unreachable(error?.message ?? 'no answer');
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  }
}

async function read(response, as) {
  const body = await response.text();
  if (as === 'text' && response.ok) return body;
  if (body === '') return null;
  try {
    return JSON.parse(body);
  } catch (error) {
    // A proxy's error page keeps its status; a truncated success counts as no answer.
    if (!response.ok) return null;
    throw error;
  }
}

function retryAfter(response) {
  const seconds = Number(response.headers.get('retry-after'));
  return seconds > 0 ? seconds * 1000 : 0;
}
