import { readFileSync } from 'node:fs';

type Json = Readonly<Record<string, unknown>>;

/** A vendor's own description of its API, as far as it is needed to hold a fake of it to its word. */
export class OpenApi {
  readonly #document: Json;

  constructor(path: string) {
    this.#document = JSON.parse(readFileSync(path, 'utf8')) as Json;
  }

  /** What is wrong with the body of a good answer; empty when nothing is. */
  faultsOfAnswer(path: string, body: unknown): string[] {
    const operation = this.#operation(path);
    const schema = dig(operation, 'responses', '200', 'content', 'application/json', 'schema');
    return this.#faults(schema, body, '$');
  }

  /** What is wrong with the query of a request; empty when nothing is. */
  faultsOfQuery(path: string, query: URLSearchParams): string[] {
    const known = (this.#operation(path)['parameters'] as Json[]).map((one) => this.#resolve(one));
    const faults = known
      .filter((one) => one['in'] === 'query' && one['required'] === true)
      .filter((one) => !query.has(String(one['name'])))
      .map((one) => `${String(one['name'])} is missing`);
    for (const [name, value] of query) {
      const parameter = known.find((one) => one['name'] === name);
      if (parameter === undefined) faults.push(`${name} is no parameter`);
      else faults.push(...this.#faults(parameter['schema'] as Json, typed(value), name));
    }
    return faults;
  }

  #operation(path: string): Json {
    const paths = this.#document['paths'] as Json;
    const template = Object.keys(paths).find((one) =>
      new RegExp(`^${one.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`).test(path),
    );
    return dig(paths, template ?? path, 'get');
  }

  #resolve(node: Json): Json {
    const ref = node['$ref'];
    return typeof ref === 'string' ? dig(this.#document, ...ref.slice(2).split('/')) : node;
  }

  #faults(given: Json, value: unknown, at: string): string[] {
    const schema = this.#resolve(given);
    if (value === null) return schema['nullable'] === true ? [] : [`${at} is null`];
    const options = schema['enum'] as unknown[] | undefined;
    if (options && !options.includes(value)) return [`${at} is ${JSON.stringify(value)}`];
    switch (schema['type']) {
      case 'object':
        return this.#faultsOfObject(schema, value, at);
      case 'array':
        if (!Array.isArray(value)) return [`${at} is no list`];
        return value.flatMap((item, row) =>
          this.#faults(schema['items'] as Json, item, `${at}.${row}`),
        );
      case 'integer':
        return Number.isInteger(value) ? [] : [`${at} is no whole number`];
      case 'number':
        return typeof value === 'number' ? [] : [`${at} is no number`];
      case 'string':
        return this.#faultsOfText(schema, value, at);
      case 'boolean':
        return typeof value === 'boolean' ? [] : [`${at} is neither true nor false`];
      default:
        return [`${at} has a type that is not known here`];
    }
  }

  #faultsOfObject(schema: Json, value: unknown, at: string): string[] {
    if (typeof value !== 'object' || Array.isArray(value)) return [`${at} is no object`];
    const properties = (schema['properties'] ?? {}) as Readonly<Record<string, Json>>;
    const others = schema['additionalProperties'] as Json | undefined;
    const required = (schema['required'] ?? []) as string[];
    const missing = required.filter((name) => !Object.hasOwn(value as Json, name));
    return [
      ...missing.map((name) => `${at}.${name} is missing`),
      ...Object.entries(value as Json).flatMap(([name, inner]) => {
        const known = properties[name] ?? others;
        return known === undefined
          ? [`${at}.${name} is unknown`]
          : this.#faults(known, inner, `${at}.${name}`);
      }),
    ];
  }

  #faultsOfText(schema: Json, value: unknown, at: string): string[] {
    if (typeof value !== 'string') return [`${at} is no text`];
    const isDate = schema['format'] === 'date' || schema['format'] === 'date-time';
    if (!isDate) return [];
    const form = schema['format'] === 'date' ? /^\d{4}-\d\d-\d\d$/ : /^\d{4}-\d\d-\d\dT.+Z$/;
    return form.test(value) ? [] : [`${at} is no ${String(schema['format'])}: ${value}`];
  }
}

function typed(text: string): unknown {
  return /^\d+$/.test(text) ? Number(text) : text;
}

function dig(node: Json, ...path: readonly string[]): Json {
  return path.reduce((inner, name) => inner[name] as Json, node);
}
