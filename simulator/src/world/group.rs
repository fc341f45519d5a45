//! Groups that a number has opened (section 5.8), and what is pinned in them.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// Messages pinned in a group at once.
pub const PINS_MAX: usize = 3;

/// A group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// Base64 of `capi_group:...`.
    pub id: String,
    pub phone_number_id: String,
    pub subject: String,
    pub description: Option<String>,
    /// Who has it may join.
    pub invite_link: String,
    /// Keys of the people in it.
    pub participants: BTreeSet<String>,
    pub pins: Vec<Pinned>,
    pub created_at_ms: i64,
}

/// A message at the top of a group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pinned {
    pub wamid: String,
    pub until_ms: i64,
}

impl Group {
    /// Takes a message off the top.
    pub fn unpin(&mut self, wamid: &str) {
        self.pins.retain(|pin| pin.wamid != wamid);
    }

    /// Puts one at the top; false when there are as many as there may be.
    pub fn pin(&mut self, wamid: &str, now_ms: i64, until_ms: i64) -> bool {
        self.unpin(wamid);
        self.pins.retain(|pin| now_ms < pin.until_ms);
        if self.pins.len() >= PINS_MAX {
            return false;
        }
        self.pins.push(Pinned { wamid: wamid.to_owned(), until_ms });
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_are_pinned_at_once_until_their_days_are_over() {
        let mut group = Group {
            id: "Y2FwaV9ncm91cDox".to_owned(),
            phone_number_id: "1".to_owned(),
            subject: "Cakes".to_owned(),
            description: None,
            invite_link: "https://chat.whatsapp.com/x".to_owned(),
            participants: BTreeSet::new(),
            pins: Vec::new(),
            created_at_ms: 0,
        };
        assert!(group.pin("a", 0, 10) && group.pin("b", 0, 20) && group.pin("c", 0, 20));
        assert!(group.pin("b", 0, 30), "again is not one more");
        assert!(!group.pin("d", 9, 30), "a fourth");
        assert!(group.pin("d", 10, 30), "the first is over");
        group.unpin("b");
        assert!(group.pin("e", 10, 30));
    }
}
