//! Counts out of the runners' own words.

use std::fs;
use std::ops::Add;
use std::path::Path;

/// Tests that passed and failed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Passed.
    pub passed: u32,
    /// Failed, or could not be run.
    pub failed: u32,
}

impl Add for Counts {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self { passed: self.passed + other.passed, failed: self.failed + other.failed }
    }
}

/// Counts in a runner's log. A runner that failed without naming a failed test, or succeeded without a test, counts as one failure.
pub fn from_log(log: &Path, succeeded: bool) -> Counts {
    let text = fs::read(log).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
    settle(text.lines().map(line).fold(Counts::default(), Counts::add), succeeded)
}

fn settle(counts: Counts, succeeded: bool) -> Counts {
    let is_silent = if succeeded { counts.passed == 0 } else { counts.failed == 0 };
    if is_silent { Counts { failed: counts.failed.max(1), ..counts } } else { counts }
}

/// Counts in one line of cargo test, node --test, vitest or Playwright.
fn line(line: &str) -> Counts {
    let plain = without_colours(line);
    let words: Vec<&str> = plain.split_whitespace().collect();
    let number = |word: &str| word.trim_matches(|c: char| !c.is_ascii_digit()).parse().unwrap_or(0);
    match words.as_slice() {
        // cargo: "test result: ok. 12 passed; 0 failed; ..."
        ["test", "result:", _, passed, "passed;", failed, ..] => Counts { passed: number(passed), failed: number(failed) },
        // node: "# pass 5", "ℹ fail 0", "# cancelled 1"
        ["#" | "ℹ", "pass", count] => Counts { passed: number(count), failed: 0 },
        ["#" | "ℹ", "fail" | "cancelled", count] => Counts { passed: 0, failed: number(count) },
        // vitest: "Tests  1 failed | 3 passed (4)"
        ["Tests", rest @ ..] => pairs(rest, number),
        // Playwright: "5 passed (3.2s)", "1 failed", "2 did not run", "1 interrupted"
        [count, word] | [count, word, _] if is_number(count) => playwright(number(count), word),
        [count, "did", "not", "run"] if is_number(count) => Counts { passed: 0, failed: number(count) },
        _ => Counts::default(),
    }
}

fn playwright(count: u32, word: &str) -> Counts {
    match word {
        "passed" => Counts { passed: count, failed: 0 },
        "failed" | "flaky" | "interrupted" => Counts { passed: 0, failed: count },
        _ => Counts::default(),
    }
}

fn pairs(words: &[&str], number: impl Fn(&str) -> u32) -> Counts {
    words.windows(2).fold(Counts::default(), |counts, pair| match pair[1] {
        "passed" => Counts { passed: counts.passed + number(pair[0]), ..counts },
        "failed" => Counts { failed: counts.failed + number(pair[0]), ..counts },
        _ => counts,
    })
}

fn is_number(word: &str) -> bool {
    !word.is_empty() && word.chars().all(|c| c.is_ascii_digit())
}

fn without_colours(line: &str) -> String {
    let mut plain = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        plain.push_str(before);
        rest = after.split_once('m').map_or("", |(_, rest)| rest);
    }
    plain + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(passed: u32, failed: u32) -> Counts {
        Counts { passed, failed }
    }

    #[test]
    fn every_runners_summary_is_understood() {
        assert_eq!(line("test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s"), counts(12, 0));
        assert_eq!(line("test result: FAILED. 3 passed; 2 failed; 0 ignored"), counts(3, 2));
        assert_eq!(line("ℹ pass 5"), counts(5, 0));
        assert_eq!(line("# fail 2"), counts(0, 2));
        assert_eq!(line("      Tests  1 failed | 3 passed (4)"), counts(3, 1));
        assert_eq!(line("\u{1b}[2m      Tests \u{1b}[22m \u{1b}[1m\u{1b}[32m7 passed\u{1b}[39m\u{1b}[22m (7)"), counts(7, 0));
        assert_eq!(line("  5 passed (3.2s)"), counts(5, 0));
        assert_eq!(line("  1 failed"), counts(0, 1));
        assert_eq!(line("  1 flaky"), counts(0, 1), "what passes now and then is broken");
        assert_eq!(line("  2 did not run"), counts(0, 2));
    }

    #[test]
    fn other_lines_count_nothing() {
        for text in [" Test Files  2 passed (2)", "ℹ suites 3", "running 5 tests", "5 tests were selected", ""] {
            assert_eq!(line(text), counts(0, 0), "{text}");
        }
    }

    #[test]
    fn a_runner_that_dies_or_finds_no_test_counts_as_a_failure() {
        assert_eq!(settle(counts(3, 0), false), counts(3, 1));
        assert_eq!(settle(counts(0, 0), true), counts(0, 1));
        assert_eq!(settle(counts(3, 2), false), counts(3, 2));
    }
}
