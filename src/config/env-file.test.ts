import { describe, expect, test } from 'vitest';
import { parseEnvFile } from './env-file.ts';

function valueIn(line: string): string | undefined {
  return parseEnvFile(line).entries[0]?.value;
}

describe('parseEnvFile', () => {
  test.each([
    ['A=plain', 'plain'],
    ['A=', ''],
    ['A = spaced out ', 'spaced out'],
    ['export A=exported', 'exported'],
    ['A=rtsp://host/cam?channel=1&subtype=0#transport=udp', 'rtsp://host/cam?channel=1&subtype=0#transport=udp'],
    ['A=p#ss$HOME%41=+"\'', 'p#ss$HOME%41=+"\''],
    ['A=#not-a-comment', '#not-a-comment'],
    ['A=value # a comment', 'value'],
    ['A=value\t# a comment', 'value'],
    ['A=   # only a comment', ''],
    ["A='single $literal \\n # kept'", 'single $literal \\n # kept'],
    ["A='it\\'s' # comment", "it's"],
    ["A='ends with \\\\'", 'ends with \\\\'],
    ["A=''", ''],
    ['A="double \\"quoted\\" \\n\\t\\\\ # kept"', 'double "quoted" \n\t\\ # kept'],
    ['A="$HOME \\$HOME \\d"', '$HOME $HOME \\d'],
    ["A='$2b$12$abc./DEF'", '$2b$12$abc./DEF'],
  ])('reads %s', (line, expected) => {
    expect(valueIn(line)).toBe(expected);
  });

  test('reads files of any editor: BOM, CRLF, comments, blank lines', () => {
    const text = '\uFEFF# head\r\nA=1\r\n\r\n   # indented comment\r\nB="2"\r\n  C=3';

    expect(parseEnvFile(text)).toEqual({
      entries: [
        { name: 'A', value: '1', line: 2, quote: null },
        { name: 'B', value: '2', line: 5, quote: '"' },
        { name: 'C', value: '3', line: 6, quote: null },
      ],
      errors: [],
    });
  });

  test.each([
    ["A='open", ".env line 1 has a ' that is not closed: end the value with '"],
    ['A="open\\"', '.env line 1 has a " that is not closed: end the value with "'],
    ['A="closed"more', '.env line 1 goes on after the closing ": write a " inside the value as \\"'],
    ["A='closed'#stuck", ".env line 1 goes on after the closing ': write a ' inside the value as \\'"],
    ['hunter2', '.env line 1 is no NAME=value: write one, or begin the line with # to make it a comment'],
    ['A: yaml', '.env line 1 is no NAME=value: write one, or begin the line with # to make it a comment'],
    ['my-name=1', '.env line 1 has a name that is not made of letters, digits and _ only'],
  ])('refuses %s by its line, without repeating it', (line, message) => {
    expect(parseEnvFile(line)).toEqual({ entries: [], errors: [message] });
  });

  test('goes on behind a line it cannot read', () => {
    expect(parseEnvFile('A="open\nB=2').entries.map(({ name }) => name)).toEqual(['B']);
  });
});
