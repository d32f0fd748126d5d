import { readFileSync } from 'node:fs';
import openapiTS, { astToString } from 'openapi-typescript';
import { expect, test } from 'vitest';

const at = (path: string): URL => new URL(`../../${path}`, import.meta.url);

test('the types are those of the interface that is described', async () => {
  const fresh = astToString(await openapiTS(at('../docs/openapi.json')));
  const kept = readFileSync(at('src/core/api/schema.d.ts'), 'utf8');
  expect(kept.slice(kept.indexOf('export interface paths')).trim()).toBe(
    fresh.slice(fresh.indexOf('export interface paths')).trim(),
  );
});
