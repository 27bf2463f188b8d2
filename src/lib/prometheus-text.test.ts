import { expect, test } from 'vitest';
import { prometheusText, single } from './prometheus-text.ts';

test('writes families with help, type and labels, and leaves out what is not known', () => {
  const text = prometheusText([
    single('gauge', 'up', 'It\nlives', 1),
    { name: 'rate', type: 'gauge', help: 'Rates', samples: [{ labels: { name: 'a "b" \\ c\n', n: 1 }, value: 2.5 }, { value: null }] },
  ]);

  expect(text).toBe(
    '# HELP up It\\nlives\n# TYPE up gauge\nup 1\n# HELP rate Rates\n# TYPE rate gauge\nrate{name="a \\"b\\" \\\\ c\\n",n="1"} 2.5\n',
  );
});
