import { expect, test } from 'vitest';
import { text, words } from '@/texts/text';

test('a state that only a newer server knows has words, in every group of states', () => {
  const groups = [
    'order.status',
    'order.state',
    'order.says',
    'order.history.refundAsked',
    'order.history.refundEnd',
    'order.refund.state',
    'order.refund.says',
    'order.refund.cause',
    'pump.state',
    'pump.sale',
    'pump.wait',
    'pump.done',
    'wallet.state',
    'wallet.noCode',
    'team.state',
    'team.says',
    'team.order',
    'places.me.events',
  ];
  for (const group of groups) expect(text(`${group}.fromTheFuture`), group).toMatch(/[\u4e00-\u9fff]/);
  expect(text('order.history.cause.fromTheFuture')).toBe('');
});

test('a key without a text shows itself, also where its group has words for other states', () => {
  expect(text('sale.nothing')).toBe('sale.nothing');
  expect(text('order.state.fromTheFuture.deeper')).toBe('order.state.fromTheFuture.deeper');
  expect(text('order.status.other')).toBe(words.order.status.other);
});
