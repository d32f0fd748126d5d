import { afterEach, expect } from 'vitest';
import { FakePhone } from './phone';
import { Program } from './program';

const running: Program[] = [];

/** Starts the mini-program on a phone. When the test ends it is killed, and nothing in it may have been thrown. */
export function started(path: string, scene?: number, phone = new FakePhone()): Program {
  const program = new Program(phone);
  running.push(program);
  program.launch(path, scene);
  return program;
}

afterEach(() => {
  const errors = running.flatMap(program => program.errors);
  for (const program of running.splice(0)) program.close();
  expect(errors).toEqual([]);
});
