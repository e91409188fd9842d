import { expect, test } from '@jest/globals';
import { html } from '../../../examples/shared/html.js';

test('inserted text is escaped, and HTML of another template is not', () => {
  const name = `<img src=x onerror="alert('1')">&`;
  expect(html`<p title="${name}">${[html`<b>${name}</b>`, html`<i>${1}</i>`]}${undefined}</p>`.text).toBe(
    '<p title="&#60;img src=x onerror=&#34;alert(&#39;1&#39;)&#34;&#62;&#38;">' +
      '<b>&#60;img src=x onerror=&#34;alert(&#39;1&#39;)&#34;&#62;&#38;</b><i>1</i></p>',
  );
});
