namespace FuelGrains.WebFront.Tests.Pages.Look;

/// <summary>Scripts that run in a page.</summary>
internal static class LookScript
{
    /// <summary>Text is a third larger, as a phone's own setting makes it.</summary>
    public const string LargeFont = """
        () => {
          const sizes = [...document.querySelectorAll('uni-page *, .uni-tabbar *')]
            .map(element => [element, parseFloat(getComputedStyle(element).fontSize)]);
          for (const [element, size] of sizes) element.style.fontSize = `${size * 1.3}px`;
        }
        """;

    /// <summary>
    /// The faults of the page as it stands: what leaves the screen or its box, what is too small for a finger, what is no Chinese.
    /// </summary>
    public const string Faults = """
        () => {
          const faults = new Set();
          const style = element => getComputedStyle(element);
          const isShown = element => {
            const { width, height } = element.getBoundingClientRect();
            return width > 0 && height > 0 && element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
          };
          const nameOf = element => {
            const named = element.closest('[data-testid]');
            return named?.dataset.testid ?? `${element.tagName.toLowerCase()}.${element.className}`;
          };
          const { scrollWidth } = document.scrollingElement;
          if (scrollWidth > innerWidth) faults.add(`the page scrolls sideways: ${scrollWidth} of ${innerWidth}`);

          const Boxes = '.card, .badge, .bar, uni-button, uni-input, .uni-tabbar__item, .uni-page-head, .uni-modal';
          const Own = '[data-testid=code], [data-testid=invite-link], [data-testid=who], [data-testid=receipt] .value';
          const OfTests = /\S*-[0-9a-f]{8}/g; // names that other tests gave on the shared product
          const reads = (words, element) => {
            if (/[A-Za-z]{2,}/.test(words.replace(OfTests, '')) && !element.closest(Own)) faults.add(`${nameOf(element)} reads "${words}"`);
          };
          const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          for (let text; (text = texts.nextNode()); ) {
            const words = text.data.trim();
            const element = text.parentElement;
            if (words === '' || element.closest('script, style, noscript') || !isShown(element)) continue;
            reads(words, element);
            const range = document.createRange();
            range.selectNodeContents(text);
            const box = element.closest(Boxes)?.getBoundingClientRect();
            for (const { left, right, top, bottom } of range.getClientRects()) {
              if (left < -1 || right > innerWidth + 1) faults.add(`"${words}" leaves the screen`);
              if (box && (left < box.left - 1 || right > box.right + 1 || top < box.top - 1 || bottom > box.bottom + 1))
                faults.add(`"${words}" leaves its box (${nameOf(element)})`);
            }
            for (let around = element; around && around !== document.body; around = around.parentElement)
              if (style(around).overflowX !== 'visible' && around.scrollWidth > around.clientWidth + 1)
                faults.add(`"${words}" is cut off by ${nameOf(around)}`);
          }
          for (const element of document.querySelectorAll('[aria-label], [placeholder]'))
            if (isShown(element)) for (const name of ['aria-label', 'placeholder']) reads(element.getAttribute(name) ?? '', element);

          const Targets = 'uni-button, uni-input, [role=link], [role=radio], [role=checkbox], [role=tab], .uni-tabbar__item';
          for (const element of document.querySelectorAll(Targets)) {
            if (!isShown(element)) continue;
            const { width, height } = element.getBoundingClientRect();
            if (width < 43.5 || height < 43.5)
              faults.add(`${nameOf(element)} is ${Math.round(width)} x ${Math.round(height)}, too small to tap`);
          }
          for (const bar of document.querySelectorAll('.bar')) {
            const page = bar.closest('uni-page-body');
            const last = [...(page?.querySelectorAll('.page') ?? [])].find(isShown);
            if (!isShown(bar) || !last) continue;
            const ends = [...last.querySelectorAll('.card, uni-button')]
              .filter(element => isShown(element) && !element.closest('.bar'))
              .map(element => element.getBoundingClientRect().bottom);
            const { height } = bar.getBoundingClientRect();
            const room = last.getBoundingClientRect().bottom - Math.max(...ends);
            if (height > room + 1) faults.add(`the bar (${height}) hides the end of the page (${room})`);
          }
          return [...faults];
        }
        """;
}
