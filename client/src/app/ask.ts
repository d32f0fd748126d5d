import { text } from '@/texts/text';

/** Asks before something that cannot be taken back; true for yes. */
export function confirmed(question: { heading: string; body: string; yes: string }): Promise<boolean> {
  return new Promise(resolve =>
    uni.showModal({
      title: question.heading,
      content: question.body,
      confirmText: question.yes,
      cancelText: text('common.no'),
      success: ({ confirm }) => resolve(confirm),
      fail: () => resolve(false),
    }),
  );
}
