//! Invented customers, as many as a business has.

use super::Person;
use crate::random::Random;

/// Language, country, dialling prefix, digits after it, given names, family names, and how many of 100 customers speak it.
struct Folk {
    language: &'static str,
    country: &'static str,
    prefix: &'static str,
    digits: usize,
    given: &'static [&'static str],
    family: &'static [&'static str],
    percent: u8,
}

const FOLKS: &[Folk] = &[
    Folk {
        language: "de",
        country: "DE",
        prefix: "4915",
        digits: 9,
        given: &["Anna", "Lukas", "Marie", "Jürgen", "Katrin", "Felix", "Ömer", "Greta"],
        family: &["Schmidt", "Krüger", "Wolf", "Neumann", "Böhm", "Lange", "Voß", "Hartmann"],
        percent: 45,
    },
    Folk {
        language: "en",
        country: "GB",
        prefix: "447",
        digits: 9,
        given: &["Olivia", "Noah", "Amara", "Liam", "Sophie", "Ravi", "Chloe", "Ewan"],
        family: &["Baker", "Okoye", "Hughes", "Patel", "Walsh", "Murray", "Novak", "Reid"],
        percent: 20,
    },
    Folk {
        language: "tr",
        country: "TR",
        prefix: "905",
        digits: 9,
        given: &["Ayşe", "Emre", "Zeynep", "Can", "Elif", "Burak"],
        family: &["Kaya", "Demir", "Çelik", "Şahin", "Aydın", "Öztürk"],
        percent: 12,
    },
    Folk {
        language: "ar",
        country: "EG",
        prefix: "2010",
        digits: 8,
        given: &["أحمد", "فاطمة", "يوسف", "مريم", "خالد", "نور"],
        family: &["حسن", "إبراهيم", "علي", "سالم", "محمود", "عمر"],
        percent: 11,
    },
    Folk {
        language: "es",
        country: "ES",
        prefix: "346",
        digits: 8,
        given: &["Lucía", "Hugo", "Martina", "Iker", "Carmen", "Diego"],
        family: &["García", "Muñoz", "Ortega", "Vidal", "Peña", "Serrano"],
        percent: 8,
    },
    Folk {
        language: "ja",
        country: "JP",
        prefix: "8190",
        digits: 8,
        given: &["さくら", "はると", "ゆい", "そうた"],
        family: &["佐藤", "鈴木", "高橋", "渡辺"],
        percent: 4,
    },
];

/// Of 100 customers: how many hide their number behind a user name, and how many use two devices.
const HIDDEN_PERCENT: u8 = 9;
const TWO_DEVICES_PERCENT: u8 = 25;

/// `count` customers, each with the language they write in; the same seed invents the same people.
#[must_use]
pub fn population(random: &Random, count: usize) -> Vec<(Person, &'static str)> {
    (0..count).map(|number| one(random, number)).collect()
}

fn one(random: &Random, number: usize) -> (Person, &'static str) {
    let folk = folk(random);
    let given = random.pick(folk.given).copied().unwrap_or_default();
    let family = random.pick(folk.family).copied().unwrap_or_default();
    // The number within the population keeps phone numbers distinct.
    let local = format!("{:0width$}", random.below(10_000) * 10_000 + number % 10_000, width = folk.digits);
    let hidden = random.percent(HIDDEN_PERCENT);
    let person = Person {
        wa_id: (!hidden).then(|| format!("{}{}", folk.prefix, &local[local.len() - folk.digits..])),
        user_id: Some(format!("{}.{}{:04}", folk.country, crate::ids::decimal(random), number % 10_000)),
        name: format!("{given} {family}"),
        username: hidden.then(|| format!("guest.{number}")),
        devices: if random.percent(TWO_DEVICES_PERCENT) { 2 } else { 1 },
        ..Person::default()
    };
    (person, folk.language)
}

fn folk(random: &Random) -> &'static Folk {
    let mut point = random.below(100);
    for folk in FOLKS {
        match point.checked_sub(usize::from(folk.percent)) {
            Some(rest) => point = rest,
            None => return folk,
        }
    }
    &FOLKS[0]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn everybody_is_somebody_else_and_the_seed_decides_who() {
        let people = population(&Random::new(3), 500);
        let keys: BTreeSet<_> = people.iter().map(|(person, _)| person.key().to_owned()).collect();
        assert_eq!(keys.len(), 500);
        assert!(people.iter().any(|(person, _)| person.wa_id.is_none() && person.username.is_some()));
        assert_eq!(FOLKS.iter().map(|folk| usize::from(folk.percent)).sum::<usize>(), 100);
        assert_eq!(people, population(&Random::new(3), 500));
        assert_ne!(people, population(&Random::new(4), 500));
    }
}
