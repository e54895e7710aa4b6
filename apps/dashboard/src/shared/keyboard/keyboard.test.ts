// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import { createKeyboard } from './keyboard.ts';
import { pressedKey, type KeyPress } from './pressed-key.ts';

const pressOn = (markup: string, key: string, init: KeyboardEventInit = {}): KeyPress => {
  document.body.innerHTML = markup;
  const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...init });
  Object.defineProperty(event, 'target', { value: document.querySelector('#at') ?? document.body });
  return event;
};

describe('a pressed key', () => {
  it('is the page’s on the page and on text', () => {
    expect(pressedKey(pressOn('<p id="at">x</p>', ' '))).toBe('space');
    expect(pressedKey(pressOn('', 'w'))).toBe('w');
    expect(pressedKey(pressOn('', '?', { shiftKey: true }))).toBe('?');
  });

  it.each([
    '<button id="at">x</button>',
    '<button><svg id="at"></svg></button>',
    '<a href="/" id="at">x</a>',
    '<select id="at"></select>',
    '<div tabindex="0" id="at"></div>',
    '<input id="at">',
  ])('leaves space to %s', (markup) => {
    expect(pressedKey(pressOn(markup, ' '))).toBeNull();
  });

  it.each(['<input id="at">', '<textarea id="at"></textarea>', '<div contenteditable="true"><b id="at">x</b></div>'])(
    'leaves letters to who types in %s, but not Ctrl K',
    (markup) => {
      expect(pressedKey(pressOn(markup, 'w'))).toBeNull();
      expect(pressedKey(pressOn(markup, 'k', { ctrlKey: true }))).toBe('ctrl+k');
      expect(pressedKey(pressOn(markup, 'k', { metaKey: true }))).toBe('ctrl+k');
    },
  );

  it('takes letters on a button, as after a click', () => {
    expect(pressedKey(pressOn('<button id="at">x</button>', 'j'))).toBe('j');
  });

  it('leaves combinations to the browser', () => {
    expect(pressedKey(pressOn('', 'w', { altKey: true }))).toBeNull();
    expect(pressedKey(pressOn('', 'W', { shiftKey: true }))).toBeNull();
    expect(pressedKey(pressOn('', 'w', { ctrlKey: true }))).toBe('ctrl+w');
  });
});

describe('the keyboard', () => {
  const setUp = () => {
    const done: string[] = [];
    const keyboard = createKeyboard();
    const command = (name: string, more = {}) => ({
      key: 'j',
      name: () => name,
      run: () => void done.push(name),
      ...more,
    });
    return { done, keyboard, command };
  };

  it('gives a key to the newest command, and back when that goes', () => {
    const { done, keyboard, command } = setUp();
    keyboard.register(command('feed'));
    const end = keyboard.register(command('drawer'));
    expect(keyboard.press(pressOn('', 'j'))).toBe(true);
    end();
    keyboard.press(pressOn('', 'J'));
    expect(done).toEqual(['drawer', 'feed']);
  });

  it('passes over what cannot be done now', () => {
    const { done, keyboard, command } = setUp();
    keyboard.register(command('feed'));
    keyboard.register(command('drawer', { enabled: () => false }));
    keyboard.press(pressOn('', 'j'));
    expect(done).toEqual(['feed']);
  });

  it('does a thing once while the key is held, except where it goes through a list', () => {
    const { done, keyboard, command } = setUp();
    const end = keyboard.register(command('once'));
    expect(keyboard.press(pressOn('', 'j', { repeat: true }))).toBe(false);
    end();
    keyboard.register(command('list', { repeats: true }));
    expect(keyboard.press(pressOn('', 'j', { repeat: true }))).toBe(true);
    expect(done).toEqual(['list']);
  });

  it('leaves keys alone that nobody wants', () => {
    expect(setUp().keyboard.press(pressOn('', 'x'))).toBe(false);
  });
});
