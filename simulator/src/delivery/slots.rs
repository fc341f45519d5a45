//! Which webhooks are sent now: nobody's wait for a callback of somebody else's that never answers.

use std::collections::{HashMap, HashSet};

use crate::world::{Post, World};

/// Deliveries at once.
const IN_FLIGHT_MAX: usize = 128;
/// Of one number: half of them, so that a callback that hangs leaves room. And whoever has none under way gets one in any case.
const OF_ONE_MAX: usize = IN_FLIGHT_MAX / 2;

/// Webhooks under way, by phone number id.
#[derive(Debug, Default)]
pub(super) struct Slots(HashMap<String, HashSet<u64>>);

/// What is to be done now.
#[derive(Debug)]
pub(super) struct Chosen {
    pub(super) posts: Vec<Post>,
    /// When the next one is due that had to wait for its time, and not for room: the attempt that makes room wakes us.
    pub(super) next_at_ms: Option<i64>,
}

impl Slots {
    /// The posts that are due and have room, the longest overdue first.
    pub(super) fn choose(&self, world: &World, now_ms: i64) -> Chosen {
        let (mut due, mut next_at_ms) = (Vec::new(), None::<i64>);
        for number in world.numbers_with_posts().filter(|number| !world.waits_for_callback(number)) {
            let under_way = self.0.get(number);
            let room = OF_ONE_MAX.saturating_sub(under_way.map_or(0, HashSet::len));
            let waiting = world.by_due_of(number).filter(|post| under_way.is_none_or(|posts| !posts.contains(&post.id)));
            for (turn, post) in waiting.take(room).enumerate() {
                if post.due_at_ms > now_ms {
                    next_at_ms = Some(next_at_ms.map_or(post.due_at_ms, |next| next.min(post.due_at_ms)));
                    break;
                }
                let is_its_only_one = turn == 0 && under_way.is_none();
                due.push((post, is_its_only_one));
            }
        }
        due.sort_by_key(|(post, _)| (post.due_at_ms, post.id));
        let mut room = IN_FLIGHT_MAX.saturating_sub(self.0.values().map(HashSet::len).sum());
        let mut posts = Vec::new();
        for (post, is_its_only_one) in due {
            if room > 0 || is_its_only_one {
                room = room.saturating_sub(1);
                posts.push(post.clone());
            }
        }
        Chosen { posts, next_at_ms }
    }

    /// A post is under way.
    pub(super) fn take(&mut self, post: &Post) {
        self.0.entry(post.phone_number_id.clone()).or_default().insert(post.id);
    }

    /// Its attempt is over.
    pub(super) fn free(&mut self, post: &Post) {
        if let Some(posts) = self.0.get_mut(&post.phone_number_id) {
            posts.remove(&post.id);
            if posts.is_empty() {
                self.0.remove(&post.phone_number_id);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::world::Event;

    /// A world in which each of these numbers has so many posts, all of them due at 10 and, one after the other, later.
    fn world(numbers: &[(&str, u64)]) -> World {
        let mut world = World::default();
        let mut id = 0;
        for (number, count) in numbers {
            let business = serde_json::from_value(json!({"waba_id": "1", "phone_number_id": number, "display_phone_number": "1",
                "name": "Acme", "app_secret": "s", "access_token": "t", "callback_url": "http://localhost/"}));
            world.apply(Event::Registered { business: business.unwrap() });
            for _ in 0..*count {
                id += 1;
                world.apply(Event::Queued { post: Post::new(id, number, "{}".to_owned(), Vec::new(), 0, 10 + id as i64) });
            }
        }
        world
    }

    fn of<'a>(chosen: &'a Chosen, number: &'a str) -> impl Iterator<Item = &'a Post> {
        chosen.posts.iter().filter(move |post| post.phone_number_id == number)
    }

    #[test]
    fn one_number_gets_half_and_those_with_none_under_way_one_each_whatever_is_left() {
        let world = world(&[("1", 300), ("2", 300), ("3", 2), ("4", 2)]);
        let mut slots = Slots::default();
        let chosen = slots.choose(&world, 10_000);
        assert_eq!((of(&chosen, "1").count(), of(&chosen, "2").count()), (OF_ONE_MAX, OF_ONE_MAX));
        assert_eq!((of(&chosen, "3").count(), of(&chosen, "4").count()), (1, 1));
        chosen.posts.iter().for_each(|post| slots.take(post));
        assert!(slots.choose(&world, 10_000).posts.is_empty(), "the second of 3 waits for room");
        of(&chosen, "3").for_each(|post| slots.free(post));
        let next = slots.choose(&world, 10_000);
        assert_eq!(next.posts.iter().map(|post| post.phone_number_id.as_str()).collect::<Vec<_>>(), ["3"], "its own place is free");
    }

    #[test]
    fn what_is_not_due_yet_tells_when_it_is() {
        let world = world(&[("1", 3), ("2", 1)]);
        let chosen = Slots::default().choose(&world, 12);
        assert_eq!(chosen.posts.iter().map(|post| post.id).collect::<Vec<_>>(), [1, 2]);
        assert_eq!(chosen.next_at_ms, Some(13));
    }
}
