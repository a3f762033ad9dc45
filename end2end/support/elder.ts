// 长辈版, measured: no text below 22 px, nothing to press below 60 px, and somebody to call.
import { expect, type Page } from '@playwright/test';
import { say } from './words';

const TEXT = 22;
const TARGET = 60;

/** The page's smallest text and targets are large enough, and it says who can be called. */
export async function measure(page: Page): Promise<void> {
  await expect.soft(page.locator('.call a')).toHaveText(say('elder-call'));
  const found = await page.evaluate(([text, target]) => {
    const small: string[] = [];
    const isSeen = (element: Element) => {
      const box = element.getBoundingClientRect();
      return box.width > 1 && box.height > 1 && !element.closest('.visually-hidden, .skip-link, svg, script');
    };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const words = walker.currentNode.textContent!.trim();
      const element = walker.currentNode.parentElement!;
      if (words && isSeen(element) && parseFloat(getComputedStyle(element).fontSize) < text) {
        small.push(`text: ${words}`);
      }
    }
    for (const element of document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')) {
      const box = element.getBoundingClientRect();
      // A link amid a sentence is as high as its line.
      const isAmidWords = getComputedStyle(element).display === 'inline'
        && [...element.parentElement!.childNodes].some((node) => node !== element && node.textContent!.trim() !== '');
      if (isSeen(element) && !isAmidWords && (box.width < target - 0.5 || box.height < target - 0.5)) {
        small.push(`target ${Math.round(box.width)} x ${Math.round(box.height)}: ${element.outerHTML.slice(0, 120)}`);
      }
    }
    return small;
  }, [TEXT, TARGET]);
  expect.soft(found, `too small on ${new URL(page.url()).pathname}`).toEqual([]);
}
