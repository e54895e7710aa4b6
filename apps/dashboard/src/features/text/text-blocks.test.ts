import { expect, it } from 'vitest';
import { textBlocks } from './text-blocks.ts';

it('reads paragraphs, lists, strong words and links', () => {
  expect(textBlocks('One **two**\nthree [four](/pipeline).\n\n- a\n- [b](https://example.org/b)\n')).toEqual([
    {
      kind: 'paragraph',
      runs: [
        { kind: 'plain', text: 'One ' },
        { kind: 'strong', text: 'two' },
        { kind: 'plain', text: ' three ' },
        { kind: 'link', text: 'four', href: '/pipeline' },
        { kind: 'plain', text: '.' },
      ],
    },
    {
      kind: 'list',
      items: [[{ kind: 'plain', text: 'a' }], [{ kind: 'link', text: 'b', href: 'https://example.org/b' }]],
    },
  ]);
});

it.each(['<img src=x onerror=a>', '[x](javascript:alert)', '[x](//evil.example)', '[x](http://plain.example)'])(
  'takes %s as text',
  (text) => {
    expect(textBlocks(text)).toEqual([{ kind: 'paragraph', runs: [{ kind: 'plain', text }] }]);
  },
);
