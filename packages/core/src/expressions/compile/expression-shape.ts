import type { Node } from './compile-node.ts';
import type { Environment } from '../environments.ts';

/** A plain read of an event: a declared field of its data, or an attribute of the envelope. */
export type EventPath = { readonly data: string } | { readonly envelope: 'type' | 'source' | 'subject' | 'id' };

/** Simple expressions over `event`, which the hot path reads directly from the event. */
export type ExpressionShape =
  | { readonly kind: 'read'; readonly path: EventPath }
  | { readonly kind: 'equals' | 'differs'; readonly path: EventPath; readonly literal: string | boolean | null };

const envelopeNames = new Set(['type', 'source', 'subject', 'id']);

function pathOf(node: Node): EventPath | null {
  if (node.op !== '.') return null;
  const [left, name] = node.args as [Node, string];
  if (left.op === 'id' && left.args === 'event') {
    return envelopeNames.has(name) ? { envelope: name as 'type' } : null;
  }
  if (left.op !== '.') return null;
  const [root, middle] = left.args as [Node, string];
  return root.op === 'id' && root.args === 'event' && middle === 'data' ? { data: name } : null;
}

/** The shape of an expression over `event`, null when it needs evaluation. Numbers are left to evaluation: they may be money or integers. */
export function expressionShape(node: Node, environment: Environment): ExpressionShape | null {
  if (environment.variables.get('event')?.kind !== 'record') return null;
  const path = pathOf(node);
  if (path !== null) return { kind: 'read', path };
  if (node.op !== '==' && node.op !== '!=') return null;
  const [left, right] = node.args as [Node, Node];
  const [read, literal] = right.op === 'value' ? [left, right] : [right, left];
  const readPath = pathOf(read);
  if (readPath === null || literal.op !== 'value') return null;
  const value = literal.args ?? null;
  if (value !== null && typeof value !== 'string' && typeof value !== 'boolean') return null;
  return { kind: node.op === '==' ? 'equals' : 'differs', path: readPath, literal: value };
}
