// Faults of the app's own code, reported to the server.
import { FaultReports } from '@/core/faults/faultReports';
import { onFault } from '@/platform/h5/faults';
import { api } from './client';
import { isBrowser } from './phone';

function page(): string {
  const pages = getCurrentPages() as unknown as ReadonlyArray<{ readonly route?: string }>;
  return pages[pages.length - 1]?.route ?? '';
}

function system(): string {
  const { brand, model, system: os, version } = uni.getSystemInfoSync();
  return [brand, model, os, version].filter(part => Boolean(part)).join(' ');
}

const reports = new FaultReports(api, __CLIENT_VERSION__, page, system);

export const reportFault = (fault: unknown): void => void reports.report(fault);

/** Begins with the app. WeChat tells the app of every fault; a browser tells the window of those outside of components. */
export function watchFaults(): void {
  if (isBrowser) onFault(reportFault);
}
