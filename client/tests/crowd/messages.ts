// The words between the test and its workers.
import type { FlashSale } from '@/core/api/types';

export type Command =
  /** Logs every customer in, with a live connection. */
  | { readonly kind: 'enter'; readonly names: readonly string[] }
  /** Opens the sale's page for every customer. */
  | { readonly kind: 'open'; readonly saleId: string }
  /** Each customer presses when its button arms. A worker that is given a process kills it in the press. */
  | { readonly kind: 'press'; readonly kills: number | null }
  /** Ends the sale: waits until every customer knows, and reports. */
  | { readonly kind: 'report'; readonly killedAt: number };

export type News =
  | { readonly kind: 'entered' | 'opened' | 'pressing' }
  | { readonly kind: 'killed'; readonly at: number }
  | { readonly kind: 'reported'; readonly reports: readonly Report[] }
  | { readonly kind: 'failed'; readonly why: string };

/** What a customer believes, and what the server says. */
export interface Report {
  readonly name: string;
  readonly phase: string;
  /** The reason of a refusal or a rest. */
  readonly why: string | null;
  readonly orderId: string | null;
  readonly hasOpenRequest: boolean;
  readonly replayed: boolean;
  /** The customer's app was killed in the press, and began anew. */
  readonly isRestarted: boolean;
  /** An order of this customer was on its way when the product was killed. */
  readonly wasInFlight: boolean;
  readonly keys: number;
  /** The sale's orders by the live connection, as pages show them. */
  readonly shown: readonly Known[];
  /** The sale's orders by reading. */
  readonly orders: readonly Known[];
  readonly sale: Pick<FlashSale, 'free' | 'held'> | null;
}

export interface Known {
  readonly id: string;
  readonly status: string;
  readonly quantity: number;
}
