/** One number of a family, told apart from the others by its labels. */
export interface Sample {
  readonly labels?: Readonly<Record<string, string | number>>;
  /** Null is left out: nothing is known. */
  readonly value: number | null;
  /** What stands behind the family's name, e.g. `_bucket`. */
  readonly suffix?: string;
}

/** Numbers of one name and meaning. */
export interface MetricFamily {
  readonly name: string;
  readonly type: 'gauge' | 'counter' | 'histogram';
  readonly help: string;
  readonly samples: readonly Sample[];
}

/** A family with a single number. */
export function single(type: 'gauge' | 'counter', name: string, help: string, value: number | null): MetricFamily {
  return { name, type, help, samples: [{ value }] };
}

/** Families in the text format that Prometheus reads (version 0.0.4). */
export function prometheusText(families: readonly MetricFamily[]): string {
  return families.map(textOf).join('');
}

function textOf({ name, type, help, samples }: MetricFamily): string {
  const lines = samples.flatMap(({ labels, value, suffix = '' }) =>
    value === null ? [] : [`${name}${suffix}${labelText(labels)} ${value}\n`],
  );
  return `# HELP ${name} ${help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}\n# TYPE ${name} ${type}\n${lines.join('')}`;
}

function labelText(labels: Sample['labels'] = {}): string {
  const entries = Object.entries(labels).map(([name, value]) => `${name}="${escaped(String(value))}"`);
  return entries.length > 0 ? `{${entries.join(',')}}` : '';
}

function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
