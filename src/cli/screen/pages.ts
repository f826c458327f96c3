// Keeps the pages of several instances apart, whoever writes the first line of one.

/** What is shown of one instance after the other. */
export interface Pages {
  /** Before the first text of a page; once it is open, nothing. */
  readonly open: () => void;
  readonly close: () => void;
}

/** An empty line stands between two. */
export function openPages(write: (text: string) => void): Pages {
  let isFirst = true;
  let isOpen = false;
  return {
    open: () => {
      if (isOpen) return;
      if (!isFirst) write("\n");
      isFirst = false;
      isOpen = true;
    },
    close: () => {
      isOpen = false;
    },
  };
}
