import { describe, expect, it } from 'vitest';
import { encodeJson } from './encode.ts';
import { html } from './html.ts';

describe('html', () => {
  it('escapes what is inserted, in text and in attributes, and nests what is markup already', () => {
    const inner = html`<b>${'<i>'}</b>`;
    expect(html`<p title="${'"x" & \'y\''}">${[inner, inner]}${3}</p>`.markup).toBe(
      '<p title="&quot;x&quot; &amp; &#39;y&#39;"><b>&lt;i&gt;</b><b>&lt;i&gt;</b>3</p>',
    );
  });
});

describe('encodeJson', () => {
  it('cannot end its element or open a comment, and reads back the same', () => {
    const value = { name: '</script><!--' };
    expect(encodeJson(value)).not.toContain('<');
    expect(JSON.parse(encodeJson(value))).toEqual(value);
  });
});
