# Completes command lines of osiris in fish: `osiris completion fish | source`.

function __osiris_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l lines ($words[1] __complete $words[2..-1] "$current" 2>/dev/null)
    test (count $lines) -gt 0; or return
    set -l kind $lines[-1]
    set -e lines[-1]
    for line in $lines
        echo $line
    end
    test $kind = :none; and return
    set -l start (string match -r -- '^--[^=]*=' $current)
    set -l path (string replace -r -- '^--[^=]*=' '' $current)
    for file in (__fish_complete_path "$path")
        set -l name (string split -m 1 \t -- $file)[1]
        if test $kind = :any; or test -d "$name"; or begin
                test $kind = :pipelines; and string match -qr '\.ya?ml$' -- $name
            end
            echo "$start$name"
        end
    end
end

complete -c osiris -e
complete -c osiris -f -a '(__osiris_complete)'
