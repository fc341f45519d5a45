//! Which statuses a message gets, and when (section 3.4).

use crate::random::Random;
use crate::world::Timeline;

/// A status and how long after the send it is reached.
pub(super) type Step = (String, i64);

/// What of a message decides its statuses.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sort {
    /// `sent` is all it ever gets.
    pub(super) silent: bool,
    pub(super) voice: bool,
    /// Devices that show it; each reports its own `delivered`.
    pub(super) devices: u8,
}

/// Draws the statuses of a message that isn't refused.
pub(super) fn draw(timeline: &Timeline, sort: Sort, random: &Random) -> Vec<Step> {
    let wait = |mean_ms: u64| random.wait_ms(mean_ms) as i64 + 1;
    let mut at_ms = wait(timeline.sent_mean_ms);
    let mut steps = vec![("sent".to_owned(), at_ms)];
    if sort.silent || random.percent(timeline.undelivered_percent) {
        return steps;
    }
    let read = random.percent(timeline.read_percent);
    at_ms += wait(timeline.delivered_mean_ms);
    // Read at once: `read` says that it was delivered.
    if !(read && random.percent(timeline.read_at_once_percent)) {
        for device in 0..i64::from(sort.devices.max(1)) {
            steps.push(("delivered".to_owned(), at_ms + device * wait(timeline.delivered_mean_ms)));
        }
    }
    if read {
        at_ms += wait(timeline.read_mean_ms);
        steps.push(("read".to_owned(), at_ms));
        if sort.voice && random.percent(timeline.played_percent) {
            steps.push(("played".to_owned(), at_ms + wait(timeline.played_mean_ms)));
        }
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(steps: &[Step]) -> Vec<&str> {
        steps.iter().map(|(status, _)| status.as_str()).collect()
    }

    #[test]
    fn every_share_is_seen_and_the_same_seed_draws_the_same() {
        let timeline = Timeline { undelivered_percent: 10, ..Timeline::default() };
        let drawn = |seed| {
            let random = Random::new(seed);
            (0..1000).map(|_| draw(&timeline, Sort { voice: true, ..Sort::default() }, &random)).collect::<Vec<_>>()
        };
        let all = drawn(3);
        assert_eq!(all, drawn(3));
        assert_ne!(all, drawn(4));
        let share = |wanted: &[&str]| all.iter().filter(|steps| words(steps) == wanted).count();
        assert!((60..140).contains(&share(&["sent"])), "{}", share(&["sent"]));
        assert!(share(&["sent", "delivered"]) > 80, "unread");
        assert!(share(&["sent", "read", "played"]) > 20, "delivered is skipped");
        assert!(share(&["sent", "delivered", "read", "played"]) > 500);
        assert!(all.iter().all(|steps| steps.windows(2).all(|pair| pair[0].1 < pair[1].1)), "time goes on");
    }

    #[test]
    fn what_is_silent_is_only_ever_sent_and_two_devices_deliver_twice() {
        let random = Random::new(1);
        let sure = Timeline { read_percent: 100, read_at_once_percent: 0, undelivered_percent: 0, ..Timeline::default() };
        assert_eq!(words(&draw(&sure, Sort { silent: true, ..Sort::default() }, &random)), ["sent"]);
        let two = draw(&sure, Sort { devices: 2, ..Sort::default() }, &random);
        assert_eq!(words(&two), ["sent", "delivered", "delivered", "read"]);
    }
}
