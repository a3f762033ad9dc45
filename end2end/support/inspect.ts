// What holds on every page, whatever it is about.
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page, type Request } from '@playwright/test';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Fails unless the page is accessible as far as axe can tell, fits its window, and has one heading and a title. */
export async function inspect(page: Page): Promise<void> {
  // A press has led to a page that may have no root yet.
  await page.waitForLoadState('domcontentloaded');
  const where = new URL(page.url()).pathname;
  const { wide, window } = await page.evaluate(() => ({
    wide: document.documentElement.scrollWidth,
    window: document.documentElement.clientWidth,
  }));
  expect.soft(wide, `${where} is not wider than its window`).toBeLessThanOrEqual(window);
  await expect.soft(page.locator('h1'), `headings of ${where}`).toHaveCount(1);
  expect.soft(await page.title(), `title of ${where}`).toMatch(/^.+ – .+$/);
  expect.soft(await violations(page), `axe on ${where}`).toEqual([]);
}

/** What axe could not decide since the test began: rule and how often. Whoever counts it says so in the report. */
export const undecided = new Map<string, number>();

/** This page where axe can look at it: itself, or without JavaScript a twin, which whoever asks for it closes. */
async function readable(page: Page): Promise<Page> {
  return test.info().project.use.javaScriptEnabled === false ? twin(page) : page;
}

/** Every violation that axe finds, one line each. */
async function violations(page: Page): Promise<string[]> {
  const seen = await readable(page);
  const { violations, incomplete } = await new AxeBuilder({ page: seen })
    // The staff read all day: 7:1 for them.
    .options({
      rules: { 'color-contrast-enhanced': { enabled: await page.locator('html.staff').count() > 0 } },
      // What passes is counted by nobody, and takes longest to write down.
      resultTypes: ['violations', 'incomplete'],
    })
    .withTags(TAGS)
    // For pages without frames, as all are: looked at in place, not put together in a tab of its own.
    .setLegacyMode()
    .analyze();
  if (seen !== page) {
    await seen.context().close();
  }
  for (const { id, nodes } of incomplete) {
    undecided.set(id, (undecided.get(id) ?? 0) + nodes.length);
  }
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`);
}

/** The same document where axe, which is a script itself, can run; the portal's own scripts stay out. */
async function twin(page: Page): Promise<Page> {
  const body = await page.content();
  const context = await page.context().browser()!.newContext({ javaScriptEnabled: true, viewport: page.viewportSize() });
  const other = await context.newPage();
  await other.route('**/*.js', (route) => route.abort());
  await other.route(page.url(), (route) => route.fulfill({ body, contentType: 'text/html; charset=utf-8' }));
  await other.goto(page.url());
  return other;
}

/** The most that the first view of a page for citizens may cost over the wire, in bytes. */
export const LARGEST_FIRST_VIEW = 60_000;

/** Fails unless this page is light for whoever opens it first, on another device. */
export async function isLight(page: Page): Promise<void> {
  const context = await page.context().browser()!.newContext({
    storageState: await page.context().storageState(),
    javaScriptEnabled: test.info().project.use.javaScriptEnabled ?? true,
    viewport: page.viewportSize(),
  });
  const bytes = await weigh(await context.newPage(), page.url());
  await context.close();
  expect.soft(bytes, `bytes of ${new URL(page.url()).pathname}`).toBeLessThanOrEqual(LARGEST_FIRST_VIEW);
}

/** How many sheets of A4 a page takes on paper. */
export async function sheets(page: Page): Promise<number> {
  const printed = (await page.pdf({ format: 'A4', preferCSSPageSize: true })).toString('latin1');
  return printed.match(/\/Type\s*\/Page\b/g)?.length ?? 0;
}

/** What the first view of a page costs over the wire, in bytes; nothing is cached before. */
export async function weigh(page: Page, path: string): Promise<number> {
  const sizes: Promise<number>[] = [];
  const count = (request: Request) => {
    sizes.push(request.sizes().then((size) => size.responseBodySize + size.responseHeadersSize));
  };
  page.on('requestfinished', count);
  // Whatever a page needs is there when it has loaded; what a stream of news brings later is not counted, and never ends.
  await page.goto(path, { waitUntil: 'load' });
  page.off('requestfinished', count);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}
