#compdef osiris
# Completes command lines of osiris in zsh: `source <(osiris completion zsh)`, or this as _osiris in a folder of fpath.

_osiris() {
  local -a typed lines texts shown
  local line text meaning kind
  typed=("${(@Q)words[2,CURRENT-1]}" "${(Q)PREFIX}")
  lines=("${(@f)$("${(Q)words[1]/#\~\//$HOME/}" __complete "${(@)typed}" 2>/dev/null)}")
  (( $#lines )) || return 1
  kind="$lines[-1]"
  for line in "${(@)lines[1,-2]}"; do
    text="${line%%$'\t'*}"
    meaning="${line#*$'\t'}"
    texts+=("$text")
    shown+=("$text${meaning:+  -- $meaning}")
  done
  (( $#texts )) && compadd -l -d shown -a -- texts
  case "$kind" in
    :any) compset -P '--*='; _files ;;
    :folders) compset -P '--*='; _files -/ ;;
    :pipelines) compset -P '--*='; _files -g '*.(yaml|yml)(-.)' ;;
  esac
}

# As a file of fpath this is the function's body; sourced, it has to name itself.
if [[ "$funcstack[1]" == _osiris ]]; then
  _osiris "$@"
elif (( $+functions[compdef] )); then
  compdef _osiris osiris
fi
