// Package spelling finds the word that was meant by one that is misspelt.
package spelling

import (
	"strings"
	"unicode/utf8"
)

// Nearest is the candidate that word was most likely meant to be: one that differs in
// case, or by one letter put in, left out or changed, or by two neighbours exchanged; a
// long word may differ by two such edits. It is "" where there is none. Of several
// it is the nearest, and of those the first in the order of the alphabet.
func Nearest(word string, candidates []string) string {
	best, least := "", limit(word)+1
	for _, c := range candidates {
		if c == word || c == "" {
			continue
		}
		d := 0
		if !strings.EqualFold(c, word) {
			d = max(distance([]rune(strings.ToLower(word)), []rune(strings.ToLower(c))), 1)
		}
		if d < least || d == least && d <= limit(word) && c < best {
			best, least = c, d
		}
	}
	return best
}

// limit is how many edits a word may be away from what was meant. A short one is
// another word as soon as a letter is another.
func limit(word string) int {
	switch n := utf8.RuneCountInString(word); {
	case n <= 2:
		return 0
	case n <= 6:
		return 1
	}
	return 2
}

// distance is how many edits make b of a.
func distance(a, b []rune) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			changed := 1
			if a[i-1] == b[j-1] {
				changed = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+changed)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
