// What each shell runs to ask for completions. The words come from `clerkwork __complete`, one a line with a tab
// before its description; no words means file names.

export type Shell = "bash" | "zsh" | "fish" | "powershell";

const BASH = `# bash completion for clerkwork
_clerkwork() {
  local line
  COMPREPLY=()
  while IFS= read -r line; do
    COMPREPLY+=("\${line%%$'\\t'*}")
  done < <("$1" __complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
  if [[ \${#COMPREPLY[@]} -eq 1 && \${COMPREPLY[0]} == *= ]]; then compopt -o nospace; fi
}
complete -o default -o bashdefault -F _clerkwork clerkwork
`;

const ZSH = `#compdef clerkwork
# zsh completion for clerkwork
_clerkwork() {
  local line value
  local -a found
  while IFS= read -r line; do
    value=\${line%%$'\\t'*}
    found+=("\${value//:/\\\\:}:\${line#*$'\\t'}")
  done < <("\${words[1]}" __complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)
  if (( \${#found} )); then _describe -t values clerkwork found; else _files; fi
}
if [[ \${funcstack[1]} == _clerkwork ]]; then
  _clerkwork "$@"
else
  compdef _clerkwork clerkwork
fi
`;

const FISH = `# fish completion for clerkwork
function __clerkwork_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    $words[1] __complete -- $words[2..-1] "$current" 2>/dev/null
end
complete -c clerkwork -f -a '(__clerkwork_complete)'
complete -c clerkwork -n 'not count (__clerkwork_complete) >/dev/null' -F
`;

// An empty argument does not reach a program from every PowerShell: --empty stands for it.
const POWERSHELL = `# PowerShell completion for clerkwork
Register-ArgumentCompleter -Native -CommandName clerkwork -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $words = @($commandAst.CommandElements |
    Where-Object { $_.Extent.StartOffset -lt $cursorPosition } |
    Select-Object -Skip 1 | ForEach-Object { $_.ToString() })
  $options = if ($wordToComplete -eq '') { @('--empty') } else { @() }
  clerkwork __complete @options -- @words 2>$null | ForEach-Object {
    $value, $says = $_ -split "\`t", 2
    [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $says)
  }
}
`;

export const SCRIPTS: Readonly<Record<Shell, string>> = {
  bash: BASH,
  zsh: ZSH,
  fish: FISH,
  powershell: POWERSHELL,
};
