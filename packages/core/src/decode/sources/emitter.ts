import type { Catalog, EmitDefinition, Event, RejectionCode, SourceDefinition } from '@tidewatch/contract';
import type { Expression } from '../../expressions/compile-expression.ts';
import { compileExpression } from '../../expressions/compile-expression.ts';
import type { Environment } from '../../expressions/environments.ts';
import { sourceEnvironment } from '../../expressions/environments.ts';
import { ExpressionError, Timestamp } from '../../expressions/values.ts';
import { dataReader, isDataProblem } from '../events/data-reader.ts';
import { DeadEvent } from '../events/dead-event.ts';
import { timeProblem } from '../events/event-checker.ts';
import { parseTime } from '../time/parse-time.ts';

const textLengthMax = 1024;

/** What the `emit` entries of a source make of one record. All empty: no `when` matched. */
export interface Emitted {
  readonly events: Event[];
  readonly dead: DeadEvent[];
  expressionErrors: number;
}

type Scope = Readonly<Record<string, unknown>>;
type Emit = (scope: Scope, appendTime: number, into: Emitted) => void;

function compiled(text: string, environment: Environment): Expression {
  const { expression, problem } = compileExpression(text, environment);
  // The loader has checked it: this is a catalog that went past the loader.
  if (expression === undefined) throw new Error(`the expression "${text}" was never checked: ${problem.message}`);
  return expression;
}

/** Ids and subjects may be numbers in the source; null where there is none. */
function identifier(result: unknown): string | null {
  if (typeof result === 'string') return result === '' || result.length > textLengthMax ? null : result;
  return typeof result === 'bigint' || (typeof result === 'number' && Number.isFinite(result)) ? String(result) : null;
}

function timeOf(result: unknown): number {
  if (result instanceof Timestamp) return Math.floor(result.ms);
  return typeof result === 'string' ? parseTime(result) : Number.NaN;
}

function compileEmit(definition: EmitDefinition, source: string, environment: Environment, catalog: Catalog): Emit {
  const type = definition.event;
  const event = catalog.events.find((candidate) => candidate.event === type);
  if (event === undefined) throw new Error(`source "${source}" emits "${type}", which the catalog does not define`);
  const read = dataReader(event, true);
  const when = definition.when === undefined ? null : compiled(definition.when, environment);
  const id = compiled(definition.id, environment);
  const time = compiled(definition.time, environment);
  const subject = definition.subject === undefined ? null : compiled(definition.subject, environment);
  const data = Object.entries(definition.data).map(([name, text]) => ({
    name,
    expression: compiled(text, environment),
  }));
  const dead = (code: RejectionCode, detail: string) => new DeadEvent(code, detail, type, source);

  const toEvent = (scope: Scope, appendTime: number, into: Emitted): Event | DeadEvent => {
    const eventId = identifier(id.evaluate(scope));
    if (eventId === null) return dead('missing_id', 'the expression for the id gave none');
    const eventTime = timeOf(time.evaluate(scope));
    const problem = timeProblem(eventTime, appendTime);
    if (problem !== null) return dead(...problem);
    const raw: Record<string, unknown> = {};
    for (const { name, expression } of data) {
      const value = expression.evaluate(scope);
      if (value instanceof ExpressionError) return dead('invalid_data', `field "${name}": ${value.message}`);
      raw[name] = value;
    }
    const result = read(raw);
    if (isDataProblem(result)) return dead('invalid_data', result.detail);
    const eventSubject = subject?.evaluate(scope) ?? null;
    if (eventSubject instanceof ExpressionError) into.expressionErrors++;
    return {
      id: eventId,
      source,
      type,
      time: eventTime,
      subject: identifier(eventSubject),
      imported: false,
      data: result,
    };
  };

  return (scope, appendTime, into) => {
    if (when !== null) {
      const matched = when.evaluate(scope);
      if (matched !== null && typeof matched !== 'boolean') into.expressionErrors++;
      if (matched !== true) return;
    }
    const result = toEvent(scope, appendTime, into);
    if (result instanceof DeadEvent) into.dead.push(result);
    else into.events.push(result);
  };
}

/** Compiles the `emit` entries of a source. The scope holds the variables of its format. */
export function emitter(source: SourceDefinition, catalog: Catalog): (scope: Scope, appendTime: number) => Emitted {
  const environment = sourceEnvironment(source.format);
  const emits = (source.emit ?? []).map((emit) => compileEmit(emit, source.source, environment, catalog));
  return (scope, appendTime) => {
    const into: Emitted = { events: [], dead: [], expressionErrors: 0 };
    for (const emit of emits) emit(scope, appendTime, into);
    return into;
  };
}
