// The time that an instance may take. It stands still while a person is asked: that time is nobody's.

/** Seconds that an instance may take, without --timeout. */
export const DEFAULT_TIMEOUT = 300;

export interface Clock {
  /** Milliseconds, of a clock that nobody sets. */
  readonly now: () => number;
  /** Runs from now on. The signal fires when so many seconds have passed, those of questions left out. */
  readonly start: (seconds: number) => AbortSignal;
  /** Forgets a span whose instance is done: nothing of it is held any longer. */
  readonly stop: (signal: AbortSignal) => void;
  /** Stands still as long as this goes on. */
  readonly stopFor: <Result>(work: () => Promise<Result>) => Promise<Result>;
}

interface Span {
  readonly pause: () => void;
  readonly run: () => void;
}

/** `now` in milliseconds, of a clock that nobody sets. */
export function newClock(now: () => number): Clock {
  const spans = new Map<AbortSignal, Span>();
  return {
    now,
    start: (seconds) => {
      const controller = new AbortController();
      let left = seconds * 1000;
      let since = now();
      let timer: NodeJS.Timeout | undefined;
      const span: Span = {
        pause: () => {
          clearTimeout(timer);
          left -= now() - since;
        },
        run: () => {
          since = now();
          timer = setTimeout(
            () =>
              controller.abort(
                new Error(`not done within ${seconds} ${seconds === 1 ? "second" : "seconds"}`),
              ),
            Math.max(0, left),
          ).unref();
        },
      };
      span.run();
      spans.set(controller.signal, span);
      return controller.signal;
    },
    stop: (signal) => {
      spans.get(signal)?.pause();
      spans.delete(signal);
    },
    stopFor: async (work) => {
      for (const { pause } of spans.values()) pause();
      try {
        return await work();
      } finally {
        for (const { run } of spans.values()) run();
      }
    },
  };
}
