// Every page that can be reached by links, as a visitor, a parent and a member of staff: accessible, no wider than its
// window, with a title of its own, and no link that leads nowhere. What a page says to a stranger is looked at once, as a
// stranger.
import { expect, test, type APIResponse, type Page } from '@playwright/test';
import { inspect, isLight, undecided } from './support/inspect';
import { be, goOn } from './support/people';

/** What stands for pages of which there are many: references, matters, tokens, children. */
const KINDS: [RegExp, string][] = [
  [/\/[A-Z]{2}-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]/, '/{reference}'],
  [/\/[0-9a-f-]{32,36}/g, '/{id}'],
  [/\/wrong\/.+$/, '/wrong/{key}'],
  [/after=.+$/, 'after={place}'],
  [/^\/care\?.+$/, '/care?{near}'],
  [/^\/care\/providers\/[^/?]+/, '/care/providers/{id}'],
  [/day=[0-9-]+$/, 'day={day}'],
  // Whoever has to sign in first comes back to where they were.
  [/sign-in\?next=.+$/, 'sign-in?next={page}'],
  // What one sees first of the statistics is the place that one is responsible for.
  [/^\/statistics\/\d{6}$/, '/statistics'],
];

for (const person of ['nobody', 'no-certificate-mother', 'elder-son', 'police-shapingba-lead', 'street-shapingba', 'owner-police']) {
  test(`what ${person} can reach`, async ({ page, request: stranger }) => {
    test.setTimeout(600_000);
    undecided.clear();
    if (person !== 'nobody') {
      await be(page, person);
    }
    if (person === 'no-certificate-mother') {
      await page.goto('/newborn');
      await goOn(page);
    }
    const titles = new Map<string, string>();
    const starts = person === 'nobody' ? ['/', '/sign-in', '/staff/sign-in', '/look-up'] : [new URL(page.url()).pathname];
    const found = starts.map((path) => ({ path, from: 'the address line' }));
    const seen = new Set<string>();
    for (let link = found.shift(); link !== undefined; link = found.shift()) {
      const { path, from } = link;
      const kind = kindOf(path);
      if (seen.has(kind)) {
        continue;
      }
      seen.add(kind);
      const answer = await page.request.get(path);
      expect.soft(answer.status(), `${path}, linked from ${from}, leads somewhere`).toBeLessThan(400);
      if (!answer.ok() || !answer.headers()['content-type']?.startsWith('text/html')) {
        continue;
      }
      if (person !== 'nobody' && from !== 'the address line' && await body(answer) === await body(await stranger.get(path))) {
        continue;
      }
      await page.goto(path);
      await inspect(page);
      if (await page.locator('html.staff').count() === 0) {
        await isLight(page);
      }
      const here = kindOf(new URL(page.url()).pathname);
      const title = (await page.title()).replace(/[A-Z]{2}-[0-9A-Z-]{11}/, '');
      const other = titles.get(title);
      expect.soft(other ?? here, `${title} is the title of one page only`).toBe(here);
      titles.set(title, here);
      found.push(...(await links(page)).map((to) => ({ path: to, from: path })));
    }
    expect(seen.size).toBeGreaterThan(5);
    const open = [...undecided].map(([rule, times]) => `${rule} ${times}`).join(', ') || 'nothing';
    test.info().annotations.push({ type: 'axe could not decide', description: open });
    console.log(`${person}: ${seen.size} pages; axe could not decide: ${open}`);
  });
}

// A district's and the city's figures look otherwise than an office's: a heat map, tiles.
for (const person of ['services-shapingba', 'services-city']) {
  test(`the figures that ${person} reads`, async ({ page }) => {
    await be(page, person);
    await page.goto('/statistics');
    await expect(page.locator('main figure').first()).toBeVisible();
    await inspect(page);
  });
}

/** What the page says, without what stands around it on every page. */
async function body(answer: APIResponse): Promise<string> {
  return /<main[^]*<\/main>/.exec(await answer.text())?.[0] ?? '';
}

function kindOf(path: string): string {
  return KINDS.reduce((kind, [what, name]) => kind.replace(what, name), path);
}

/** Links of this page to pages of the portal. */
async function links(page: Page): Promise<string[]> {
  const origin = new URL(page.url()).origin;
  const all = await page.locator('a[href]').evaluateAll((found) => found.map((link) => {
    // A link in a picture has an object there.
    const { href } = link as HTMLAnchorElement | SVGAElement;
    return new URL(typeof href === 'string' ? href : href.baseVal, document.baseURI).href;
  }));
  return all
    .filter((href) => href.startsWith(`${origin}/`))
    .map((href) => new URL(href))
    .map((url) => url.pathname + url.search);
}

test('the pages hold in every dress', async ({ page, context, baseURL }) => {
  test.setTimeout(600_000);
  const dresses = [
    { theme: 'dark' }, { theme: 'contrast' }, { elder: 'yes' }, { 'text-size': 'largest' }, { elder: 'yes', theme: 'dark' },
  ];
  for (const dress of dresses) {
    const cookies = Object.entries(dress).map(([name, value]) => ({ name, value, url: baseURL! }));
    await context.addCookies(cookies);
    for (const path of ['/', '/newborn', '/newborn/eligibility?review', '/sign-in', '/settings', '/no-such-page']) {
      await page.goto(path);
      await inspect(page);
    }
    for (const { name } of cookies) {
      await context.clearCookies({ name });
    }
  }
});
