import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { problemOf, type Problem } from './problem.ts';

/** How the routes under a path prefix tell errors, where a peer's protocol says otherwise than RFC 9457. */
export interface ErrorRenderer {
  readonly prefix: string;
  render(problem: Problem): { status?: number; body: unknown };
}

/** The one place where an error becomes an HTTP answer. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  readonly #logger: Logger;
  readonly #renderers: readonly ErrorRenderer[];

  constructor(logger: Logger, renderers: readonly ErrorRenderer[]) {
    this.#logger = logger;
    this.#renderers = renderers;
  }

  catch(error: unknown, host: ArgumentsHost): void {
    // Kafka messages have their own way to fail: retries and dead letters.
    if (host.getType() !== 'http') throw error;
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const problem = problemOf(error, request, this.#logger);
    if (reply.sent) return;
    const renderer = this.#renderers.find(({ prefix }) => request.url.startsWith(prefix));
    if (renderer === undefined) {
      void reply
        .status(problem.status)
        .type('application/problem+json')
        .send(JSON.stringify(problem));
      return;
    }
    const { status, body } = renderer.render(problem);
    void reply
      .status(status ?? problem.status)
      .type('application/json')
      .send(JSON.stringify(body));
  }
}
