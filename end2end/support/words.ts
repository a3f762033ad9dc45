// The portal's own words, read where the portal reads them: a test that looks for a sentence finds it by its key.
import { test } from '@playwright/test';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

type Language = 'zh-Hans' | 'en';

const TEXTS = { 'zh-Hans': read('zh-Hans'), en: read('en') };

/** The language of the visitor that this test is about. */
export function language(): Language {
  return test.info().project.name.startsWith('zh') ? 'zh-Hans' : 'en';
}

/** A text without variables. */
export function say(key: string): string {
  const text = TEXTS[language()].get(key);
  if (text === undefined || text.includes('{')) {
    throw new Error(`${key} is no text without variables in ${language()}`);
  }
  return text;
}

/** What to look for where a text has variables: its fixed parts in order. */
export function saying(key: string): RegExp {
  const text = TEXTS[language()].get(key);
  if (text === undefined) {
    throw new Error(`${key} is no text in ${language()}`);
  }
  const parts = text.split(/\{[^}]*\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(parts.join('.*'));
}

function read(language: Language): Map<string, string> {
  const folder = path.join(__dirname, '../../app/text', language);
  const texts = new Map<string, string>();
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.ftl'))) {
    for (const line of readFileSync(path.join(folder, file), 'utf8').split('\n')) {
      const [, key, text] = /^([a-z][\w-]*) = (.*)$/.exec(line) ?? [];
      if (key) {
        texts.set(key, text.trim().replace(/\{"([^"]*)"\}/g, '$1'));
      }
    }
  }
  return texts;
}
