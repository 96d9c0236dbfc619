import type * as z from 'zod';
import type { Fault } from './fault';
import { pointerTo } from './fault';
import { flowRules } from './flow-rules';
import { flowSourceRules } from './flow-source-rules';
import type { Found } from './rule';
import { faultsOf } from './schema-faults';
import { SourceRequest } from './source-request';
import { sourceRules } from './source-rules';
import { itemsOf, type SourceView, viewOf } from './source-view';
import { isObject } from './wire';

// A body of 64 KiB can hold tens of thousands of faults; an answer cannot.
const maximumFaults = 1000;

type Checked<Source> = { source: Source; faults?: undefined } | { source?: undefined; faults: Fault[] };

/**
 * Judges the body of a request for a source: the source with its defaults filled in, or every fault it has (the first
 * 1,000 of them). Rules between members run wherever the members they read are of the right type.
 */
export function checkSource(body: unknown): Checked<SourceRequest> {
  const checked = judgeSource(SourceRequest, body);
  return checked.faults ? { faults: limited(checked.faults) } : checked;
}

/** Judges a document by a schema of sources and by the rules between members: what it parses to, or every fault. */
export function judgeSource<Source extends SourceView>(schema: z.ZodType<Source>, document: unknown): Checked<Source> {
  const parsed = schema.safeParse(document);
  if (parsed.success) {
    const faults = brokenRules(parsed.data);
    return faults.length === 0 ? { source: parsed.data } : { faults };
  }
  const faults = once(parsed.error.issues.flatMap((issue) => faultsOf(issue, document)));
  if (isObject(document)) faults.push(...brokenRules(viewOf(document, parsed.error.issues)));
  return { faults };
}

/** Faults without their repeats: a number beyond every safe integer breaks two limits, which read the same. */
function once(faults: Fault[]): Fault[] {
  return [...new Map(faults.map((fault) => [`${fault.pointer} ${fault.detail}`, fault])).values()];
}

function brokenRules(source: SourceView): Fault[] {
  const found: Found[] = sourceRules.flatMap((rule) => rule(source));
  for (const { item: flow, index } of itemsOf(source['ingress-flows'])) {
    const at = ['ingress-flows', index];
    found.push(...flowRules.flatMap((rule) => rule(flow)).map((fault) => within(at, fault)));
    for (const { item: flowSource, index: position } of itemsOf(flow['flow-sources'])) {
      const faults = flowSourceRules.flatMap((rule) => rule(flowSource));
      found.push(...faults.map((fault) => within([...at, 'flow-sources', position], fault)));
    }
  }
  return found.map(({ path, detail }) => ({ pointer: pointerTo(path), detail }));
}

function within(path: Found['path'], { path: inner, detail }: Found): Found {
  return { path: [...path, ...inner], detail };
}

/** The faults that an answer has room for, and how many were left out. */
export function limited(faults: Fault[]): Fault[] {
  if (faults.length <= maximumFaults) return faults;
  const left = faults.length - maximumFaults + 1;
  return [...faults.slice(0, maximumFaults - 1), { pointer: '', detail: `${left} more faults are not listed` }];
}
