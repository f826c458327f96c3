// Texts that would be markup, orders or another line, if they got out of where they stand.

export const EVIL: readonly string[] = [
  "```",
  "````\n<script>alert(1)</script>",
  "`".repeat(20),
  "~~~",
  "\n```\n# Heading",
  "\r```\r",
  "@org/team #1 owner/repo#1 GH-1",
  "<!-- marker --> <details> </details> <img src=x onerror=alert(1)>",
  "[x](javascript:alert(1)) ![](http://tracker) $math$",
  "| a | b |",
  "a\\|b",
  "::error::x",
  "##[error]x",
  "\u202eevil",
  "https://example.com www.example.com someone@example.com",
  "> [!CAUTION]",
  "</details>\n\n# out",
];
