# shellcheck shell=bash
# Completes command lines of osiris in bash: `source <(osiris completion bash)`.

# Puts the words up to the cursor into `words`. Bash takes "@shop.main" and "--format=csv" apart at characters of
# COMP_WORDBREAKS; pieces with no blank between them are one word.
_osiris_words() {
  local rest="${COMP_LINE:0:COMP_POINT}" piece from
  words=()
  for piece in "${COMP_WORDS[@]:0:COMP_CWORD+1}"; do
    from="${rest#"${rest%%[![:space:]]*}"}"
    ((${#piece} <= ${#from})) || piece="$from"
    if [[ "$from" == "$rest" && ${#words[@]} -gt 0 ]]; then
      words[${#words[@]} - 1]+="$piece"
    else
      words+=("$piece")
    fi
    rest="${from:${#piece}}"
  done
}

# Adds files to COMPREPLY: all, folders, or those that end as pipelines do.
_osiris_files() {
  local file
  compopt -o filenames 2>/dev/null
  while IFS= read -r file; do
    if [[ "$1" == :any || -d "$file" || ("$1" == :pipelines && "$file" == *.@(yaml|yml)) ]]; then
      COMPREPLY+=("$file")
    fi
  done < <(compgen -f -- "$2")
}

_osiris() {
  local words=() lines=() line current start="" kind
  COMPREPLY=()
  _osiris_words
  current="${words[${#words[@]} - 1]}"
  mapfile -t lines < <("${words[0]/#\~\//$HOME/}" __complete "${words[@]:1}" 2>/dev/null)
  ((${#lines[@]} > 0)) || return 0
  kind="${lines[${#lines[@]} - 1]}"
  # Bash replaces only what stands behind the last `=` or `:`.
  [[ "$current" == *[=:]* ]] && start="${current%"${current##*[=:]}"}"
  for line in "${lines[@]:0:${#lines[@]}-1}"; do
    line="${line%%$'\t'*}"
    COMPREPLY+=("${line#"$start"}")
  done
  [[ "$kind" == :none ]] || _osiris_files "$kind" "${current#"$start"}"
}

complete -F _osiris osiris
