// Help of the commands that speak to Clerk.

import { INVALID, type Note, type VariableName } from "./note.ts";

const ONLINE: readonly VariableName[] = [
  "CLERK_SECRET_KEY",
  "CLERK_PUBLISHABLE_KEY",
  "CLERK_API_URL",
  "HTTPS_PROXY",
  "NODE_EXTRA_CA_CERTS",
  "NO_COLOR",
];

const FAILED = "network, authentication or API; nothing was written";
const WRITES = {
  "0": "done, or nothing to do",
  "1": FAILED,
  "3": INVALID,
  "4": "refused: a guard, a wrong instance, a stale plan, or nobody to ask; nothing was written",
  "5": "partly applied: the output says what was written",
  "6": "applied, but Clerk's answer contradicts what was sent",
  "130": "interrupted before anything was written (143: told to stop)",
};

export const ONLINE_NOTES: Readonly<Record<string, Note>> = {
  init: {
    says: "Write a file from what the instance has now, so that the first plan says that nothing changes. Never replaces a file.",
    examples: [
      ["init", "ask for what can't be read, then write clerkwork.yaml"],
      ["init --yes", "ask nothing"],
      ["plan", "afterwards: says that nothing changes"],
    ],
    exits: {
      "0": "written, or a valid file is there already",
      "1": FAILED,
      "3": INVALID,
      "4": "nobody to ask, or the answer was not yes; nothing was written",
    },
    variables: ONLINE,
    docs: "docs/pull.md",
  },
  pull: {
    says: "Take the instance's settings into the file. An existing file is edited in place: comments, order and quotes stay, and only lines whose value differs change.",
    examples: [
      ["pull", "write a new file, or bring the declared settings up to date"],
      ["pull --dry-run", "show the edit and write nothing"],
      ["pull --only instance.hibp", "keep one setting that was changed by hand"],
    ],
    exits: {
      "0": "written, or nothing to write",
      "1": FAILED,
      "3": INVALID,
      "4": "refused: the output says what stands in the way",
    },
    variables: ONLINE,
    docs: "docs/pull.md",
  },
  plan: {
    says: "Show what apply would change, and what it would refuse. Reads the instance and changes no setting.",
    examples: [
      ["plan", "compare the file with the instance"],
      ["plan --env production --out plan.json", "save the plan for apply"],
      ["plan --all --detailed-exitcode", "every environment; exit 2 when something differs"],
    ],
    exits: {
      "0": "planned",
      "1": FAILED,
      "2": "with --detailed-exitcode: there is something to send",
      "3": INVALID,
      "4": "a guard refuses the plan, or the instance is not the file's",
    },
    variables: ONLINE,
    docs: "docs/safety.md",
  },
  apply: {
    says: "Send what differs, then read it back and say which values Clerk shows. Asks first, unless --yes or a saved plan answers.",
    examples: [
      ["apply", "plan, ask, send"],
      ["apply plan.json", "send exactly what plan --out saved"],
      [
        "apply --yes --allow weakens_security=restrictions.blocklist",
        "allow one dangerous change, once",
      ],
    ],
    exits: WRITES,
    variables: ONLINE,
    docs: "docs/safety.md",
  },
  drift: {
    says: "Show what was changed outside the file. Reads the instance and changes no setting.",
    examples: [
      ["drift", "compare the instance with the file"],
      ["drift --all --format json", "every environment, for a scheduled job"],
      ["drift --receipt receipt.json", "let the last apply settle what nothing shows"],
    ],
    exits: {
      "0": "in sync",
      "1": FAILED,
      "2": "something differs",
      "3": INVALID,
      "4": "the instance is not the file's",
    },
    variables: ONLINE,
    docs: "docs/ci.md",
  },
  compare: {
    says: "Show what differs between two instances: entries of environments, or files. Reads both and changes nothing. Items of collections are compared by key, of those that either names or --only does. A name of the file's environments wins; a word with a / or that ends in .yaml or .yml is a file.",
    examples: [
      ["compare staging production", "the instances as they are"],
      ["compare staging production --declared", "what the file says of them; needs no key"],
      ["compare old.yaml new.yaml --only restrictions", "a section of two files' instances"],
    ],
    exits: {
      "0": "nothing differs but what allowed_differences names",
      "1": FAILED,
      "2": "something differs",
      "3": INVALID,
      "4": "an instance is not the file's, or both are one",
    },
    variables: ONLINE,
    docs: "docs/compare.md",
  },
  promote: {
    says: "Write A's settings where they differ, and items that B lacks, into B's entry of environments. Edits the file as pull does, shows what the change will endanger, and sends Clerk nothing: plan and apply do that. Pins, consents, exceptions and allowed differences stay.",
    examples: [
      ["promote staging production --dry-run", "show the edit and write nothing"],
      ["promote staging production --declared", "what the file says of staging; needs no key"],
      ["promote staging production --only instance.hibp", "one setting, even if it may differ"],
    ],
    exits: {
      "0": "written, or nothing to write",
      "1": FAILED,
      "3": INVALID,
      "4": "refused: the output says what stands in the way",
    },
    variables: ONLINE,
    docs: "docs/compare.md",
  },
  rollback: {
    says: "Put back what was there before an apply, from its receipt. It is an ordinary plan with the same guards, and leaves alone what somebody changed since.",
    examples: [
      ["rollback receipt.json", "show it, ask, send"],
      ["rollback receipt.json --env staging", "with that environment's pin and key"],
      ["rollback receipt.json --yes --receipt undo.json", "ask nothing, write a receipt"],
    ],
    exits: WRITES,
    variables: ONLINE,
    docs: "docs/safety.md",
  },
  "change-domain": {
    says: "Move a production instance to another domain. Every session ends and the publishable key changes, so the new host is asked for.",
    examples: [
      ["change-domain https://example.com", "ask for the host, then move"],
      ["change-domain https://example.com --confirm example.com", "the same without a terminal"],
      [
        "change-domain https://example.com -f clerkwork.yaml -e production",
        "take the pin and the key's variable from the file",
      ],
    ],
    exits: WRITES,
    variables: ONLINE,
    docs: "docs/safety.md",
  },
};
